"""The life cycles of contracts: sound, complete in words, frozen, and no trap for anybody."""

import pytest

from tachiai.config.lifecycles import LIFECYCLES, text_keys
from tachiai.kernel.declared import digest
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.kernel.soundness import SILENCES, clock_path, escrow_by_state, faults, reachable, sure_to_end
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import EFFECTS

# Released versions and their digests. A line is never changed: another number or step is another version.
RELEASED = {
    ("fixed_price", 1): "89c90b071f60ed658b48bd929784709dea5fb38c0f31561056db6717d386816c",
}

every_lifecycle = pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: f"{cycle.name}-{cycle.version}")


@every_lifecycle
def test_is_sound(cycle: Lifecycle) -> None:
    assert faults(cycle, EFFECTS) == []


@every_lifecycle
@pytest.mark.parametrize("silence", SILENCES)
def test_silence_traps_nobody(cycle: Lifecycle, silence: str) -> None:
    """From every reachable state each party alone, and the clock alone, reaches an end, and every end holds nothing."""
    assert reachable(cycle, cycle.first) - sure_to_end(cycle, SILENCES[silence]) == set()
    escrow = escrow_by_state(cycle, EFFECTS)
    assert all(escrow.get(state.name, {0}) == {0} for state in cycle.states if state.final)


@every_lifecycle
def test_when_both_are_silent_the_clock_ends_it(cycle: Lifecycle) -> None:
    for state in cycle.states:
        path = clock_path(cycle, state.name)
        assert cycle.state(path[-1].to if path else state.name).final


@every_lifecycle
def test_has_all_its_texts(cycle: Lifecycle) -> None:
    assert [key for key in text_keys(cycle) if key not in CATALOGUE] == []


@pytest.mark.parametrize(("name", "version"), RELEASED)
def test_a_released_version_is_frozen(name: str, version: int) -> None:
    (cycle,) = [cycle for cycle in LIFECYCLES if (cycle.name, cycle.version) == (name, version)]
    assert digest(cycle) == RELEASED[name, version]


class TestSilenceFollowsTheRecord:
    """Undelivered work returns the escrow, delivered and unanswered work is paid (design 5.2)."""

    def moves_by_silence(self, state: str) -> list[str]:
        (cycle,) = [cycle for cycle in LIFECYCLES if cycle.name == "fixed_price"]
        return [move for step in clock_path(cycle, state) for move in step.moves]

    @pytest.mark.parametrize("state", ["working", "delivery_overdue"])
    def test_undelivered_work_is_refunded(self, state: str) -> None:
        assert self.moves_by_silence(state) == ["return_escrow"]

    @pytest.mark.parametrize("state", ["delivered", "inspection_overdue"])
    def test_delivered_work_is_paid(self, state: str) -> None:
        assert self.moves_by_silence(state) == ["release_escrow"]

    def test_while_a_delivery_awaits_inspection_the_client_cannot_take_the_money_back(self) -> None:
        (cycle,) = [cycle for cycle in LIFECYCLES if cycle.name == "fixed_price"]
        for state in ("delivered", "inspection_overdue"):
            steps = cycle.steps_from(state, frozenset({Actor.CLIENT}))
            assert "return_escrow" not in {move for step in steps for move in step.moves}
