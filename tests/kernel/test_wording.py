from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel import wording
from tachiai.kernel.calendar import TOKYO

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)


class TestDays:
    @pytest.mark.parametrize(
        "language, day, said",
        [
            ("ja", date(2026, 11, 30), "11月30日(月)"),
            ("en", date(2026, 11, 30), "Mon 30 Nov"),
            ("ja", date(2027, 1, 3), "2027年1月3日(日)"),
            ("en", date(2027, 1, 3), "Sun 3 Jan 2027"),
        ],
    )
    def test_are_said_with_their_weekday_and_another_year_with_the_year(self, language, day, said):
        assert wording.day_text(day, language=language, today=date(2026, 11, 24)) == said

    @given(st.dates())
    def test_of_any_date_are_said(self, day):
        said = wording.day_text(day, language="ja", today=day)
        assert said.startswith(f"{day.month}月{day.day}日(")


class TestMoments:
    @pytest.mark.parametrize(
        "language, zone, said",
        [
            ("ja", TOKYO, "11月30日(月) 23:59"),
            ("en", TOKYO, "Mon 30 Nov 23:59"),
            ("en", ZoneInfo("Europe/London"), "Mon 30 Nov 14:59 GMT"),
            ("ja", ZoneInfo("Pacific/Auckland"), "12月1日(火) 03:59 NZDT"),
        ],
    )
    def test_are_the_readers_and_name_a_zone_that_is_not_tokyos(self, language, zone, said):
        assert wording.moment_text(DUE, language=language, zone=zone, at=AT) == said

    @pytest.mark.parametrize(
        "later, said",
        [
            (timedelta(days=6), "あと6日"),
            (timedelta(hours=1), "今日まで"),
            (timedelta(hours=13), "あと1日"),
            (-timedelta(minutes=1), ""),
        ],
    )
    def test_say_the_days_left_while_any_are(self, later, said):
        assert wording.days_left_text(AT + later, language="ja", zone=TOKYO, at=AT) == said

    def test_count_one_day_as_one_in_english(self):
        assert wording.days_left_text(AT + timedelta(days=1), language="en", zone=TOKYO, at=AT) == "1 day left"


@pytest.mark.parametrize(
    "amount, ja, en", [(0, "0円", "¥0"), (12_000, "12,000円", "¥12,000"), (-5, "\u22125円", "\u2212¥5")]
)
def test_amounts_are_grouped_and_a_debt_has_a_true_minus(amount, ja, en):
    assert wording.yen_text(amount, language="ja") == ja
    assert wording.yen_text(amount, language="en") == en
