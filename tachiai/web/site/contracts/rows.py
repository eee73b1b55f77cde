"""Contracts as rows of a person's list, each with the clock that its own page shows first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import WeekView
from tachiai.contracts.lifecycles import HOURLY
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.requests import RequestView, open_beside_each
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.contracts.beside import first_clock, request_clock
from tachiai.web.site.hours.box import hourly_clock


def list_rows(views: Sequence[ContractView]) -> list[Mapping[str, Any]]:
    """One page of a person's contracts; two queries, however many there are."""
    requests, weeks = open_beside_each(views), hours.unsettled_weeks(views)
    return [_row(view, requests.get(view.contract.pk, ()), weeks.get(view.contract.pk, ())) for view in views]


def _row(view: ContractView, requests: Sequence[RequestView], weeks: Sequence[WeekView]) -> Mapping[str, Any]:
    contract = view.contract
    other = contract.worker if view.role is Actor.CLIENT else contract.client
    return {"view": view, "clock": _clock(view, requests, weeks), "other": other, "state": state_of(view)}


def _clock(view: ContractView, requests: Sequence[RequestView], weeks: Sequence[WeekView]) -> ClockBar:
    """The clock that the contract's page shows first; a request beside it comes before, when it alone waits for the
    reader."""
    is_hourly = view.contract.lifecycle == HOURLY.name
    first = hourly_clock(view, weeks) if is_hourly else first_clock(view, requests)
    own = (clock for clock in (first, *map(request_clock, requests)) if clock.turn == "you")
    return next(own, first)


def state_of(view: ContractView) -> str:
    """The state of the contract in words."""
    return reading.plain(f"{view.contract.lifecycle}.state.{view.contract.state}")
