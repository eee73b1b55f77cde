"""Each fault is found when it is there; nothing is found when it is not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.soundness import clock_path, escrow_by_state, faults, reachable

CLIENT, WORKER, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.CLOCK))
EFFECT = {"hold": 1, "pay": -1}
DAYS = Deadline(timedelta(days=7), (timedelta(days=3),))
SOUND = Lifecycle(
    "sound",
    1,
    "waiting",
    states=(State("waiting", Actor.CLIENT, DAYS), State("held", Actor.WORKER, DAYS), State("paid", final=True),
            State("gone", final=True)),
    steps=(
        Step("deposit", ("waiting",), "held", CLIENT, moves=("hold",)),
        Step("expire", ("waiting",), "gone", CLOCK),
        Step("finish", ("held",), "paid", WORKER, moves=("pay",)),
        Step("settle", ("held",), "paid", CLOCK, moves=("pay",)),
    ),
)


def with_step(name: str, **changes: object) -> Lifecycle:
    return replace(SOUND, steps=tuple(replace(s, **changes) if s.name == name else s for s in SOUND.steps))


def without_step(name: str) -> Lifecycle:
    return replace(SOUND, steps=tuple(s for s in SOUND.steps if s.name != name))


def with_state(name: str, **changes: object) -> Lifecycle:
    return replace(SOUND, states=tuple(replace(s, **changes) if s.name == name else s for s in SOUND.states))


def refuse(facts: object, at: object) -> None:
    return None


def test_a_sound_life_cycle_has_no_fault() -> None:
    assert faults(SOUND, EFFECT) == []


@pytest.mark.parametrize(
    ("broken", "fault", "where"),
    [
        (with_step("finish", to="nowhere"), "E001", "nowhere"),
        (replace(SOUND, states=(*SOUND.states, State("island", final=True))), "E002", "island"),
        (with_state("paid", final=True, deadline=DAYS), "E004", "paid"),
        (without_step("settle"), "E005", "held"),
        (with_state("held", deadline=None), "E005", "held"),
        (with_step("settle", guards=(refuse,)), "E006", "held"),
        (with_state("held", waits_for=Actor.CLIENT), "E007", "held"),
        (with_state("held", deadline=replace(DAYS, anchor="agreed_at")), "E008", "held"),
        (with_state("held", deadline=Deadline(timedelta(days=7))), "E009", "held"),
        (with_step("finish", moves=()), "E010", "paid"),
        (replace(SOUND, steps=tuple(replace(s, moves=s.moves if s.to == "held" else ()) for s in SOUND.steps)), "E011",
         "paid"),
        (without_step("settle"), "E012", "held"),
    ],
)
def test_each_fault_is_found_where_it_stands(broken: Lifecycle, fault: str, where: str) -> None:
    assert (fault, where) in {(found.id, found.where) for found in faults(broken, EFFECT)}


def test_a_guarded_step_is_no_way_out_for_one_who_is_alone() -> None:
    guarded = with_step("finish", guards=(refuse,))
    assert "paid" not in reachable(guarded, "held", WORKER)
    assert "paid" in reachable(guarded, "held", frozenset(Actor))


def test_a_circle_of_the_clock_is_a_trap() -> None:
    circle = with_step("settle", to="waiting")
    assert "E012" in {found.id for found in faults(replace(circle, steps=tuple(
        replace(s, to="held") if s.name == "expire" else s for s in circle.steps)), EFFECT)}


def test_a_final_state_has_no_way_out() -> None:
    reopened = replace(SOUND, steps=(*SOUND.steps, Step("reopen", ("paid",), "held", CLIENT, moves=("hold",))))
    assert ("E003", "paid") in {(found.id, found.where) for found in faults(reopened, EFFECT)}


def test_the_clock_alone_walks_to_the_end() -> None:
    assert [step.name for step in clock_path(SOUND, "held")] == ["settle"]


@given(st.lists(st.sampled_from(sorted({step.name for step in SOUND.steps})), max_size=12))
def test_random_walks_keep_escrow_where_the_proof_says(names: list[str]) -> None:
    """What the walk over the whole graph says of escrow holds on every single path."""
    proven = escrow_by_state(SOUND, EFFECT)
    state, held = SOUND.first, 0
    for name in names:
        step = SOUND.step(name)
        if state in step.sources:
            state, held = step.to, held + sum(EFFECT[move] for move in step.moves)
        assert proven[state] == {held}
