"""Requests for confidentiality as tests speak of them: whoever asks or agrees signs what they would be shown."""

from __future__ import annotations

from datetime import datetime

from tachiai.jobs import actions
from tachiai.jobs.confidentiality import Undertaking
from tachiai.jobs.models import Proposal
from tachiai.jobs.queries.confidentiality import counterpart_to_sign, latest_confidentiality, request_to_sign
from tachiai.people.models import Person
from tachiai.people.signing import sign_in_session

THREE_YEARS = Undertaking(3)


def ask_for_secrecy(proposal_id: int, asker: Person, at: datetime, undertaking: Undertaking = THREE_YEARS) -> int:
    """The request's id."""
    document = request_to_sign(Proposal.objects.get(pk=proposal_id), asker.pk, undertaking, at)
    signed = sign_in_session(person_id=asker.pk, digest=document.digest(), at=at)
    return actions.ask_confidentiality(
        proposal_id=proposal_id, person_id=asker.pk, undertaking=undertaking, signed=signed, at=at
    )


def agree_to_secrecy(proposal_id: int, asked: Person, at: datetime) -> None:
    view = latest_confidentiality(asked.pk, proposal_id)
    assert view is not None
    signed = sign_in_session(person_id=asked.pk, digest=counterpart_to_sign(view, at).digest(), at=at)
    actions.agree_confidentiality(request_id=view.row.pk, person_id=asked.pk, signed=signed, at=at)
