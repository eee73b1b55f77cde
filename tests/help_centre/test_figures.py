"""The figures of the articles are those of the declarations, and silence takes the course that they say."""

from __future__ import annotations

import pytest

from tachiai.contracts.lifecycles import FIXED_PRICE, MEDIATION_LEVELS
from tachiai.kernel.published import silence


class TestTheCourseOfSilence:
    def test_of_a_contract_ends_where_its_clock_ends(self) -> None:
        working = silence(FIXED_PRICE, "working")
        lengths = [FIXED_PRICE.state(name).deadline.length.days for name in ("working", "delivery_overdue")]
        assert [moment.day for moment in working if moment.text] == [lengths[0], sum(lengths)]
        assert working[-1].text == "fixed_price.then.refund_overdue"

    def test_counts_reminders_from_the_start_of_each_deadline(self) -> None:
        working = FIXED_PRICE.state("working").deadline
        reminders = [moment.day for moment in silence(FIXED_PRICE, "working") if not moment.text]
        assert reminders[: len(working.reminders)] == [each.days for each in working.reminders]

    @pytest.mark.parametrize("level", MEDIATION_LEVELS)
    def test_of_a_mediation_ends_by_the_rule_at_every_level(self, level: str) -> None:
        course = silence(MEDIATION_LEVELS[level].lifecycle, "statements")
        assert course[-1].text == "mediation.then.fall_to_rule"
        assert [moment.day for moment in course] == sorted(moment.day for moment in course)
