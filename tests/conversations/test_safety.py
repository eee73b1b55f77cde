"""Pure words about safe talk: which verdict counts, what a writer confirms, until when staff decide."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from tachiai.conversations.lifecycles import LIFECYCLES
from tachiai.conversations.safety import Spot, decide_by, gravest, level, summed_up
from tachiai.kernel.soundness import faults
from tachiai.money.rules import EFFECTS
from tachiai.screening.engine import Judgement
from tachiai.screening.rules import VERDICTS


def spot(verdict: str, rule: str = "r", instead: str = "rewrite") -> Spot:
    return Spot(rule, "danger", 0, 2, verdict, {"ja": "", "en": ""}, instead, "claims")


def judged(text: str, *spots: Spot, is_unlocked: bool = False, at_most: str = "refuse"):
    return summed_up(text, spots, Judgement("allow", (), "digest"), is_unlocked=is_unlocked, at_most=at_most)


class TestAJudgement:
    @pytest.mark.parametrize("verdicts", [(), *product(VERDICTS, repeat=2)])
    def test_is_as_grave_as_the_gravest_place(self, verdicts):
        found = judged("文", *map(spot, verdicts))
        assert found.verdict == gravest(verdicts)
        assert all(level(each) <= level(found.verdict) for each in verdicts)

    def test_is_never_graver_than_the_installation_lets_it_be(self):
        assert judged("文", spot("refuse"), at_most="warn").verdict == "warn"
        assert judged("文", spot("note"), at_most="warn").verdict == "note"

    def test_leaves_out_what_was_unlocked_and_nothing_else(self):
        contact, other = spot("warn", "a", "off_site_request"), spot("note", "b")
        assert judged("文", contact, other, is_unlocked=True).spots == (other,)
        assert judged("文", contact, other).spots == (contact, other)

    def test_is_confirmed_for_this_text_and_these_rules_alone(self):
        first = judged("文", spot("warn", "a"))
        assert first.seen == judged("文", spot("warn", "a")).seen
        assert len({first.seen, judged("文だ", spot("warn", "a")).seen, judged("文", spot("warn", "b")).seen}) == 3

    def test_survives_being_kept(self):
        one = spot("hold")
        assert Spot.from_data(one.as_data()) == one


class TestStaff:
    def test_decide_within_two_business_days(self):
        friday = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
        assert decide_by(friday) == datetime(2026, 11, 25, 14, 59, tzinfo=UTC), "Monday is a holiday, so to Wednesday"


def test_the_life_cycles_are_sound():
    assert [fault for cycle in LIFECYCLES for fault in faults(cycle, EFFECTS)] == []
