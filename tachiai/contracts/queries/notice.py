"""The notice that the packs of a contract ask of a client who ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

from django.conf import settings

from tachiai.contracts.models import Contract
from tachiai.contracts.rules.requests import Notice, earliest_end, is_long
from tachiai.kernel.lifecycle import Actor
from tachiai.terms.packs.engine import limits
from tachiai.terms.packs.library import packs_for, pinned, pins


def notice_of(pins: Iterable[str]) -> Notice | None:
    """The strictest that these packs may ask, whatever the parties are; None when none of them asks for notice."""
    return _notice(tuple(pins))


def end_of_close(contract: Contract, actor: Actor, at: datetime) -> Mapping[str, str]:
    """Hourly: when silence lets a close request of `actor` take effect, where that is later than its own deadline: the
    client of a long contract gives notice. As the answer `end_on` of opening one; empty otherwise."""
    notice = notice_of(contract.packs)
    if actor is not Actor.CLIENT or notice is None or not is_long(contract.made_at, contract.work_due_at, notice):
        return {}
    return {"end_on": earliest_end(at, notice).isoformat()}


def notice_here(on: date) -> Notice | None:
    """What the packs of the installation's own country ask for on a day: for pages that speak of contracts to come."""
    return notice_of(pins(packs_for({"site.country": settings.COUNTRY}, on)))


@cache
def _notice(pins: tuple[str, ...]) -> Notice | None:
    found = limits("termination", {}, pinned(pins))
    if "notice_days" not in found:
        return None
    return Notice(found["threshold_months"].value, found["notice_days"].value)
