"""Pure decisions about hourly work: which week a moment lies in, how long a line is, what a week's minutes are worth.

A week is Monday to Sunday in the installation's zone (Asia/Tokyo). Lines are moments, so their length is the time that
truly passed, whatever a clock on a wall did meanwhile. Minutes are whole, amounts are yen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tachiai.contracts.rules.requests import split_mistake
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused
from tachiai.kernel.requests import other_side

WEEK_DAYS = 7
SUNDAY = 6
MINUTE = timedelta(minutes=1)
# A timer that nobody stopped stops itself then, and a line typed by hand is no longer either.
LONGEST_LINE = timedelta(hours=12)
LONGEST_LINE_NOTE = 500
MOST_LINES = 200
MOST_PICTURES = 5
LONGEST_WORD = 1000


@dataclass(frozen=True)
class WeekSpan:
    """The week that begins on `begins_on`, a Monday: from its first moment up to, not including, `ends_at`."""

    begins_on: date

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.begins_on, time(0), tzinfo=TOKYO)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.begins_on + timedelta(days=WEEK_DAYS), time(0), tzinfo=TOKYO)

    @property
    def last_day(self) -> date:
        return self.begins_on + timedelta(days=WEEK_DAYS - 1)

    @property
    def next(self) -> WeekSpan:
        return WeekSpan(self.begins_on + timedelta(days=WEEK_DAYS))


def week_of(moment: datetime) -> WeekSpan:
    """The week in which a moment lies."""
    day = local_date(moment)
    return WeekSpan(day - timedelta(days=day.weekday()))


def first_week(at: datetime) -> WeekSpan:
    """The week that a first deposit at `at` is for: the running one, and on its last day the next."""
    week = week_of(at)
    return week.next if local_date(at).weekday() == SUNDAY else week


def whole_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """The minutes that passed, fractions cut off; nought when the end is not after the start."""
    return max(0, passed(starts_at, ends_at) // MINUTE)


def passed(starts_at: datetime, ends_at: datetime) -> timedelta:
    """The time that truly passed: two moments of one zone would be subtracted as its clocks show them."""
    return ends_at.astimezone(UTC) - starts_at.astimezone(UTC)


def on_the_minute(moment: datetime) -> datetime:
    """The minute that a moment lies in: lines begin and end on whole minutes, so that none loses seconds of another."""
    return moment.replace(second=0, microsecond=0)


def amount_of(minutes: int, rate: int) -> int:
    """What `minutes` are worth at `rate` yen an hour: cut to whole yen once, for all minutes of a week together."""
    return minutes * rate // 60


@dataclass(frozen=True)
class Line:
    """One line of a timesheet, as it stands now."""

    number: int
    starts_at: datetime
    ends_at: datetime
    is_contested: bool = False

    @property
    def minutes(self) -> int:
        return whole_minutes(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Division:
    """What becomes of a week's deposit, in yen: `undisputed` is paid, `contested` stays held, `unused` goes back."""

    undisputed: int
    contested: int
    unused: int


def division(minutes: int, contested_minutes: int, rate: int, price: int) -> Division:
    """How a deposit of `price` yen divides. The contested lines are worth what the whole would be worth more with them
    than without: so nothing is lost or made by cutting to whole yen."""
    worked, without = amount_of(minutes, rate), amount_of(minutes - contested_minutes, rate)
    return Division(without, worked - without, price - worked)


@dataclass(frozen=True)
class WeekFacts:
    """A frozen snapshot of one week as `actor` meets it. Amounts in yen, moments aware.

    `ends_at` is its last moment; `minutes` are those of its lines; `held` what its escrow holds; `offers` the shares
    for the worker that a side offers of what is contested. `staff_decide`: whether staff of this installation do.
    """

    state: str
    actor: Actor
    begins_at: datetime
    ends_at: datetime
    price: int
    minutes: int = 0
    held: int = 0
    funds_ready: int = 0
    offers: Mapping[Actor, int] = field(default_factory=dict)
    staff_decide: bool = True


def the_week_can_be_paid_in(facts: WeekFacts, at: datetime) -> Refused | None:
    """The client's wallet covers the week, and something of the week is left."""
    if at >= facts.ends_at:
        return Refused("contracts.refused.week_is_over")
    if facts.funds_ready < facts.price:
        return Refused("contracts.refused.funds_not_ready", {"missing_yen": facts.price - facts.funds_ready})
    return None


def something_is_logged(facts: WeekFacts, at: datetime) -> Refused | None:
    """An empty sheet is not handed in: it returns the deposit by itself."""
    return None if facts.minutes else Refused("contracts.refused.nothing_logged")


def the_other_has_offered(facts: WeekFacts, at: datetime) -> Refused | None:
    has = other_side(facts.actor) in facts.offers
    return None if has else Refused("contracts.refused.nothing_offered")


def staff_decide_here(facts: WeekFacts, at: datetime) -> Refused | None:
    """Whether mediation in this installation goes as far as a decision of staff."""
    return None if facts.staff_decide else Refused("contracts.refused.staff_do_not_decide")


@dataclass(frozen=True)
class Sheet:
    """What decides whether a line may stand on a week's sheet. `paid_in_at`: since when the deposit is held.

    `lines`: all lines that stand there now; one that is corrected is left out by the caller.
    """

    week: WeekSpan
    paid_in_at: datetime | None
    cap_minutes: int
    lines: Sequence[Line] = ()

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def minutes_left(self) -> int:
        return max(0, self.cap_minutes - self.minutes)

    @property
    def open_from(self) -> datetime | None:
        """The first moment that may be logged: work before the deposit is not covered. None while there is none."""
        return None if self.paid_in_at is None else max(self.week.begins_at, on_the_minute(self.paid_in_at))


def line_mistakes(sheet: Sheet, starts_at: datetime, ends_at: datetime, note: str, at: datetime) -> list[Refused]:
    """Every reason why a line may not stand on the sheet; empty when it may."""
    found = [*_span_mistakes(sheet, starts_at, ends_at, at)]
    note = note.strip()
    if not note:
        found.append(Refused("contracts.refused.line_note_missing"))
    elif len(note) > LONGEST_LINE_NOTE:
        found.append(Refused("contracts.refused.too_long", {"most": LONGEST_LINE_NOTE}))
    if len(sheet.lines) >= MOST_LINES:
        found.append(Refused("contracts.refused.too_many_lines", {"most": MOST_LINES}))
    return found


def _span_mistakes(sheet: Sheet, starts_at: datetime, ends_at: datetime, at: datetime) -> list[Refused]:
    minutes = whole_minutes(starts_at, ends_at)
    if not minutes:
        return [Refused("contracts.refused.line_has_no_length")]
    if sheet.open_from is None:
        return [Refused("contracts.refused.week_not_paid_in")]
    found = []
    if starts_at < sheet.week.begins_at or ends_at > sheet.week.ends_at:
        found.append(Refused("contracts.refused.line_outside_week"))
    elif starts_at < sheet.open_from:
        found.append(Refused("contracts.refused.line_before_deposit", {"since": sheet.open_from}))
    if ends_at > at:
        found.append(Refused("contracts.refused.line_in_future"))
    if passed(starts_at, ends_at) > LONGEST_LINE:
        found.append(Refused("contracts.refused.line_too_long", {"hours": LONGEST_LINE // timedelta(hours=1)}))
    if any(line.starts_at < ends_at and starts_at < line.ends_at for line in sheet.lines):
        found.append(Refused("contracts.refused.lines_overlap"))
    if minutes > sheet.minutes_left:
        found.append(Refused("contracts.refused.over_the_cap", {"left": minutes_as_clock(sheet.minutes_left)}))
    return found


def timer_refusals(sheet: Sheet, at: datetime) -> list[Refused]:
    """Why a timer cannot start now: no deposit, the week has not begun or is over, the agreed hours are used up."""
    if sheet.open_from is None:
        return [Refused("contracts.refused.week_not_paid_in")]
    if at < sheet.week.begins_at:
        return [Refused("contracts.refused.week_not_begun", {"begins": sheet.week.begins_at})]
    if at >= sheet.week.ends_at:
        return [Refused("contracts.refused.week_is_over")]
    if not sheet.minutes_left:
        return [Refused("contracts.refused.hours_used_up", {"most": minutes_as_clock(sheet.cap_minutes)})]
    if len(sheet.lines) >= MOST_LINES:
        return [Refused("contracts.refused.too_many_lines", {"most": MOST_LINES})]
    return []


def timer_stops_at(sheet: Sheet, started_at: datetime) -> datetime:
    """When a timer stops by itself: at the agreed hours, at the end of the week, or as long as a line may be."""
    return min(started_at + LONGEST_LINE, sheet.week.ends_at, started_at + sheet.minutes_left * MINUTE)


def is_forgotten(started_at: datetime, stopped_at: datetime) -> bool:
    """A timer that ran as long as it can was most likely forgotten: its line asks to be corrected."""
    return passed(started_at, stopped_at) >= LONGEST_LINE


def moment_in(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The moment of a wall clock in `zone`; None for one that this clock never shows (the hour that summer time skips).
    Of an hour shown twice, the first."""
    shown = datetime.combine(day, clock, tzinfo=zone)
    moment = shown.astimezone(UTC)
    is_shown = moment.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
    return moment if is_shown else None


def span_in(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From `begins` on `day` to the next time a clock shows `ends`; None when one of the two never comes."""
    until = day if ends > begins else day + timedelta(days=1)
    start, end = moment_in(day, begins, zone), moment_in(until, ends, zone)
    return None if start is None or end is None else (start, end)


def minutes_as_clock(minutes: int) -> str:
    """7:05 for 425 minutes: the way a timesheet writes a length."""
    return f"{minutes // 60}:{minutes % 60:02}"


def contest_mistakes(numbers: Iterable[int], reasons: Mapping[int, str], longest: int) -> list[Refused]:
    """A contest names at least one line of the week (`numbers`), each with its reason."""
    known = set(numbers)
    if not reasons or not set(reasons) <= known:
        return [Refused("contracts.refused.no_line_named")]
    if not all(reason.strip() for reason in reasons.values()):
        return [Refused("contracts.refused.line_reason_missing")]
    if any(len(reason) > longest for reason in reasons.values()):
        return [Refused("contracts.refused.too_long", {"most": longest})]
    return []


def word_mistake(text: str) -> Refused | None:
    """What is asked or answered about a line."""
    if not text.strip():
        return Refused("contracts.refused.word_missing")
    return Refused("contracts.refused.too_long", {"most": LONGEST_WORD}) if len(text) > LONGEST_WORD else None


def share_mistake(share: Any, held: int) -> Refused | None:
    """A share of what is contested is a number of yen between nought and all of it."""
    return split_mistake(share, held)
