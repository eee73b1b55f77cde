"""Months and years from April, in Tokyo."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tachiai.safety.rules.periods import period, periods


def test_a_month_begins_and_ends_at_midnight_in_tokyo():
    november = period("2026-11")
    assert november.begins_at == datetime(2026, 10, 31, 15, tzinfo=UTC)
    assert november.ends_at == datetime(2026, 11, 30, 15, tzinfo=UTC)


def test_a_year_runs_from_april_to_march():
    year = period("2026")
    assert (year.first, year.after) == (date(2026, 4, 1), date(2027, 4, 1))
    assert year.is_year


def test_other_names_are_no_periods():
    assert [period(name) for name in ("2026-13", "2026-00", "26-11", "2026-1", "", "1926", "2026-11-01")] == [None] * 7


def test_the_periods_that_have_begun_are_told_latest_first_each_once():
    since, at = datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 4, 30, 15, tzinfo=UTC)
    names = [each.name for each in periods(since, at)]
    assert names == ["2026", "2026-05", "2026-04", "2025", "2026-03", "2026-02"]


BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=25_000)).map(lambda length: BEGIN + length)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_every_moment_since_then_lies_in_one_month_and_one_year(since, length):
    told = periods(since, since + length)
    for moment in (since, since + length):
        around = [each for each in told if each.begins_at <= moment < each.ends_at]
        assert sorted(each.is_year for each in around) == [False, True]
