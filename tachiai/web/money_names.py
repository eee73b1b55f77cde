"""What money was for, as a page names it: one reading for each kind of holder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from tachiai.contracts import bookkeeping
from tachiai.jobs import queries as jobs
from tachiai.money.rules import CONTRACT, LISTING, WEEK, Holder


@dataclass(frozen=True)
class Named:
    """What holds the money: how people refer to it (none for a listing), its title, and its page."""

    reference: str
    title: str
    href: str


def names(holders: Iterable[Holder | None]) -> Mapping[Holder | None, Named]:
    """Holders by themselves, in one query for each kind; unknown ones are left out."""
    wanted: dict[str, set[int]] = {}
    for holder in holders:
        if holder is not None:
            wanted.setdefault(holder.kind, set()).add(holder.id)
    return {
        Holder(kind, number): named
        for kind, numbers in wanted.items()
        for number, named in _NAMING[kind](numbers).items()
    }


def _contracts(numbers: Collection[int]) -> Mapping[int, Named]:
    return {
        number: Named(each.reference, each.title, reverse("contracts:detail", args=[each.reference]))
        for number, each in bookkeeping.names(numbers).items()
    }


def _weeks(numbers: Collection[int]) -> Mapping[int, Named]:
    return {
        week_id: Named(each.reference, each.title, reverse("hours:week", args=[each.reference, number]))
        for week_id, (each, number) in bookkeeping.week_names(numbers).items()
    }


def _listings(numbers: Collection[int]) -> Mapping[int, Named]:
    return {
        number: Named("", title, reverse("jobs:detail", args=[number]))
        for number, title in jobs.titles(numbers).items()
    }


_NAMING: Mapping[str, Callable[[Collection[int]], Mapping[int, Named]]] = {
    CONTRACT: _contracts,
    WEEK: _weeks,
    LISTING: _listings,
}
