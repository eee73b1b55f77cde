"""Reads: which texts staff have removed. Whoever shows a text asks here; the words themselves stay where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tachiai.kernel.entries import Piece
from tachiai.people.models import TextRemoval


@dataclass(frozen=True)
class RecordedRemoval:
    """A text was removed, or restored, by a decision."""

    id: int
    subject_id: int
    is_removed: bool
    decision_id: int
    at: datetime


def removed_by(kind: str, column: str = "pk") -> Subquery:
    """For rows that name a text in `column`: the newest decision by which it is removed now; NULL when it is not."""
    found = _standing(kind).filter(subject_id=OuterRef(column)).order_by("-id")
    return Subquery(found.values("decision_id")[:1])


def removal_of(kind: str, subject_id: int) -> int | None:
    """The newest decision by which this text is removed now; None when it is not."""
    return next(iter(removing(kind, subject_id)), None)


def removing(kind: str, subject_id: int) -> list[int]:
    """Every decision by which this text is removed now, the newest first: it is shown when none is left."""
    found = _standing(kind).filter(subject_id=subject_id).order_by("-id")
    return list(found.values_list("decision_id", flat=True))


def removed_among(kind: str, subject_ids: QuerySet[Any, int], decision_id: int) -> list[int]:
    """Which of these texts this decision keeps removed."""
    found = _standing(kind).filter(subject_id__in=subject_ids, decision_id=decision_id)
    return list(found.order_by("id").values_list("subject_id", flat=True))


def removals(kind: str, subject_ids: Collection[int] | QuerySet[Any, int], piece: Piece) -> Iterator[RecordedRemoval]:
    """What was removed and restored of these texts, in that order, for the record."""
    after, upto = piece.of("text_removal")
    found = TextRemoval.objects.filter(kind=kind, subject_id__in=subject_ids, pk__gt=after, pk__lte=upto)
    for row in found.order_by("pk").values_list("pk", "subject_id", "is_removed", "decision_id", "at"):
        yield RecordedRemoval(*row)


def every_removal() -> QuerySet[TextRemoval]:
    """For those who follow the numbers of removals."""
    return TextRemoval.objects.all()


def texts_removed_in(kind: str, after: int, upto: int) -> list[int]:
    """The texts that the removals with these numbers are about."""
    found = TextRemoval.objects.filter(kind=kind, pk__gt=after, pk__lte=upto)
    return list(found.order_by().values_list("subject_id", flat=True).distinct())


def _standing(kind: str) -> QuerySet[TextRemoval]:
    """Removals that were not undone: each decision restores what it removed itself, and nothing else."""
    same = {each: OuterRef(each) for each in ("kind", "subject_id", "decision_id")}
    undone = TextRemoval.objects.filter(**same, is_removed=False, id__gt=OuterRef("id"))
    return TextRemoval.objects.filter(~Exists(undone), kind=kind, is_removed=True)
