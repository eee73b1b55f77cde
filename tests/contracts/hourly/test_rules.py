"""Weeks, lines, caps and yen, without a database: also where clocks on walls jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contracts.lifecycles import CONTRACT_CLOSE, HOURLY, HOURLY_REMINDER, WEEK
from tachiai.contracts.rules import hourly as rules
from tachiai.contracts.rules.hourly import Line, Sheet, WeekFacts, WeekSpan
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.joint import Product
from tachiai.kernel.joint_faults import walk
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.soundness import clock_path
from tachiai.money.rules import EFFECTS

MONDAY = date(2026, 11, 2)
SPAN = WeekSpan(MONDAY)
PAID_IN = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")


def at(day: int, clock: str) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), tzinfo=TOKYO)


def keys(found: list[object]) -> list[str]:
    return [each.key.removeprefix("contracts.refused.") for each in found]  # type: ignore[attr-defined]


class TestAWeek:
    def test_is_monday_to_sunday_in_tokyo(self) -> None:
        sunday_night = datetime(2026, 11, 8, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo
        assert rules.week_of(sunday_night) == SPAN
        assert rules.week_of(sunday_night + timedelta(minutes=1)) == SPAN.next
        assert SPAN.ends_at == datetime(2026, 11, 9, 0, 0, tzinfo=TOKYO)

    def test_paid_in_on_its_last_day_is_the_next(self) -> None:
        assert rules.first_week(at(5, "23:59")) == SPAN
        assert rules.first_week(at(6, "00:00")) == SPAN.next

    def test_keeps_its_days_over_the_turn_of_the_year(self) -> None:
        assert rules.week_of(datetime(2027, 1, 1, 12, tzinfo=TOKYO)).begins_on == date(2026, 12, 28)

    def test_has_its_deadlines_where_they_are_promised(self) -> None:
        facts = WeekFacts("open", Actor.CLOCK, SPAN.begins_at, SPAN.ends_at, 15_000)
        due = {}
        for state in ("open", "correcting", "review"):
            entered = due.get("correcting", due.get("open", PAID_IN))
            here = WeekFacts(state, Actor.CLOCK, facts.begins_at, facts.ends_at, facts.price)
            due[state] = WEEK.due_at(here, entered)
        assert due == {"open": SPAN.ends_at, "correcting": at(7, "23:59"), "review": at(10, "23:59")}

    @pytest.mark.parametrize("monday", [date(2026, 5, 4), date(2026, 9, 21), date(2026, 12, 28)])
    def test_keeps_its_days_in_weeks_of_holidays(self, monday: date) -> None:
        """Golden week, silver week, the turn of the year: nobody waits longer for the pay of a week."""
        span, due = WeekSpan(monday), {}
        for state in ("open", "correcting", "review"):
            facts = WeekFacts(state, Actor.CLOCK, span.begins_at, span.ends_at, 15_000)
            due[state] = WEEK.due_at(facts, due.get("correcting", due.get("open", span.begins_at)))
        ends = {state: moment.astimezone(TOKYO) - span.ends_at for state, moment in due.items()}
        almost_day = timedelta(hours=23, minutes=59)
        assert ends == {"open": timedelta(0), "correcting": almost_day, "review": timedelta(days=3) + almost_day}

    def test_is_prepared_on_sunday_evening(self) -> None:
        facts = WeekFacts("open", Actor.CLOCK, SPAN.begins_at, SPAN.ends_at, 15_000)
        assert WEEK.remind_at(facts, PAID_IN, after=PAID_IN) == at(6, "18:00")


class TestALine:
    def test_is_as_long_as_the_time_that_passed_when_summer_time_begins(self) -> None:
        """New York, 8 March 2026: 1:30 to 3:30 is one hour, and 2:30 never was."""
        day = date(2026, 3, 8)
        span = rules.span_in(day, time(1, 30), time(3, 30), NEW_YORK)
        assert span is not None and rules.whole_minutes(*span) == 60
        assert rules.span_in(day, time(2, 30), time(3, 30), NEW_YORK) is None

    def test_is_as_long_as_the_time_that_passed_when_it_ends(self) -> None:
        """London, 25 October 2026: 0:30 to 2:30 is three hours."""
        span = rules.span_in(date(2026, 10, 25), time(0, 30), time(2, 30), LONDON)
        assert span is not None and rules.whole_minutes(*span) == 180

    def test_past_midnight_ends_on_the_next_day(self) -> None:
        span = rules.span_in(MONDAY, time(22), time(1), TOKYO)
        assert span == (at(0, "22:00"), at(1, "01:00"))

    @pytest.mark.parametrize(
        ("begins", "ends", "mistakes"),
        [
            ((1, "09:00"), (1, "10:00"), []),
            ((1, "09:00"), (1, "09:00"), ["line_has_no_length"]),
            ((0, "09:00"), (0, "11:00"), ["line_before_deposit"]),
            ((-1, "23:00"), (0, "01:00"), ["line_outside_week"]),
            ((6, "23:00"), (7, "01:00"), ["line_outside_week"]),
            ((1, "13:30"), (1, "14:30"), ["lines_overlap"]),
            ((1, "13:00"), (1, "13:59"), ["lines_overlap"]),
            ((2, "00:00"), (2, "12:01"), ["line_too_long", "over_the_cap"]),
            ((2, "09:00"), (2, "18:01"), ["over_the_cap"]),
        ],
    )
    def test_stands_on_the_sheet_or_says_why_not(self, begins: object, ends: object, mistakes: list[str]) -> None:
        """Ten hours were agreed, one is logged already, from 13:00 to 14:00 on Tuesday."""
        sheet = Sheet(SPAN, PAID_IN, 600, (Line(1, at(1, "13:00"), at(1, "14:00")),))
        found = rules.line_mistakes(sheet, at(*begins), at(*ends), "返事", at(8, "12:00"))  # type: ignore[misc]
        assert keys(found) == mistakes

    def test_is_not_in_the_future_and_says_what_was_done(self) -> None:
        found = rules.line_mistakes(Sheet(SPAN, PAID_IN, 600), at(1, "09:00"), at(1, "10:00"), " ", at(1, "09:30"))
        assert keys(found) == ["line_in_future", "line_note_missing"]

    def test_waits_for_the_deposit(self) -> None:
        found = rules.line_mistakes(Sheet(SPAN, None, 600), at(1, "09:00"), at(1, "10:00"), "返事", at(2, "09:30"))
        assert keys(found) == ["week_not_paid_in"]


class TestATimer:
    def test_stops_at_the_cap_the_end_of_the_week_or_the_longest_line(self) -> None:
        assert rules.timer_stops_at(Sheet(SPAN, PAID_IN, 90), at(1, "09:00")) == at(1, "10:30")
        assert rules.timer_stops_at(Sheet(SPAN, PAID_IN, 2_400), at(6, "20:00")) == SPAN.ends_at
        stops = rules.timer_stops_at(Sheet(SPAN, PAID_IN, 2_400), at(1, "09:00"))
        assert stops == at(1, "21:00")
        assert rules.is_forgotten(at(1, "09:00"), stops)

    @pytest.mark.parametrize(
        ("paid_in_at", "cap", "when", "why"),
        [
            (None, 600, at(1, "09:00"), "week_not_paid_in"),
            (PAID_IN, 600, at(-1, "09:00"), "week_not_begun"),
            (PAID_IN, 600, at(7, "00:00"), "week_is_over"),
            (PAID_IN, 0, at(1, "09:00"), "hours_used_up"),
        ],
    )
    def test_does_not_start(self, paid_in_at: datetime | None, cap: int, when: datetime, why: str) -> None:
        assert keys(rules.timer_refusals(Sheet(SPAN, paid_in_at, cap), when)) == [why]


class TestMoney:
    def test_is_cut_to_whole_yen_once_for_the_week(self) -> None:
        """Twenty lines of one minute at 1,000 yen are 333 yen, not twenty times 16."""
        assert rules.amount_of(20, 1_000) == 333

    @given(
        rate=st.integers(1, 100_000),
        hours=st.integers(1, 40),
        data=st.data(),
    )
    def test_divides_without_loss_and_within_the_deposit(self, rate: int, hours: int, data: st.DataObject) -> None:
        minutes = data.draw(st.integers(0, hours * 60))
        contested = data.draw(st.integers(0, minutes))
        found = rules.division(minutes, contested, rate, rate * hours)
        assert found.undisputed + found.contested + found.unused == rate * hours
        assert min(found.undisputed, found.contested, found.unused) >= 0


class TestSoundness:
    def test_nobody_is_trapped_with_all_that_may_be_open_beside_it(self) -> None:
        found = walk(Product(HOURLY, (HOURLY_REMINDER, CONTRACT_CLOSE)), EFFECTS)
        assert found.faults == ()
        assert found.states > 10

    def test_silence_pays_what_was_logged_and_returns_what_was_not(self) -> None:
        moves = [move for step in clock_path(WEEK, "review") for move in step.moves]
        assert moves == ["split_escrow"]
        assert [step.name for step in clock_path(WEEK, "awaiting_deposit")] == ["lapse"]

    def test_a_contract_that_closes_waits_longer_than_any_week_takes(self) -> None:
        closing = HOURLY.state("closing").deadline
        days = [WEEK.state(name).deadline.length.days for name in ("correcting", "review", "contested", "decision")]  # type: ignore[union-attr]
        # A week may be made a week before it begins, runs for one, and each of its deadlines lasts to an end of day.
        assert closing is not None and closing.length.days > 14 + sum(days) + len(days)
