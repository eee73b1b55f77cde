"""The notice that the packs of a contract ask of a client who ends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.conf import settings

from tachiai.contracts.rules.requests import Notice
from tachiai.terms.packs.engine import limits
from tachiai.terms.packs.library import packs_for, pinned, pins


def notice_of(pins: Iterable[str]) -> Notice | None:
    """The strictest that these packs may ask, whatever the parties are; None when none of them asks for notice."""
    return _notice(tuple(pins))


def notice_here(on: date) -> Notice | None:
    """What the packs of the installation's own country ask for on a day: for pages that speak of contracts to come."""
    return notice_of(pins(packs_for({"site.country": settings.COUNTRY}, on)))


@cache
def _notice(pins: tuple[str, ...]) -> Notice | None:
    found = limits("termination", {}, pinned(pins))
    if "notice_days" not in found:
        return None
    return Notice(found["threshold_months"].value, found["notice_days"].value)
