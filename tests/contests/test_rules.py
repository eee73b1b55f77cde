"""What a plan lacks, and how prizes are shared: without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contests import rules
from tachiai.contests.rules import Plan, Standing, by_worker, plan_mistakes, plan_objections, shares, sharing
from tachiai.kernel.calendar import TOKYO

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def standing(number: int, worker: int = 0, **more: bool) -> Standing:
    return Standing(number, worker or number, AT + timedelta(hours=number), **more)


any_standing = st.builds(
    Standing,
    proposal_id=st.integers(1, 10_000),
    worker_id=st.integers(1, 5),
    sent_at=st.integers(0, 50).map(lambda hours: AT + timedelta(hours=hours)),
    is_out=st.booleans(),
    is_marked=st.booleans(),
)
some_standings = st.lists(any_standing, max_size=12, unique_by=lambda each: each.proposal_id)


class TestAPlan:
    @pytest.mark.parametrize(
        ("plan", "wrong"),
        [
            (Plan(criteria=("読める",)), []),
            (Plan(prizes=0, criteria=("読める",)), ["contests.refused.prizes"]),
            (Plan(prizes=rules.MOST_PRIZES + 1, criteria=("読める",)), ["contests.refused.prizes"]),
            (Plan(criteria=("あ" * 201,)), ["terms.refused.too_long"]),
            (Plan(criteria=("読める",) * 21), ["contests.refused.too_many_criteria"]),
        ],
    )
    def test_is_bounded(self, plan, wrong):
        assert [refused.key for _, refused in plan_mistakes(plan)] == wrong

    @pytest.mark.parametrize("plan", [None, Plan()])
    def test_without_criteria_is_not_published(self, plan):
        assert [refused.key for refused in plan_objections(plan)] == ["contests.refused.criteria_missing"]

    def test_reads_back_without_loss(self):
        plan = Plan(3, True, False, ("読める", "覚えやすい"))
        assert Plan.from_data(plan.as_data()) == plan


class TestSharing:
    def test_is_among_those_that_meet_the_brief_the_earliest_first(self):
        rows = [standing(3), standing(1), standing(2, is_marked=True), standing(4, is_out=True)]
        assert [each.proposal_id for each in sharing(rows)] == [1, 3]

    def test_ignores_marks_on_everything(self):
        rows = [standing(1, is_marked=True), standing(2, is_marked=True), standing(3, is_out=True)]
        assert [each.proposal_id for each in sharing(rows)] == [1, 2]

    def test_gives_the_yen_that_cannot_be_divided_to_the_earliest(self):
        assert shares(100, [standing(1), standing(2), standing(3)]) == {1: 34, 2: 33, 3: 33}
        assert shares(2, [standing(1), standing(2), standing(3)]) == {1: 2}

    def test_pays_several_proposals_of_one_maker_together(self):
        among = [standing(1, 7), standing(2, 7), standing(3, 8)]
        assert by_worker(shares(90, among), among) == {7: 60, 8: 30}

    @given(some_standings, st.integers(1, 1_000_000))
    def test_never_gives_away_more_or_less_than_is_held(self, rows, held):
        among = sharing(rows)
        parts = shares(held, among)
        assert sum(parts.values()) == (held if among else 0)
        assert sum(by_worker(parts, among).values()) == sum(parts.values())
        assert all(amount > 0 for amount in parts.values())
        assert not {each.proposal_id for each in rows if each.is_out} & set(parts)


def test_an_early_end_takes_effect_at_the_end_of_the_next_day():
    assert rules.early_end(datetime(2026, 11, 2, 23, 30, tzinfo=TOKYO)) == datetime(2026, 11, 3, 23, 59, tzinfo=TOKYO)


def test_data_are_due_after_a_week_or_on_the_later_day_of_the_terms():
    assert rules.data_due_on(AT, None) == date(2026, 11, 9)
    assert rules.data_due_on(AT, date(2026, 11, 5)) == date(2026, 11, 9)
    assert rules.data_due_on(AT, date(2026, 12, 1)) == date(2026, 12, 1)
