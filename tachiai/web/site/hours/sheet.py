"""The sheet of one week as rows of a table, and the page of the week around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import LineView, Running, WeekView
from tachiai.contracts.rules.hourly import minutes_as_clock
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.contracts.amounts import money_rows
from tachiai.web.site.contracts.standing import said_by
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.hours.clock import week_clock
from tachiai.web.site.hours.entry import clock_range, left_in, length_text, money_row, other_zone, zone_name
from tachiai.web.site.hours.story import step_event

MAIN = ("deposit", "hand_in", "approve", "accept_offer", "decide")
ENDING = ("approve", "withdraw_contest", "give_up_lines", "accept_offer", "decide", "contest")


@dataclass(frozen=True)
class WeekPage:
    """`lines`, `steps`, `money` and `story` are rows for the components; `offers` what each side offers;
    `timer` the one that the reader has running in this week."""

    view: WeekView
    clock: ClockBar
    steps: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    hours: str
    left: str
    cap: str
    offers: Sequence[Mapping[str, Any]]
    money: Sequence[Mapping[str, Any]]
    story: Sequence[Mapping[str, Any]]
    zone: str
    other_zone: str
    timer: Running | None


def week_page(view: WeekView) -> WeekPage:
    """Everything on the page of one week."""
    week, other = view.week, other_zone(view.contract)
    return WeekPage(
        view=view,
        clock=week_clock(view),
        steps=_steps(view),
        lines=[line_row(view, line, other) for line in hours.lines_of(week.pk)],
        hours=minutes_as_clock(week.minutes),
        left=left_in(week),
        cap=length_text(week.cap_minutes),
        offers=_offers(view),
        money=money_rows(hours.money_of(view.week)),
        story=[step_event(view.contract, step) for step in hours.steps_of_week(week.pk)],
        zone=zone_name(reading.zone()),
        other_zone=zone_name(other) if other else "",
        timer=_timer(view),
    )


def _timer(view: WeekView) -> Running | None:
    """The timer that the worker has running in this week; not asked for once its sheet is closed."""
    running = hours.overview(view.contract).timer if view.may_log else None
    is_in_week = running and running.is_here and view.week.span.begins_at <= running.started_at < view.week.span.ends_at
    return running if is_in_week else None


def line_row(view: WeekView, line: LineView, other: ZoneInfo | None) -> Mapping[str, Any]:
    """One line of the sheet; with its times as the other side's clock shows them, where that is another."""
    zone = reading.zone()
    return {
        "number": line.number,
        "day": reading.day_text(line.starts_at.astimezone(zone).date()),
        "range": clock_range(line.starts_at, line.ends_at, zone),
        "other_range": clock_range(line.starts_at, line.ends_at, other) if other else "",
        "length": minutes_as_clock(line.minutes),
        "note": line.note,
        "is_struck": line.is_struck,
        "is_forgotten": line.is_forgotten and view.is_sheet_open and not line.is_struck,
        "is_corrected": line.version > 1 and not line.is_struck,
        "is_timed": line.is_timed,
        "reason": line.contest_reason,
        "words": len(line.words),
        "files": len(line.files),
        "href": reverse("hours:line", args=[view.contract.contract.reference, view.week.number, line.number]),
    }


def _steps(view: WeekView) -> list[Mapping[str, Any]]:
    """What this reader can do in the present state, open steps first, and what not, with the reasons."""
    rows = [_step(view, offer) for offer in hours.offered(view) if view.week.state in offer.step.sources]
    return sorted(rows, key=lambda row: (not row["is_open"], row["kind"] != "primary"))


def _step(view: WeekView, offer: Offered) -> Mapping[str, Any]:
    name, contract = offer.step.name, view.contract
    pays_in = name == "deposit" and contract.role is Actor.CLIENT and not contract.is_stand_in and not contract.standing
    is_early = name == "hand_in" and contract.at < view.week.span.ends_at
    reference, number = contract.contract.reference, view.week.number
    address = reverse("hours:step", args=[reference, number, name])
    if pays_in:
        address = reverse("hours:deposit", args=[reference, view.week.begins_on.isoformat()])
    return {
        "name": name,
        "label": reading.plain(f"week.step.{name}"),
        "is_open": offer.is_open or pays_in,
        "kind": "primary" if name in MAIN and not is_early else "secondary",
        "href": address,
        "hint": reading.plain("hours.week.hand_in_early", until=_last_day(view)) if is_early else "",
        "reasons": () if pays_in else offer.refused,
    }


def _last_day(view: WeekView) -> str:
    return reading.day_text(view.week.span.last_day)


def _offers(view: WeekView) -> list[Mapping[str, Any]]:
    """What each side offers of what is contested, while it is talked over."""
    if not view.is_talked_over:
        return []
    return [
        {
            "who": said_by(view.contract, side, view.contract.sides[side]),
            "rows": [money_row("to_worker", share), money_row("to_client", view.held - share)],
        }
        for side, share in hours.offers(view.week).items()
    ]


def pictures_of(line: LineView) -> Sequence[Mapping[str, Any]]:
    return files_of(line.files)
