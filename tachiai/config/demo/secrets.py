"""What people of the demo promise each other before they show something secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tachiai.config.demo.content import Act, Talk
from tachiai.config.demo.stage import Stage, proposal
from tachiai.jobs import actions as jobs
from tachiai.jobs.confidentiality import Undertaking
from tachiai.jobs.queries.confidentiality import (
    ConfidentialityView,
    counterpart_to_sign,
    latest_confidentiality,
    request_to_sign,
)
from tachiai.people.signing import sign_in_session


def ask_secrecy(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Ask for `years`, with the `special` terms if there are some, in the language of the listing."""
    row = proposal(stage, talk, person).proposal
    undertaking = Undertaking(act.particulars["years"], act.particulars.get("special", ""), row.listing.language)
    digest = request_to_sign(row, person, undertaking, at).digest()
    signed = sign_in_session(person_id=person, digest=digest, at=at)
    jobs.ask_confidentiality(proposal_id=row.pk, person_id=person, undertaking=undertaking, signed=signed, at=at)


def agree_secrecy(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view = _asked(stage, talk, person)
    signed = sign_in_session(person_id=person, digest=counterpart_to_sign(view, at).digest(), at=at)
    jobs.agree_confidentiality(request_id=view.row.pk, person_id=person, signed=signed, at=at)


def decline_secrecy(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view, reason = _asked(stage, talk, person), act.particulars.get("reason", "")
    jobs.decline_confidentiality(request_id=view.row.pk, person_id=person, reason=reason, at=at)


def withdraw_secrecy(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    jobs.withdraw_confidentiality(request_id=_asked(stage, talk, person).row.pk, person_id=person, at=at)


def _asked(stage: Stage, talk: Talk, person: int) -> ConfidentialityView:
    view = latest_confidentiality(person, stage.proposals[talk.key])
    if view is None:
        raise LookupError(f"{talk.key}: nobody asked for secrecy")
    return view


VERBS: Mapping[str, Callable[[Stage, datetime, Talk, Act, int], None]] = {
    "ask_secrecy": ask_secrecy,
    "agree_secrecy": agree_secrecy,
    "decline_secrecy": decline_secrecy,
    "withdraw_secrecy": withdraw_secrecy,
}
