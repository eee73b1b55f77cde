"""A notice that follows the first: supplementary when it fixes what was announced as open, a change otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tachiai.contracts.papers.changes import change_notice, kind_of
from tachiai.contracts.papers.facts import Change
from tachiai.contracts.papers.kinds import CHANGE_NOTICE, SUPPLEMENTARY_NOTICE
from tachiai.terms.rules import FIELD, Pending, Terms
from tests.contracts.papers.samples import DECLARED, agreement, tables_of, texts_of
from tests.terms.samples import IN_PARTS, SETTLED

LATER = Pending("delivery_format", "印刷所が決まっていない", date(2026, 12, 5))
CHANGED = {"delivery_format": "PDF", "portfolio": "freely", "out_of_scope": "名刺", "rounds": 4, "price": 40_000}
MAY_PEND = {name for name in CHANGED if FIELD[name].may_pend}
OPEN = replace(SETTLED, delivery_format="", pending=(LATER,))


def notice(before: Terms, after: Terms):
    change = Change(before, 3, before.digest(), agreement(after, 4), "ABCD2345-order-1")
    return change_notice(DECLARED, change, "ABCD2345-change-1")


class TestWhichNotice:
    def test_fixing_what_was_announced_is_supplementary(self) -> None:
        assert kind_of(OPEN, SETTLED) is SUPPLEMENTARY_NOTICE

    def test_changing_anything_else_besides_is_a_change(self) -> None:
        assert kind_of(OPEN, replace(SETTLED, rounds=1)) is CHANGE_NOTICE

    def test_an_ordinary_change_is_a_change(self) -> None:
        assert kind_of(SETTLED, replace(SETTLED, due_on=date(2026, 12, 20))) is CHANGE_NOTICE

    def test_opening_another_point_meanwhile_is_a_change(self) -> None:
        reopened = replace(SETTLED, portfolio="", pending=(Pending("portfolio", "未定", date(2026, 12, 5)),))
        assert kind_of(replace(OPEN, portfolio=""), reopened) is CHANGE_NOTICE

    def test_only_putting_off_the_day_is_a_change(self) -> None:
        put_off = replace(OPEN, pending=(replace(LATER, expected_on=date(2026, 12, 6)),))
        assert kind_of(OPEN, put_off) is CHANGE_NOTICE

    def test_fixing_one_of_two_leaves_the_other_pending(self) -> None:
        other = Pending("portfolio", "公開日が未定", date(2026, 12, 9))
        before = replace(OPEN, portfolio="", pending=(LATER, other))
        assert kind_of(before, replace(before, delivery_format="AI", pending=(other,))) is SUPPLEMENTARY_NOTICE

    @given(st.sets(st.sampled_from(sorted(MAY_PEND))), st.sets(st.sampled_from(sorted(CHANGED))))
    def test_supplementary_is_exactly_what_touches_nothing_but_what_was_announced(
        self, announced: set[str], touched: set[str]
    ) -> None:
        waiting = {name: Pending(name, "まだ決められないため", date(2026, 12, 5)) for name in announced}
        before = replace(SETTLED, **dict.fromkeys(announced, ""), pending=tuple(waiting.values()))
        still = tuple(each for name, each in waiting.items() if name not in touched)
        after = replace(before, **{name: CHANGED[name] for name in touched}, pending=still)
        is_supplement = bool(touched) and touched <= announced
        assert kind_of(before, after) is (SUPPLEMENTARY_NOTICE if is_supplement else CHANGE_NOTICE)


class TestWhatItSays:
    def test_before_and_after_side_by_side(self) -> None:
        paper = notice(SETTLED, replace(SETTLED, due_on=date(2026, 12, 20), price=35_000))
        assert tables_of(paper)[0].rows == (
            ("納期", "2026年11月30日(月)", "2026年12月20日(日)"),
            ("報酬", "30,000円", "35,000円"),
        )

    def test_what_was_open_was_announced_as_such(self) -> None:
        paper = notice(OPEN, SETTLED)
        assert ("納品の形式", "未定（あとで定めます）", "AIとPNG") in tables_of(paper)[0].rows
        assert paper.title == "発注書の補充通知"

    def test_of_milestones_those_that_differ(self) -> None:
        first, second, last = IN_PARTS.milestones
        later = replace(second, due_on=second.due_on + timedelta(days=2))
        rows = tables_of(notice(IN_PARTS, replace(IN_PARTS, milestones=(first, later, last))))[0].rows
        assert [row[0] for row in rows] == ["第2段階"]
        assert "2026年11月22日(日)" in rows[0][2]

    def test_the_first_order_notice_is_named(self) -> None:
        paper = notice(OPEN, SETTLED)
        assert paper.data["relates_to"] == "ABCD2345-order-1"
        assert "発注書 ABCD2345-order-1 で未定としていた事項を、次のとおり定めましたので通知します。" in texts_of(paper)

    def test_the_days_that_follow_from_it(self) -> None:
        paper = notice(SETTLED, replace(SETTLED, due_on=date(2026, 12, 20)))
        assert tables_of(paper)[1].rows[0][1:3] == ("2026年12月20日(日)", "2027年1月3日(日)")
        assert paper.data["parts"][0]["pay_on"] == "2027-01-19"
