"""What staff work on: the queue by the clock, one inquiry with its notes, mail that belongs to none, how it helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from tachiai.clockwork.queries import Waiting
from tachiai.inquiries.lifecycles import INQUIRY, WAITING
from tachiai.inquiries.models import Inquiry, ReceivedMail
from tachiai.inquiries.queries.conflicts import conflict_of, free_of_stake, told_of, without_stake
from tachiai.inquiries.queries.facts import facts_of
from tachiai.inquiries.queries.threads import Line, lines_of
from tachiai.inquiries.rules import CATEGORIES
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people

DESK_PAGE = 50
HELPED_OVER = timedelta(days=90)
OVERDUE = "overdue"
GIVE_BACK = "give_back"
VIEWS = ("waiting", "free", "mine", "overdue", "answered", "done")


@dataclass(frozen=True)
class Queue:
    """What is asked of the queue. `view`: what waits for staff, of it what nobody has, what the reader has, what is
    overdue, what was answered, what is done. `category`: only what is about that. `search`: a number or a mail address,
    then of any state and about anything."""

    view: str = "waiting"
    category: str = ""
    search: str = ""


@dataclass(frozen=True)
class StaffView:
    """One inquiry as staff meet it. `objection`: why this member of the staff may not take it; then nothing that was
    said in it is there for them, and who took it before can only give it back. `is_with_nobody`: nor may anybody else
    of the staff. `offered`: their steps, each open or with its reasons. `others`: what else the same asker has open."""

    row: Inquiry
    lines: Sequence[Line]
    objection: Refused | None
    offered: Mapping[str, Offered]
    others: Sequence[Inquiry]
    is_with_nobody: bool = False

    def may(self, step: str) -> bool:
        is_theirs = self.objection is None or step == GIVE_BACK
        return is_theirs and step in self.offered and self.offered[step].is_open


def inquiry_queue(asked: Queue, staff_id: int, after: tuple[datetime, int] | None = None) -> list[Inquiry]:
    """One page and the first of the next, of those in which the reader has no stake: what is overdue, then what is due
    first; what is done, newest first. `after`: due moment (or for what is done: of its end) and id of the last seen."""
    rows = free_of_stake(staff_id, Inquiry.objects.select_related("person", "assignee", "contract"))
    if asked.search:
        return list(_matching(rows, asked.search).order_by("-pk")[: DESK_PAGE + 1])
    rows = rows.filter(category=asked.category) if asked.category in CATEGORIES else rows
    if asked.view == "done":
        seen = Q(pk__lt=after[1]) if after else Q()
        return list(rows.filter(seen, closed_at__isnull=False).order_by("-pk")[: DESK_PAGE + 1])
    found = {
        "free": rows.filter(closed_at=None, assignee=None, state__in=WAITING),
        "mine": rows.filter(closed_at=None, assignee=staff_id),
        "overdue": rows.filter(closed_at=None, state=OVERDUE),
        "answered": rows.filter(closed_at=None, state="answered"),
    }.get(asked.view, rows.filter(closed_at=None, state__in=WAITING))
    return _overdue_first(found, after)


def _overdue_first(found: QuerySet[Inquiry], after: tuple[datetime, int] | None) -> list[Inquiry]:
    """What is overdue has a later deadline of its own, that of its end: it would stand behind what is still in time."""
    late, others = found.filter(state=OVERDUE), found.exclude(state=OVERDUE)
    if after and not Inquiry.objects.filter(pk=after[1], state=OVERDUE).exists():
        return _by_clock(others, after, DESK_PAGE + 1)
    rows = _by_clock(late, after, DESK_PAGE + 1)
    return rows + _by_clock(others, None, DESK_PAGE + 1 - len(rows))


def _by_clock(found: QuerySet[Inquiry], after: tuple[datetime, int] | None, most: int) -> list[Inquiry]:
    later = Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]) if after else Q()
    since = Q(due_at__gte=after[0]) if after else Q()  # the part that an index can begin at
    return list(found.filter(since, later).order_by("due_at", "pk")[:most]) if most else []


def inquiry_for_staff(inquiry_id: int, staff_id: int, at: datetime) -> StaffView | None:
    row = Inquiry.objects.select_related("person", "assignee", "contract", "merged_into").filter(pk=inquiry_id).first()
    if row is None:
        return None
    offered = {each.step.name: each for each in INQUIRY.offered(facts_of(row), Actor.STAFF, at)}
    if (objection := conflict_of(staff_id, row)) is not None:
        others_may = without_stake(row, people.staff_ids())
        return StaffView(row, (), objection, offered, (), is_with_nobody=not others_may)
    from_same = Q(person_id=row.person_id) if row.person_id else Q(address=row.address)
    others = free_of_stake(staff_id, Inquiry.objects.filter(from_same, closed_at=None)).exclude(pk=row.pk)
    return StaffView(row, lines_of(row, with_notes=True), None, offered, list(others.order_by("-pk")[:10]))


def inquiry_backlog(staff_id: int) -> Waiting:
    """What waits for staff, as far as their desk tells this one of them, and since when the longest of it."""
    waiting = Inquiry.objects.filter(closed_at=None, state__in=WAITING)
    return Waiting(told_of(staff_id, waiting), "entered_at", overdue=OVERDUE)


def unknown_mails() -> list[ReceivedMail]:
    """Mail that belongs to no inquiry and that nobody has looked at, oldest first: one page."""
    return list(ReceivedMail.objects.filter(outcome="unknown").order_by("received_at", "pk")[:DESK_PAGE])


def helped_lately(at: datetime) -> Mapping[str, int]:
    """What people said in the last 90 days of how their inquiry ended: `helped` and `not_helped`."""
    said = Inquiry.objects.filter(helped_at__gt=at - HELPED_OVER).values_list("is_helped").annotate(n=Count("pk"))
    found = dict(said.order_by())
    return {"helped": found.get(True, 0), "not_helped": found.get(False, 0)}


def _matching(rows: QuerySet[Inquiry], search: str) -> QuerySet[Inquiry]:
    """By number, or by the address of whoever asked."""
    words = search.strip()
    if "@" in words:
        person_id = people.id_by_email(words)
        return rows.filter(Q(address=words.lower()) | (Q(person_id=person_id) if person_id else Q(pk=None)))
    return rows.filter(number=words.upper())
