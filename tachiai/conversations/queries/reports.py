"""Which talks people asked staff to look at. For staff: it says who and where, never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tachiai.conversations.models import Participant, ReportWish
from tachiai.people import queries as people

PAGE = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class ReportWishLine:
    """One wish: who asked, about which thread with whom, and about which message of it, if about one."""

    id: int
    person_id: int
    person_name: str
    other_names: Sequence[str]
    title: str
    message_id: int | None
    asked_at: datetime


@dataclass(frozen=True)
class ReportWishes:
    lines: Sequence[ReportWishLine]
    older: int | None


def count_report_wishes() -> int:
    """How many wishes there are, counted to MOST_COUNTED at most."""
    return ReportWish.objects.order_by()[:MOST_COUNTED].count()


def report_wishes(*, before: int | None = None, limit: int = PAGE) -> ReportWishes:
    """What people asked staff to look at, newest first."""
    found = ReportWish.objects.select_related("thread").order_by("-id")
    rows = list((found.filter(id__lt=before) if before else found)[: limit + 1])
    threads = {row.thread_id for row in rows}
    company: dict[int, list[int]] = {number: [] for number in threads}
    for thread_id, person_id in Participant.objects.filter(thread_id__in=threads).values_list("thread_id", "person_id"):
        company[thread_id].append(person_id)
    names = people.names({person for pair in company.values() for person in pair})
    lines = [
        ReportWishLine(
            id=row.id,
            person_id=row.person_id,
            person_name=names[row.person_id],
            other_names=[names[one] for one in company[row.thread_id] if one != row.person_id],
            title=row.thread.title,
            message_id=row.message_id,
            asked_at=row.asked_at,
        )
        for row in rows[:limit]
    ]
    return ReportWishes(lines, lines[-1].id if len(rows) > limit else None)
