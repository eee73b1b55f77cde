"""Search: words, filters, order, and pages that stay where they are while new listings come in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from tachiai.jobs import words
from tachiai.jobs.models import Listing
from tachiai.jobs.queries.listings import PAGE, shown
from tachiai.jobs.queries.stopping import held_up_clients
from tachiai.jobs.rules import FORMATS, leaves_of
from tachiai.kernel.calendar import end_of_day

MOST_COUNTED = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Order:
    """One way to sort: the column, its direction, and how its value is written into a cursor and read back."""

    column: str
    descending: bool
    reads: type[datetime] | type[int]

    def ordering(self) -> tuple[Any, ...]:
        column = F(self.column)
        if self.column == "budget_max":
            return column.desc(nulls_last=True), F("id").desc()
        return (column.desc(), F("id").desc()) if self.descending else (column.asc(), F("id").asc())

    def cursor(self, listing: Listing) -> str:
        value = getattr(listing, self.column)
        said = (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value or 0
        return f"{said}.{listing.pk}"

    def after(self, cursor: str) -> Q:
        """What comes after `cursor`; everything when it is no cursor."""
        value, _, pk = cursor.partition(".")
        if not (_is_number(value) and _is_number(pk)):
            return Q()
        edge: Any = int(value)
        if self.reads is datetime:
            edge = _moment(edge)
        # As one comparison of rows, an index finds the place even among many with the same value.
        beyond = TupleLessThan if self.descending else TupleGreaterThan
        return Q(beyond((F(self.column), F("id")), (edge, int(pk))))


ORDERS: Mapping[str, Order] = {
    "newest": Order("published_at", True, datetime),
    "ending": Order("apply_by", False, datetime),
    "budget": Order("budget_max", True, int),
}


@dataclass(frozen=True)
class Asked:
    """What someone searches for. `category` is a leaf or a group; `budget` in yen, at least; `until` the last day to
    apply; `closed`: closed listings too. `loose`: any of the words is enough. Unknown values are left out."""

    text: str = ""
    category: str = ""
    format: str = ""
    budget: int | None = None
    until: date | None = None
    closed: bool = False
    order: str = "newest"
    cursor: str = ""
    loose: bool = False


@dataclass(frozen=True)
class Found:
    """One page. `count` stops at MOST_COUNTED (`is_more`); `loosened`: nothing had all the words, these have some."""

    listings: Sequence[Listing]
    count: int
    is_more: bool
    next_cursor: str
    loosened: bool


def search(asked: Asked, *, at: datetime) -> Found:
    """The listings that match, one page of them, without those whose clients are held up. When none has all the words,
    those that have any of them."""
    query, held_up = words.query(asked.text), held_up_clients(at)
    if not asked.loose or query is None:
        found = _page(asked, query, held_up, at)
        if found.listings or asked.cursor or query is None or query.count < 2:
            return found
    return replace(_page(replace(asked, loose=True), query, held_up, at), loosened=True)


def _page(asked: Asked, query: words.Query | None, held_up: Collection[int], at: datetime) -> Found:
    order = ORDERS.get(asked.order, ORDERS["newest"])
    # Each state has its own indexes, so each is walked on its own and the two are merged.
    states = ("open", "closed") if asked.closed and order.column != "apply_by" else ("open",)
    rows: list[Listing] = []
    count = 0
    for state in states:
        walked, matching = _walk(_matching(asked, query, state, held_up, at), order, asked.cursor)
        rows, count = rows + walked, count + matching
    rows.sort(key=lambda row: (getattr(row, order.column) or 0, row.pk), reverse=order.descending)
    page = rows[:PAGE]
    return Found(
        listings=page,
        count=min(count, MOST_COUNTED),
        is_more=count > MOST_COUNTED,
        next_cursor=order.cursor(page[-1]) if len(rows) > PAGE else "",
        loosened=False,
    )


def _matching(
    asked: Asked, query: words.Query | None, state: str, held_up: Collection[int], at: datetime
) -> QuerySet[Listing]:
    # Told by number, the few do not lead PostgreSQL away from the index that the order or the words ask for.
    found = Listing.objects.filter(~Q(client_id__in=held_up), state=state, suspended_by=None)
    if asked.until is not None and state == "open":
        # Open listings lie ahead; without saying so, PostgreSQL takes the closed ones' deadlines for theirs.
        found = found.filter(apply_by__gt=at)
    if query is not None:
        found = found.filter(search=SearchQuery(query.any if asked.loose else query.every, search_type="raw"))
    return found.filter(_filters(asked))


def _filters(asked: Asked) -> Q:
    wanted = Q()
    if leaves := leaves_of(asked.category):
        wanted &= Q(category=leaves[0]) if len(leaves) == 1 else Q(category__in=leaves)
    if asked.format in FORMATS:
        wanted &= Q(format=asked.format)
    if asked.budget is not None:
        wanted &= Q(budget_max__gte=asked.budget)
    if asked.until is not None:
        wanted &= Q(apply_by__lte=end_of_day(asked.until))
    return wanted


def _walk(listings: QuerySet[Listing], order: Order, cursor: str) -> tuple[list[Listing], int]:
    """A page of the listings from `cursor` on and one more, and how many there are (counted to MOST_COUNTED + 1).

    Few are taken by id and sorted: PostgreSQL guesses too many for a rare word, and would walk a whole index in
    order to find them. Many lie close together in any order, so that walking it finds a page soon.
    """
    ids = list(listings.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    found = Listing.objects.filter(pk__in=ids) if len(ids) <= MOST_COUNTED else listings
    page = shown(found.filter(order.after(cursor))).order_by(*order.ordering())[: PAGE + 1]
    return list(page), len(ids)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + microseconds * _MICROSECOND
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
