"""Whatever staff do to the two sides, in whatever order: the contract has a way out, every step somebody who may take
it, and the money an owner."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contracts.lifecycles import LIFECYCLES
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.kernel.soundness import sure_to_end
from tachiai.money.rules import EFFECTS
from tachiai.people.rules.restrictions import KINDS, STOOD_IN_FOR, Act, forbids

FIXED_PRICE = next(each for each in LIFECYCLES if each.name == "fixed_price")
MEASURES = st.tuples(st.sampled_from(["restrict", "lift"]), st.sampled_from(sorted(SIDES)), st.sampled_from([*KINDS]))
STEPS = st.tuples(st.just("step"), st.integers(0, 20), st.just(""))


class Walk:
    """A contract of which only the declaration is known: its state, what is held, and what either side may not do."""

    def __init__(self, cycle: Lifecycle):
        self.cycle, self.state, self.held = cycle, cycle.first, 0
        self.under: Mapping[Actor, set[str]] = {side: set() for side in SIDES}

    def free(self) -> frozenset[Actor]:
        """The sides that may take their steps themselves."""
        return frozenset(side for side, kinds in self.under.items() if not kinds & _walkless())

    def stood_in_for(self) -> frozenset[Actor]:
        return frozenset(side for side, kinds in self.under.items() if kinds & set(STOOD_IN_FOR))

    def act(self, what: str, which: object, kind: str) -> None:
        if what == "restrict":
            self.under[Actor(str(which))].add(kind)
        elif what == "lift":
            self.under[Actor(str(which))].discard(kind)
        elif steps := self.cycle.steps_from(self.state, self.free() | self.stood_in_for() | {Actor.STAFF, Actor.CLOCK}):
            step = steps[int(str(which)) % len(steps)]
            self.held += sum(EFFECTS[move].holds for move in step.moves)
            self.state = step.to or self.state

    def check(self) -> None:
        """What has to be true at every moment."""
        assert self.free() | self.stood_in_for() == frozenset(SIDES), "a step that nobody may take"
        for side in SIDES:
            alone = frozenset({side, Actor.CLOCK}) if side in self.free() else frozenset({Actor.CLOCK})
            assert self.state in sure_to_end(self.cycle, alone), f"{side} cannot get out of {self.state}"
        assert self.held in (0, 1)
        if self.cycle.state(self.state).final:
            assert self.held == 0, "money without an owner"


def _walkless() -> set[str]:
    return {kind for kind in KINDS if forbids(kind, Act.WALK, in_running_contract=True)}


@given(st.lists(MEASURES | STEPS, max_size=40))
def test_no_measures_strand_a_contract(events: list[tuple[str, object, str]]) -> None:
    walk = Walk(FIXED_PRICE)
    for event in events:
        walk.act(*event)
        walk.check()


@pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: f"{cycle.name}-{cycle.version}")
def test_the_clock_alone_ends_whatever_is_open_when_both_are_gone(cycle: Lifecycle) -> None:
    open_ones = {state.name for state in cycle.states if state.waits_for is not None}
    assert open_ones <= sure_to_end(cycle, frozenset({Actor.CLOCK}))


@pytest.mark.parametrize("kind", [*KINDS])
def test_only_who_is_stood_in_for_may_not_walk(kind: str) -> None:
    assert forbids(kind, Act.WALK, in_running_contract=True) == KINDS[kind].is_stood_in_for
    assert KINDS[kind].is_stood_in_for or not KINDS[kind].is_final
