"""Reads: which texts staff have removed. Whoever shows a text asks here; the words themselves stay where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

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
    """For rows that name a text in `column`: the decision by which it is removed now; NULL when it is not."""
    found = TextRemoval.objects.filter(kind=kind, subject_id=OuterRef(column)).order_by("-id")
    return Subquery(found.values(decision=Case(When(is_removed=True, then="decision_id")))[:1])


def removal_of(kind: str, subject_id: int) -> int | None:
    """The decision by which this text is removed now; None when it is not."""
    newest = TextRemoval.objects.filter(kind=kind, subject_id=subject_id).order_by("-id").first()
    return newest.decision_id if newest is not None and newest.is_removed else None


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
