"""What every command checks before it runs: life cycles, and contracts with the requests beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachiai.config import checks
from tachiai.contracts.lifecycles import FIXED_PRICE, MEDIATION_LEVELS
from tachiai.guidelines import rules
from tests.guidelines.samples import BREACH, clause, source, write


@pytest.mark.parametrize("level", MEDIATION_LEVELS)
def test_ours_pass_at_every_level_of_mediation(level: str, settings) -> None:
    settings.MEDIATION_LEVEL = level
    assert checks.check_lifecycles() == []
    assert checks.check_requests() == []


def test_a_level_that_there_is_not_is_an_error(settings) -> None:
    settings.MEDIATION_LEVEL = "ordeal"
    (error,) = checks.check_requests()
    assert error.id == "tachiai.E021"
    assert "decision" in (error.hint or "")


def test_a_trap_is_an_error_that_says_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tuple(step for step in FIXED_PRICE.steps if step.name != "refund_overdue")
    monkeypatch.setattr(checks, "CONTRACTS", (replace(FIXED_PRICE, steps=steps),))
    (error,) = [
        error
        for error in checks.check_requests()
        if error.id == "tachiai.J001" and error.msg.startswith("fixed_price: delivery_overdue: the clock alone")
    ]
    assert error.hint == "the way there: client: deposit > clock: mark_delivery_overdue"


def test_an_unsound_life_cycle_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    states = tuple(replace(s, deadline=None) if s.name == "delivered" else s for s in FIXED_PRICE.states)
    monkeypatch.setattr(checks, "LIFECYCLES", (replace(FIXED_PRICE, states=states),))
    found = {error.id: error for error in checks.check_lifecycles()}
    assert found.keys() == {"tachiai.E005", "tachiai.E013"}
    assert found["tachiai.E013"].hint == "the way there: deposit > deliver"


class TestTheGuidelines:
    @pytest.fixture
    def own(self, tmp_path):
        rules.use(str(tmp_path))
        yield tmp_path
        rules.use("")

    def test_that_come_with_the_program_pass(self) -> None:
        assert checks.check_guidelines() == []

    def test_of_an_operator_are_named_by_file_and_clause_where_they_are_wrong(self, own) -> None:
        write(
            own, source(clause(1, breach=BREACH.replace("often = 2", "often = 9")), clause(2).replace("ja =", "fr ="))
        )
        found = checks.check_guidelines()
        assert [error.id for error in found] == ["tachiai.E023"] * len(found) and len(found) > 1
        assert found[0].msg == "message/1.toml: message.1-1: often is 9, not 1 to 5"
        assert "message.1-2" in found[1].msg

    def test_that_leave_a_danger_without_a_clause_are_an_error(self, own) -> None:
        write(own, source(clause(1, breach=BREACH)))
        found = {error.msg for error in checks.check_guidelines()}
        assert found >= {f"no clause answers for the danger {danger}" for danger in ("threats", "pressure")}
        assert not any("abuse" in each for each in found)
