"""What waits for somebody, out of many tables, in one order: what is late first, then by deadline.

Each module answers pieces of it, one for each kind of thing of its own that may wait; their union is one list, of which
a page is read at once, however many kinds of things there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Q, QuerySet, TextField, Value

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


@dataclass(frozen=True)
class Piece:
    """A piece of the list: at most `most` of one kind of thing, behind the place `after`; all late, or none."""

    thing: str
    is_on_time: bool
    after: Place | None
    most: int

    def places(self, rows: QuerySet[Any], column: str, length: timedelta = timedelta(0)) -> QuerySet[Any]:
        """The first places of `rows`, whose deadlines are `length` after the moment in `column`.

        Ordered by the plain column, so that the server may walk an index of deadlines as well as one of people.
        """
        until = ExpressionWrapper(F(column) + Value(length), DateTimeField()) if length else F(column)
        if self.after is not None:
            rows = rows.filter(self._behind(self.after, column, length))
        told = rows.annotate(
            is_on_time=Value(self.is_on_time, BooleanField()),
            until=until,
            thing=Value(self.thing, TextField()),
        )
        return told.order_by(column, "pk").values_list(*_COLUMNS)[: self.most]

    def _behind(self, after: Place, column: str, length: timedelta) -> Q:
        if self.is_on_time > after.is_on_time:
            return Q()
        if self.is_on_time < after.is_on_time:
            return Q(pk__in=())
        moment = after.until - length
        if self.thing < after.thing:
            return Q(**{f"{column}__gt": moment})
        same = Q(pk__gt=after.id) if self.thing == after.thing else Q()
        return Q(**{f"{column}__gte": moment}) & (Q(**{f"{column}__gt": moment}) | same)


def first(pieces: Iterable[QuerySet[Any]], most: int) -> Sequence[Place]:
    """The first `most` places of all the pieces together: one query."""
    one, *others = pieces
    return [Place(*row) for row in one.union(*others, all=True).order_by(*_COLUMNS)[:most]]
