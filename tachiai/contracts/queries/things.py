"""Contracts and ratings as things that people can point at."""

from __future__ import annotations

from tachiai.contracts.models import Contract, Rating
from tachiai.kernel.things import Thing
from tachiai.people.queries import removed_by


def contract_thing(contract_id: int) -> Thing | None:
    """A contract as it stands between its two sides; None when there is none."""
    row = Contract.objects.filter(pk=contract_id).first()
    if row is None:
        return None
    return Thing(
        kind="contract",
        id=row.pk,
        title=row.title,
        text="",
        path=f"/contracts/{row.reference}/",
        owners=(row.client_id, row.worker_id),
        readers=frozenset({row.client_id, row.worker_id}),
        facts={
            "reference": row.reference,
            "state": row.state,
            "thread_id": row.thread_id,
            "price": row.price,
            "part": row.part,
            "due_at": row.due_at.isoformat() if row.due_at else None,
        },
    )


def rating_thing(rating_id: int) -> Thing | None:
    """What one side wrote of the other, once it is published; None for none, and for one that no person gave."""
    found = Rating.objects.select_related("contract").filter(pk=rating_id, rater__isnull=False)
    row = found.annotate(removed_by=removed_by("rating")).first()
    if row is None or row.rater_id is None:
        return None
    return Thing(
        kind="rating",
        id=row.pk,
        title=row.contract.title,
        text=row.comment,
        path=f"/people/{row.rated_id}/",
        owners=(row.rater_id,),
        readers=frozenset({row.rater_id}) if row.published_at is None or row.lifted_at else None,
        is_removed=row.removed_by is not None,
        facts={
            "stars": row.stars,
            "reply": row.reply,
            "rated_id": row.rated_id,
            "contract": row.contract.reference,
            "given_at": row.given_at.isoformat(),
        },
    )
