"""What the reader sees: words, amounts and moments in their language and zone, and never any markup from outside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.refused import Refused
from tachiai.web import reading
from tachiai.web.reading import reading_as

TOKYO, LONDON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
DUE = datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO)


def said(template: str, language: str = "ja", zone: ZoneInfo = TOKYO, **context: object) -> str:
    with reading_as(language=language, zone=zone, at=NOW):
        return engines["django"].from_string(template).render(context)


class TestAText:
    def test_is_in_the_readers_language(self):
        assert said('{% t "shell.nav.search" %}') == "仕事を探す"
        assert said('{% t "shell.nav.search" %}', "en") == "Find work"

    def test_fills_its_gaps(self):
        assert said('{% t "components.clock_bar.other" name=name %}', name="蓮") == "次は蓮さんの番です"

    def test_counts_in_english(self):
        assert said('{% t "components.stars.count" n=n %}', "en", n=1) == "(1 rating)"
        assert said('{% t "components.stars.count" n=n %}', "en", n=2) == "(2 ratings)"

    def test_of_a_key_known_late(self):
        assert said("{{ key|text }}", key="fixed_price.state.working", language="en") != "fixed_price.state.working"

    def test_that_does_not_exist_is_an_error(self):
        with pytest.raises(KeyError):
            said('{% t "shell.nav.nowhere" %}')

    def test_keeps_markup_that_was_made_here(self):
        assert "<time" in said('{% t "components.clock_bar.until" moment=due|moment %}', due=DUE)

    @given(st.text())
    def test_lets_no_markup_of_others_through(self, name):
        html = said('{% t "components.clock_bar.other" name=name %}', name=name)
        assert "<" not in html and ">" not in html and '"' not in html


class TestAMoment:
    def test_is_machine_readable_too(self):
        assert said("{{ due|moment }}", due=DUE) == (
            '<time datetime="2026-11-30T23:59+09:00">11月30日(月) 23:59</time>'
        )

    def test_is_in_the_readers_zone(self):
        assert "14:59" in said("{{ due|moment }}", "en", LONDON, due=DUE)

    def test_has_its_year_when_it_is_not_this_one(self):
        assert "2027年1月4日(月) 09:00" in said("{{ due|moment }}", due=datetime(2027, 1, 4, 9, 0, tzinfo=TOKYO))

    def test_as_a_day(self):
        assert said("{{ on|day }}", "en", on=date(2026, 12, 10)) == '<time datetime="2026-12-10">Thu 10 Dec</time>'

    def test_that_is_missing_is_nothing(self):
        assert said("{{ due|moment }}{{ due|day }}{{ due|days_left }}{{ due|yen }}", due=None) == ""


class TestTheDaysLeft:
    @pytest.mark.parametrize(
        ("days", "japanese", "english"),
        [
            (6, "あと6日", "6 days left"),
            (1, "あと1日", "1 day left"),
            (0, "今日まで", "due today"),
            (-2, "2日前", "2 days ago"),
        ],
    )
    def test_are_counted_by_the_calendar(self, days, japanese, english):
        due = NOW + timedelta(days=days)
        assert said("{{ due|days_left }}", due=due) == japanese
        assert said("{{ due|days_left }}", "en", due=due) == english

    def test_are_those_of_the_readers_calendar(self):
        """00:30 in Tokyo is still the day before in London."""
        due = datetime(2026, 11, 25, 0, 30, tzinfo=TOKYO)
        assert said("{{ due|days_left }}", due=due) == "あと1日"
        assert said("{{ due|days_left }}", zone=LONDON, due=due) == "今日まで"

    def test_stand_out_on_the_clock_bar(self):
        assert said("{% days_big due %}", due=DUE) == "あと<strong>6</strong>日"
        assert said("{% days_big due %}", due=NOW) == "今日まで"

    def test_of_something_past_are_how_long_ago(self):
        assert said("{{ at|ago }} {{ before|ago }}", at=NOW, before=NOW - timedelta(days=1)) == "今日 昨日"


class TestAnAmount:
    def test_is_in_yen(self):
        assert said("{{ 12000|yen }}") == "12,000円"
        assert said("{{ 12000|yen }}", "en") == "¥12,000"

    def test_below_nought_has_a_true_minus(self):
        assert said("{{ amount|yen }}", amount=-2800) == "\N{MINUS SIGN}2,800円"


class TestARefusal:
    reason = Refused("lifecycle.not_now", {"state": "fixed_price.state.working"})

    def test_says_its_reason_in_words(self):
        html = said("{% refused reasons %}", reasons=[self.reason])
        assert html.startswith('<ul class="reasons"><li>') and "fixed_price" not in html

    def test_says_nothing_without_a_reason(self):
        assert said("{% refused reasons %}", reasons=()) == ""

    def test_says_values_by_their_kind(self):
        with reading_as(language="ja", zone=TOKYO, at=NOW):
            assert reading.said("missing_yen", 500) == "500円"
            assert "11月30日(月) 23:59" in reading.said("due_at", DUE)
            assert reading.said("state", "shell.nav.search") == "仕事を探す"
            assert reading.said("name", "蓮") == "蓮"

    def test_is_plain_in_messages(self):
        with reading_as(language="ja", zone=TOKYO, at=NOW):
            assert "<" not in reading.reason_text(Refused("components.clock_bar.until", {"moment": DUE}))


class TestWhatPeopleTyped:
    def test_becomes_paragraphs_with_links_that_pass_on_nothing(self):
        html = said("{{ typed|prose }}", typed="一行目\n二行目\n\nhttps://example.com/a を見てください")
        assert html.count("<p>") == 2 and 'rel="nofollow"' in html

    @given(st.text())
    def test_never_becomes_markup(self, typed):
        html = said("{{ typed|prose }}", typed=typed + "<script>")
        assert "<script" not in html


def test_a_title_breaks_no_day_before_its_weekday_and_stays_escaped():
    shown = said("{{ title|days_whole }}", title="<b> 11月30日(月)〜12月6日(日)(案)")
    assert re.findall(r'<span class="whole">(.+?)</span>', shown) == ["11月30日(月)", "12月6日(日)"]
    assert shown.startswith("&lt;b&gt; ") and shown.endswith("(案)")


def test_the_line_of_the_clock_bar_stays_on_its_track():
    for due in (NOW - timedelta(days=3), NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=900)):
        with reading_as(language="ja", zone=TOKYO, at=NOW):
            html = said("{% elapsed since due as s %}{{ s.foot }}", since=NOW - timedelta(days=5), due=due)
        assert 0 <= float(html) <= 100


def test_sizes_are_said_in_the_unit_that_fits():
    assert said("{{ 812|file_size }} {{ 18400|file_size }} {{ 2480000|file_size }}") == "812 B 18.4 KB 2.5 MB"


def test_outside_a_page_the_machines_clock_is_read():
    assert abs(reading.now() - datetime.now(UTC)) < timedelta(minutes=1)
