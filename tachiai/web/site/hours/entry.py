"""How every page of hourly work begins: which contract, which week, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse

from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import WeekView
from tachiai.contracts.lifecycles import HOURLY
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules import SIDES
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.requests import other_side
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.entry import contract_view, trail

if TYPE_CHECKING:
    from tachiai.contracts.hourly.models import Week


def hourly_view(request: PageRequest, reference: str) -> ContractView:
    """The hourly contract as this reader may see it; 404 for any other, and for everybody who has no part in it."""
    view = contract_view(request, reference)
    if view.contract.lifecycle != HOURLY.name:
        raise Http404
    return view


def week_view(request: PageRequest, reference: str, number: int) -> WeekView:
    """A week of it; 404 when there is none."""
    found = hours.week_called(hourly_view(request, reference), number)
    if found is None:
        raise Http404
    return found


def week_name(view: WeekView) -> str:
    """Which week: its number and its days."""
    span = view.week.span
    first, last = reading.day_text(span.begins_on), reading.day_text(span.last_day)
    return reading.plain("hours.week.name", number=view.week.number, first=first, last=last)


def week_address(view: WeekView) -> str:
    return reverse("hours:week", args=[view.contract.contract.reference, view.week.number])


def week_trail(view: WeekView, *, is_inside: bool = True) -> list[dict[str, str]]:
    """The places above: contracts, this contract, and the week when the page lies inside it."""
    above = trail(view.contract)
    return [*above, {"label": week_name(view), "href": week_address(view)}] if is_inside else above


def other_zone(view: ContractView) -> ZoneInfo | None:
    """The zone of the other side, when it is not the reader's."""
    if view.role not in SIDES:
        return None
    other = other_side(view.role)
    zone = ZoneInfo((view.contract.client if other == "client" else view.contract.worker).time_zone)
    return zone if zone.key != reading.zone().key else None


def zone_name(zone: ZoneInfo) -> str:
    """A zone as the sheet calls it: Japan by its name."""
    return reading.plain("hours.sheet.japan") if zone == TOKYO else zone.key


def length_text(minutes: int) -> str:
    """3時間30分 or "3 hours 30 minutes": how a sentence says a length."""
    hours_said = reading.plain("hours.length.hours", n=minutes // 60)
    rest = reading.plain("hours.length.minutes", n=minutes % 60)
    if minutes % 60 == 0:
        return hours_said
    return reading.plain("hours.length.both", hours=hours_said, minutes=rest) if minutes >= 60 else rest


def left_in(week: Week) -> str:
    """How much of the agreed hours a week has left."""
    return length_text(max(0, week.cap_minutes - week.minutes))


def clock_range(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """09:00-12:30 as clocks in `zone` show it."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return reading.plain("hours.line.range", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")


def money_row(name: str, amount: int, kind: str = "") -> Mapping[str, Any]:
    return {"label": reading.plain(f"hours.money.{name}"), "amount": amount, "kind": kind}
