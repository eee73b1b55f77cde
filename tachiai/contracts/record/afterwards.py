"""Ratings and pleas, as entries of the record: always all of them, for they come out at a time of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tachiai.contracts.lifecycles import PLEA
from tachiai.contracts.models import Contract, Plea, PleaStep, Rating
from tachiai.contracts.record.words import by, file_fact, readers_of_removed, step_fact
from tachiai.kernel.entries import Entry, Piece
from tachiai.people.queries.removals import removed_by


def ratings_and_pleas(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """A rating once it is published: before, not even its digest may be known to the other side."""
    published = Rating.objects.filter(contract_id=contract.pk, published_at__isnull=False).order_by("pk")
    for rating in published.annotate(removed_by=removed_by("rating")):
        payload = {
            "by": by(contract, rating.rater_id, rating.rater_role),
            "of": by(contract, rating.rated_id),
            "is_by_rule": rating.rater_id is None,
            "stars": rating.stars,
            "average": str(rating.average),
            "comment": rating.comment,
        }
        if rating.pk <= piece.of("rating")[1]:
            yield Entry("rating", rating.pk, rating.given_at, payload, _readers(rating, payload))
        if rating.replied_at is not None and rating.pk <= piece.of("rating_reply")[1]:
            reply = {"rating": rating.pk, "by": by(contract, rating.rated_id), "text": rating.reply}
            yield Entry("rating_reply", rating.pk, rating.replied_at, reply, _readers(rating, reply))
    yield from _pleas(contract, piece)


def _readers(rating: Any, written: Mapping[str, Any]) -> tuple[str, ...]:
    """Staff remove a rating with its reply: each is then for whoever wrote it."""
    return () if rating.removed_by is None else readers_of_removed(written["by"], ())


def _pleas(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """What was pleaded is for the one who pleaded and for staff; what was decided is for all."""
    made = Plea.objects.filter(rating__contract_id=contract.pk, pk__lte=piece.of("plea")[1]).order_by("pk")
    for plea in made.select_related("rating").prefetch_related("files"):
        side = by(contract, plea.rating.rated_id)
        payload = {
            "rating": plea.rating_id,
            "by": side,
            "text": plea.text,
            "files": [file_fact(file) for file in sorted(plea.files.all(), key=lambda file: file.pk)],
        }
        yield Entry("plea", plea.pk, plea.opened_at, payload, (side["role"], "staff"))
    steps = PleaStep.objects.filter(subject__rating__contract_id=contract.pk, pk__lte=piece.of("plea_step")[1])
    for step in steps.order_by("pk"):
        yield Entry(
            "plea_step", step.pk, step.taken_at, {**step_fact(contract, PLEA.name, step), "plea": step.subject_id}
        )
