"""Agreements to keep secrets: one side asks and signs, the other signs too, says no, or lets it end by silence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.documents.rules import Document
from tachiai.jobs import announcements
from tachiai.jobs.confidentiality import ConfidentialityFacts, Undertaking, mistakes
from tachiai.jobs.lifecycles import CONFIDENTIALITY
from tachiai.jobs.models import Confidentiality, Proposal, SignedCopy
from tachiai.jobs.queries.confidentiality import (
    confidentiality_for,
    counterpart_to_sign,
    objections_to_asking,
    request_to_sign,
)
from tachiai.jobs.queries.proposals import OPEN_STATES, side_of
from tachiai.jobs.rules import LONGEST_REASON
from tachiai.jobs.walking import locked_proposal, touch, walk_confidentiality
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import Signature


@transaction.atomic
def ask_confidentiality(
    *, proposal_id: int, person_id: int, undertaking: Undertaking, signed: Signature, at: datetime
) -> int:
    """Ask the other side of a proposal to keep secrets, with one's own signature under the whole text. The request's
    id; a second click answers with the request that is open. Refusal with every reason when it cannot be asked now, or
    when the text has changed since it was signed."""
    proposal = locked_proposal(proposal_id)
    if side_of(proposal, person_id) is None:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    refuse_restricted(person_id, Act.ASK, at, thread_id=proposal.thread_id)
    if wrong := mistakes(undertaking):
        raise Refusal(*(refused for _, refused in wrong))
    if (sent := _sent_already(proposal, person_id, signed)) is not None:
        return sent
    if refused := objections_to_asking(proposal, person_id, at):
        raise Refusal(*refused)
    document = request_to_sign(proposal, person_id, undertaking, at)
    _check(signed, document, person_id)
    row = Confidentiality(
        proposal=proposal,
        asker_id=person_id,
        asked_id=proposal.worker_id if person_id == proposal.client_id else proposal.client_id,
        opened_at=at,
        state=CONFIDENTIALITY.first,
        entered_at=at,
    )
    enter(row, CONFIDENTIALITY, ConfidentialityFacts(CONFIDENTIALITY.first), at)
    row.save()
    _keep(row, Actor.ASKER, document, signed)
    _keep_alive(proposal, at)
    announcements.confidentiality_asked(row, at)
    return row.pk


def _sent_already(proposal: Proposal, person_id: int, signed: Signature) -> int | None:
    same = SignedCopy.objects.filter(
        confidentiality__proposal_id=proposal.pk,
        confidentiality__state=CONFIDENTIALITY.first,
        person_id=person_id,
        role=Actor.ASKER,
        digest=signed.digest,
    )
    return same.values_list("confidentiality_id", flat=True).first()


@transaction.atomic
def agree_confidentiality(*, request_id: int, person_id: int, signed: Signature, at: datetime) -> None:
    """The asked side signs the text with its own name and address: the agreement is made. Agreeing twice changes
    nothing. Refusal when it is not open any more, or the text has changed since it was signed."""
    row = _locked(request_id, person_id)
    refuse_restricted(person_id, Act.ASK, at, thread_id=row.proposal.thread_id)
    if row.state == "agreed" and person_id == row.asked_id:
        return
    walk_confidentiality(row, "agree", by=_by(row, person_id), at=at, digest=signed.digest)
    view = confidentiality_for(person_id, row.proposal_id, row.pk)
    if view is None:
        raise LookupError(f"request {row.pk} cannot be read by its own side")
    document = counterpart_to_sign(view, at)
    _check(signed, document, person_id)
    _keep(row, Actor.ASKED, document, signed)
    _keep_alive(row.proposal, at)


@transaction.atomic
def decline_confidentiality(*, request_id: int, person_id: int, reason: str = "", at: datetime) -> None:
    """The asked side says no, with a reason that the asker reads if there is one."""
    refuse_restricted(person_id, Act.WALK, at)
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(Refused("terms.refused.too_long", {"most": LONGEST_REASON}))
    row = _locked(request_id, person_id)
    walk_confidentiality(row, "decline", by=_by(row, person_id), at=at, reason=reason)


@transaction.atomic
def withdraw_confidentiality(*, request_id: int, person_id: int, at: datetime) -> None:
    """The asker takes the request back. Who is suspended may do so too."""
    row = _locked(request_id, person_id)
    walk_confidentiality(row, "withdraw", by=_by(row, person_id), at=at)


def _locked(request_id: int, person_id: int) -> Confidentiality:
    """The request, locked after its proposal as everywhere. Refusal when it is none of this person's."""
    proposal_id = Confidentiality.objects.filter(pk=request_id).values_list("proposal_id", flat=True).first()
    if proposal_id is None:
        raise Refusal(Refused("confidentiality.refused.no_such_request"))
    proposal = locked_proposal(proposal_id)
    row = Confidentiality.objects.select_for_update(no_key=True).get(pk=request_id)
    row.proposal = proposal
    if person_id not in (row.asker_id, row.asked_id):
        raise Refusal(Refused("confidentiality.refused.no_such_request"))
    return row


def _by(row: Confidentiality, person_id: int) -> By:
    return By(Actor.ASKER if person_id == row.asker_id else Actor.ASKED, person_id)


def _check(signed: Signature, document: Document, person_id: int) -> None:
    if (signed.person_id, signed.digest) != (person_id, document.digest()):
        raise Refusal(Refused("confidentiality.refused.text_changed"))


def _keep(row: Confidentiality, role: Actor, document: Document, signed: Signature) -> None:
    SignedCopy.objects.create(
        confidentiality=row,
        role=role,
        person_id=signed.person_id,
        content=document.as_data(),
        digest=signed.digest,
        method=signed.method,
        proof=dict(signed.proof),
        signed_at=signed.signed_at,
    )


def _keep_alive(proposal: Proposal, at: datetime) -> None:
    """A request and its answer are words in the talk."""
    if proposal.state in OPEN_STATES:
        touch(proposal, at)
