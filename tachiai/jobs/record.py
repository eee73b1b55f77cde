"""The confidentiality agreement that the two made beside their proposal, as entries of the record."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.jobs.lifecycles import CONFIDENTIALITY
from tachiai.jobs.models import Confidentiality, ConfidentialityStep, SignedCopy
from tachiai.kernel.entries import Entry, Piece


def record(proposal_id: int, piece: Piece) -> Iterator[Entry]:
    """Each request to keep secrets, its steps, and the copies as they were signed."""
    after, upto = piece.of("confidentiality")
    asked = Confidentiality.objects.filter(proposal_id=proposal_id, pk__gt=after, pk__lte=upto).order_by("pk")
    for one in asked:
        payload = {"by": {"person": one.asker_id}, "asked": {"person": one.asked_id}}
        yield Entry("confidentiality", one.pk, one.opened_at, payload)
    after, upto = piece.of("confidentiality_step")
    steps = ConfidentialityStep.objects.filter(subject__proposal_id=proposal_id, pk__gt=after, pk__lte=upto)
    for step in steps.order_by("pk"):
        payload = {
            "confidentiality": step.subject_id,
            "lifecycle": CONFIDENTIALITY.name,
            "number": step.number,
            "step": step.step,
            "from": step.from_state,
            "to": step.to_state,
            "by": {"role": step.actor, "person": step.person_id},
            "answers": step.answers,
        }
        yield Entry("confidentiality_step", step.pk, step.taken_at, payload)
    after, upto = piece.of("signed_copy")
    copies = SignedCopy.objects.filter(confidentiality__proposal_id=proposal_id, pk__gt=after, pk__lte=upto)
    for copy in copies.order_by("pk"):
        payload = {
            "confidentiality": copy.confidentiality_id,
            "by": {"role": copy.role, "person": copy.person_id},
            "content": copy.content,
            "digest": copy.digest,
            "method": copy.method,
            "proof": copy.proof,
        }
        yield Entry("signed_copy", copy.pk, copy.signed_at, payload)
