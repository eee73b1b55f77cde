"""What waits for somebody, out of many tables, in one order: what is late first, then by deadline.

Each module answers a query of places for each thing of its own that may wait; their union is one list, of which a page
is read at once, however many kinds of things there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, DateTimeField, Expression, F, Q, QuerySet, TextField, Value, When

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Long enough for every moment and id that there is, too short for what a database would refuse.
_SAID = re.compile(r"([01])\.([0-9]{1,17})\.([a-z]{1,20})\.([0-9]{1,18})")
_COLUMNS = ("is_on_time", "until", "thing", "id")


@dataclass(frozen=True, order=True)
class Place:
    """Where a thing stands in the list. `thing` names the kind of thing, `id` its row; `until` is its deadline."""

    is_on_time: bool
    until: datetime
    thing: str
    id: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{int(self.is_on_time)}.{(self.until - _EPOCH) // _MICROSECOND}.{self.thing}.{self.id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that `text` says; None when it says none."""
        said = _SAID.fullmatch(text)
        if said is None:
            return None
        return cls(said[1] == "1", _EPOCH + int(said[2]) * _MICROSECOND, said[3], int(said[4]))


def places(rows: QuerySet[Any], *, thing: str, until: Expression | F, late: Q, after: Place | None) -> QuerySet[Any]:
    """The places of `rows` behind `after`. `until` is the deadline as people are shown it, `late` what is past one."""
    told = rows.annotate(
        until=Case(default=until, output_field=DateTimeField()),
        is_on_time=Case(When(late, then=Value(False)), default=Value(True), output_field=BooleanField()),
        thing=Value(thing, output_field=TextField()),
    )
    return told.filter(_behind(after, thing)).order_by().values_list(*_COLUMNS)


def _behind(after: Place | None, thing: str) -> Q:
    if after is None:
        return Q()
    same_moment = Q(id__gt=after.id) if thing == after.thing else Q() if thing > after.thing else Q(pk__in=())
    later = Q(until__gt=after.until) | Q(until=after.until) & same_moment
    return Q(is_on_time__gt=after.is_on_time) | Q(is_on_time=after.is_on_time) & later


def first(lists: Iterable[QuerySet[Any]], most: int) -> Sequence[Place]:
    """The first `most` places of all the lists together: one query."""
    one, *others = lists
    return [Place(*row) for row in one.union(*others, all=True).order_by(*_COLUMNS)[:most]]
