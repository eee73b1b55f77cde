"""Texts that were kept back: for their authors, and for staff, who see the one text and not the talk around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from tachiai.clockwork.queries import Waiting
from tachiai.conversations.lifecycles import HELD
from tachiai.conversations.queries.own import own_threads
from tachiai.conversations.queries.reading import MessageLine, latest_messages
from tachiai.conversations.safety import HeldFacts, Spot
from tachiai.conversations.safety_models import HeldLook, HeldMessage, HeldStep
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor, Offered, State

DESK_PAGE = 50
AROUND = 10


@dataclass(frozen=True)
class HeldView:
    """One held text as its author or staff meets it."""

    row: HeldMessage

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(Spot.from_data(each) for each in self.row.hits)

    @property
    def state(self) -> State:
        return HELD.state(self.row.state)

    @property
    def decided(self) -> HeldStep | None:
        """The step that ended it."""
        return self.row.steps.select_related("person").order_by("-number").first()

    def offered(self, actor: Actor, at: datetime) -> tuple[Offered, ...]:
        """The steps of this actor, each open or with its reasons."""
        return HELD.offered(HeldFacts(self.row.state), actor, at)


def held_for_author(*, held_id: int, person_id: int) -> HeldView | None:
    """One held text for who wrote it; None for everybody else."""
    row = HeldMessage.objects.select_related("thread").filter(pk=held_id, author_id=person_id).first()
    return None if row is None else HeldView(row)


def held_for_staff(*, held_id: int, staff_id: int) -> HeldView | None:
    """One held text for the desk; None for a side of the thread itself, from whom it is kept."""
    row = _for_desk(staff_id).filter(pk=held_id).first()
    return None if row is None else HeldView(row)


def held_in(thread_id: int) -> int | None:
    """The number of the text of this thread that waits for staff longest."""
    waiting = HeldMessage.objects.filter(thread_id=thread_id, state=HELD.first).order_by("pk")
    return waiting.values_list("pk", flat=True).first()


def held_waiting(staff_id: int, limit: int = DESK_PAGE) -> Sequence[HeldMessage]:
    """What waits for staff outside the threads of this one of them, earliest deadline first."""
    return list(_for_desk(staff_id).filter(state=HELD.first).order_by("due_at", "pk")[:limit])


def held_backlog(staff_id: int) -> Waiting:
    """The held texts that wait for this one of the staff."""
    return Waiting(_for_desk(staff_id).filter(state=HELD.first), "opened_at")


def held_outcomes(since: datetime, until: datetime) -> list[tuple[str, datetime, int]]:
    """Of the texts kept back from `since` to before `until`: by the step that ended it, or `waiting`, and by the month
    in which it was kept back, how many."""
    kept = HeldMessage.objects.filter(opened_at__gte=since, opened_at__lt=until)
    ended = HeldStep.objects.filter(subject__in=kept).annotate(month=TruncMonth("subject__opened_at", tzinfo=TOKYO))
    waiting = kept.filter(state=HELD.first).annotate(month=TruncMonth("opened_at", tzinfo=TOKYO))
    counted = waiting.values_list("month").annotate(n=Count("pk")).order_by()
    return [
        *(("waiting", month, n) for month, n in counted),
        *ended.values_list("step", "month").annotate(n=Count("pk")).order_by(),
    ]


def looks_at(held_id: int) -> Sequence[HeldLook]:
    """Who of the staff looked at the talk around it, and why; oldest first."""
    return list(HeldLook.objects.select_related("staff").filter(held_id=held_id).order_by("pk")[:DESK_PAGE])


def talk_around(*, held_id: int, staff_id: int) -> list[MessageLine] | None:
    """The last messages of its thread, for somebody of the staff who has said why; None for anybody else."""
    look = HeldLook.objects.select_related("held").filter(held_id=held_id, staff_id=staff_id).first()
    return None if look is None else latest_messages(look.held.thread_id, AROUND)


def _for_desk(staff_id: int) -> QuerySet[HeldMessage]:
    return HeldMessage.objects.select_related("author").exclude(thread__in=own_threads(staff_id))
