from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.calendar import TOKYO, add_business_days, days_left, end_of_day, is_business_day, local_date


def test_a_day_ends_in_tokyo_whatever_zone_the_moment_is_in() -> None:
    late_evening_utc = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert end_of_day(late_evening_utc) == datetime(2026, 11, 24, 23, 59, tzinfo=TOKYO)


def test_days_left_counts_calendar_days() -> None:
    deadline = datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO)
    assert days_left(deadline, datetime(2026, 11, 24, 0, 1, tzinfo=TOKYO)) == 6
    assert days_left(deadline, datetime(2026, 11, 30, 8, 0, tzinfo=TOKYO)) == 0
    assert days_left(deadline, datetime(2026, 12, 2, 8, 0, tzinfo=TOKYO)) == -2


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 23), False),  # 勤労感謝の日, a Monday
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 12, 29), False),  # year end
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 9, 22), False),  # citizens' holiday between two holidays
    ],
)
def test_business_days(day: date, is_open: bool) -> None:
    assert is_business_day(day) is is_open


def test_two_business_days_skip_the_weekend_and_the_holiday() -> None:
    assert add_business_days(date(2026, 11, 20), 2) == date(2026, 11, 25)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 30))
def test_adding_business_days_lands_on_one_with_as_many_between(day: date, count: int) -> None:
    reached = add_business_days(day, count)
    between = sum(is_business_day(date.fromordinal(n)) for n in range(day.toordinal() + 1, reached.toordinal() + 1))
    assert is_business_day(reached)
    assert between == (count if count or is_business_day(day) else 1)


def test_a_moment_belongs_to_the_day_of_the_zone() -> None:
    assert local_date(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) == date(2026, 11, 24)
