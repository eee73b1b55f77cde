"""The confidentiality agreement that the two made beside their proposal, as entries of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tachiai.jobs.lifecycles import CONFIDENTIALITY
from tachiai.jobs.models import Confidentiality, ConfidentialityStep, SignedCopy
from tachiai.kernel.entries import Entry, Piece


def record(proposal_id: int, piece: Piece) -> Iterator[Entry]:
    """Each request to keep secrets, its steps, and the copies as they were signed."""
    asked = Confidentiality.objects.filter(proposal_id=proposal_id, **_within("confidentiality", piece))
    for one in asked.order_by("pk"):
        payload = {"by": {"person": one.asker_id}, "asked": {"person": one.asked_id}}
        yield Entry("confidentiality", one.pk, one.opened_at, payload)
    of_proposal = {"subject__proposal_id": proposal_id, **_within("confidentiality_step", piece)}
    for step in ConfidentialityStep.objects.filter(**of_proposal).order_by("pk"):
        yield Entry("confidentiality_step", step.pk, step.taken_at, _step(step))
    of_proposal = {"confidentiality__proposal_id": proposal_id, **_within("signed_copy", piece)}
    for copy in SignedCopy.objects.filter(**of_proposal).order_by("pk"):
        yield Entry("signed_copy", copy.pk, copy.signed_at, _copy(copy))


def _within(kind: str, piece: Piece) -> dict[str, int]:
    after, upto = piece.of(kind)
    return {"pk__gt": after, "pk__lte": upto}


def _step(step: ConfidentialityStep) -> dict[str, Any]:
    return {
        "confidentiality": step.subject_id,
        "lifecycle": CONFIDENTIALITY.name,
        "number": step.number,
        "step": step.step,
        "from": step.from_state,
        "to": step.to_state,
        "by": {"role": step.actor, "person": step.person_id},
        "answers": step.answers,
    }


def _copy(copy: SignedCopy) -> dict[str, Any]:
    return {
        "confidentiality": copy.confidentiality_id,
        "by": {"role": copy.role, "person": copy.person_id},
        "content": copy.content,
        "digest": copy.digest,
        "method": copy.method,
        "proof": copy.proof,
    }
