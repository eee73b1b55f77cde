"""What every command checks before it runs: life cycles, and contracts with the requests beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachiai.config import checks
from tachiai.contracts.lifecycles import FIXED_PRICE, MEDIATION_LEVELS


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
