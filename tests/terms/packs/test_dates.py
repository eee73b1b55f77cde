"""Days of payment and length of contracts, beside the golden tests of the packs: what holds for any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.calendar import add_months, is_business_day
from tachiai.terms.packs import KNOWN
from tachiai.terms.packs.dates import (
    Engagement,
    Span,
    alarms,
    chain_of,
    end_of_next_month,
    latest_payment,
    payment_due,
    receipt_day,
)
from tachiai.terms.packs.schema import Aggregation
from tests.terms.packs.samples import unhurried

RULE = KNOWN["jp@2026.01"].payment["freelance_full"]
JOINS = Aggregation("fl_span", join_gap_months=1, same_content=True)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


class TestTheLatestDay:
    @unhurried
    @given(days)
    def test_is_the_sixtieth_with_the_day_of_receipt_as_the_first(self, received_on: date) -> None:
        latest = latest_payment(RULE, received_on)
        counted = [received_on + timedelta(days=n) for n in range(60)]
        assert latest == counted[-1]

    @unhurried
    @given(days)
    def test_is_a_day_later_when_the_first_does_not_count(self, received_on: date) -> None:
        latest = latest_payment(RULE, received_on)
        assert latest is not None
        assert latest_payment(replace(RULE, inclusive=False), received_on) == latest + timedelta(days=1)

    @unhurried
    @given(days)
    def test_moves_by_two_days_at_most_and_onto_a_business_day(self, received_on: date) -> None:
        latest, shifted = latest_payment(RULE, received_on), latest_payment(RULE, received_on, holiday_shift=True)
        assert latest is not None and shifted is not None
        assert timedelta(0) <= shifted - latest <= timedelta(days=2)
        assert shifted == latest or (is_business_day(shifted) and not is_business_day(latest))

    @unhurried
    @given(days)
    def test_by_month_closing_is_never_beyond_the_sixty_second(self, received_on: date) -> None:
        closed = latest_payment(RULE, received_on, month_closing=True)
        assert closed is not None
        assert 60 <= (closed - received_on).days + 1 <= 62
        assert latest_payment(replace(RULE, month_closing_ok=False), received_on, month_closing=True) == latest_payment(
            RULE, received_on
        )

    def test_does_not_exist_without_a_limit(self) -> None:
        rule = KNOWN["us-ny@2024.08"].payment["freelance_isnt_free"]
        assert latest_payment(rule, date(2026, 5, 1)) is None

    @unhurried
    @given(days, st.none() | days)
    def test_is_never_passed_by_the_day_that_is_due(self, received_on: date, agreed_on: date | None) -> None:
        latest = latest_payment(RULE, received_on)
        assert latest is not None
        assert payment_due(RULE, received_on, agreed_on) <= latest

    def test_is_announced_fourteen_seven_three_and_one_days_before(self) -> None:
        assert alarms(RULE, date(2026, 3, 1)) == (
            date(2026, 2, 15), date(2026, 2, 22), date(2026, 2, 26), date(2026, 2, 28),
        )  # fmt: skip


@unhurried
@given(days)
def test_the_end_of_the_next_month_is_the_day_before_a_first(day: date) -> None:
    end = end_of_next_month(day)
    assert (end + timedelta(days=1)).day == 1
    assert end.month == add_months(day, 1).month


@unhurried
@given(days, st.none() | days, st.none() | days, st.booleans())
def test_receipt_is_never_before_delivery_nor_after_both_due_date_and_delivery(
    delivered_on: date, due_on: date | None, checked_on: date | None, agreed: bool
) -> None:
    received = receipt_day(delivered_on, due_on=due_on, checked_on=checked_on, check_agreed=agreed)
    assert delivered_on <= received <= max(delivered_on, due_on or delivered_on)


class TestASpan:
    @unhurried
    @given(days, st.integers(0, 800))
    def test_has_the_months_that_it_reaches(self, start: date, length: int) -> None:
        span = Span(start, start + timedelta(days=length))
        assert span.reaches(span.months)
        assert not span.reaches(span.months + 1)

    @pytest.mark.parametrize(
        ("start", "end", "months"),
        [
            (date(2026, 1, 31), date(2026, 2, 28), 1),
            (date(2026, 1, 31), date(2026, 2, 27), 0),
            (date(2026, 1, 15), date(2026, 7, 15), 6),
            (date(2026, 1, 15), date(2026, 7, 14), 5),
        ],
    )
    def test_counts_from_day_to_day(self, start: date, end: date, months: int) -> None:
        assert Span(start, end).months == months


class TestAChain:
    LAST = Engagement(date(2026, 6, 1), date(2026, 7, 10), "writing")

    def test_joins_one_after_the_other(self) -> None:
        earlier = [
            Engagement(date(2026, 1, 10), date(2026, 2, 28), "writing"),
            Engagement(date(2026, 3, 15), date(2026, 5, 20), "writing"),
        ]
        assert chain_of(self.LAST, earlier, JOINS) == Span(date(2026, 1, 10), date(2026, 7, 10))
        assert chain_of(self.LAST, earlier[:1], JOINS) == Span(date(2026, 6, 1), date(2026, 7, 10))

    def test_counts_what_is_unknown_as_the_same_work(self) -> None:
        earlier = [Engagement(date(2026, 3, 15), date(2026, 5, 20))]
        assert chain_of(self.LAST, earlier, JOINS).start == date(2026, 3, 15)

    def test_of_a_place_that_joins_nothing_is_the_contract_itself(self) -> None:
        earlier = [Engagement(date(2026, 3, 15), date(2026, 5, 31), "writing")]
        assert chain_of(self.LAST, earlier, None) == Span(self.LAST.start, self.LAST.end)

    @unhurried
    @given(st.lists(st.tuples(days, st.integers(0, 90)), max_size=5))
    def test_never_shortens_and_does_not_depend_on_order(self, others: list[tuple[date, int]]) -> None:
        earlier = [Engagement(start, start + timedelta(days=length), "writing") for start, length in others]
        span = chain_of(self.LAST, earlier, JOINS)
        assert span.start <= self.LAST.start and span.end >= self.LAST.end
        assert chain_of(self.LAST, earlier[::-1], JOINS) == span
