"""Kinds of trouble, stretches of time, and what small counts give away: nothing."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contests.lifecycles import LIFECYCLES as CONTESTS
from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.contracts.queries import troubles
from tachiai.contracts.rules.requests import TerminationReason
from tachiai.guidelines.rules import library
from tachiai.help_centre.rules.articles import SITUATIONS
from tachiai.kernel.calendar import TOKYO
from tachiai.statistics.rules import KINDS, LAST_YEAR, SMALL, kind_of, patterns, span, spans, told
from tachiai.statistics.rules.kinds import NOT_COUNTED
from tachiai.tasks.lifecycles import LIFECYCLES as TASKS

NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO)
CYCLES = {cycle.name: cycle for cycle in (*CONTRACTS, *CONTESTS, *TASKS)}
STEPS_OF = {
    "contract": ("fixed_price", "hourly"),
    "week": ("week",),
    "contest": ("contest",),
    "submission": ("submission",),
}


class TestKinds:
    def test_name_only_steps_that_there_are(self):
        for source in (*NOT_COUNTED, *(source for kind in KINDS.values() for source in kind.sources)):
            head, _, step = source.partition(":")
            if head in STEPS_OF:
                assert any(step in {each.name for each in CYCLES[name].steps} for name in STEPS_OF[head]), source
            if head == "mediation":
                assert step in {state.name for state in CYCLES["fixed_price"].states}, source
            if head == "inquiry":
                assert step in SITUATIONS, source
            if head == "report" and not step.endswith("*"):
                assert step in library().by_id, source

    def test_every_step_that_is_counted_is_one(self):
        every = {step.name for name in STEPS_OF["contract"] for step in CYCLES[name].steps}
        assert set(troubles.CONTRACT_STEPS) <= every
        assert set(troubles.WEEK_STEPS) <= {step.name for step in CYCLES["week"].steps}

    def test_no_source_is_of_two_kinds(self):
        named = [source for kind in KINDS.values() for source in kind.sources]
        assert len(named) == len(set(named))

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("request:contact_reminder", "no_answer"),
            ("report:job.F-14", "outside_money"),  # by its own name, although all others of the chapter are lures
            ("report:job.A-1", "lures"),
            ("report:message.1-2", "insults"),
            ("measure:expelled", "restrictions"),
            ("inquiry:account", ""),
            (f"request:termination:{TerminationReason.NOT_NEEDED}", "other"),
        ],
    )
    def test_the_nearest_name_decides(self, source, kind):
        assert kind_of(source) == kind

    def test_the_database_is_told_the_same_order(self):
        found = [pattern for pattern, _ in patterns()]
        assert [each.endswith("%") for each in found] == sorted(each.endswith("%") for each in found)
        assert found.index("report:job.F-14") < found.index("report:job.%")


class TestSpans:
    def test_are_months_quarters_and_years_of_tokyo(self):
        assert span("2026-Q4", NOVEMBER).months == (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
        assert span("2026-11", NOVEMBER).begins_at == datetime(2026, 11, 1, tzinfo=TOKYO)
        assert (span("2026", NOVEMBER).first, len(span("2026", NOVEMBER).months)) == (date(2026, 1, 1), 12)
        assert span(LAST_YEAR, NOVEMBER).months[-1] == date(2026, 11, 1)
        assert all(span(name, NOVEMBER) is None for name in ("2026-13", "2026-Q5", "1999", "", "x"))

    def test_offered_are_those_that_have_begun(self):
        names = [each.name for each in spans(date(2026, 9, 1), NOVEMBER)]
        assert names == [LAST_YEAR, "2026", "2026-Q4", "2026-Q3", "2026-11", "2026-10", "2026-09"]


class TestSmallCounts:
    def test_one_alone_is_few_and_large_ones_are_exact(self):
        assert (told([]).value, told([]).how) == (0, "exact")
        assert told([2]).how == "few"
        assert (told([SMALL, 4]).value, told([SMALL, 4]).how) == (SMALL + 4, "exact")
        assert (told([5, 1]).value, told([5, 1]).how) == (7, "about")

    @given(st.lists(st.integers(0, 40), max_size=40), st.data())
    def test_nothing_that_is_told_depends_on_what_they_are(self, counts, data):
        """Whatever is published is `told` of some of the single counts: none of it changes with a small one."""
        others = [data.draw(st.integers(1, SMALL - 1)) if 0 < each < SMALL else each for each in counts]
        chosen = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
        pick = lambda values: [value for value, is_in in zip(values, chosen, strict=True) if is_in]  # noqa: E731
        assert told(pick(counts)) == told(pick(others))
