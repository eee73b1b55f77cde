"""Each fault is found when it is there, and nothing else is; nothing is found when there is none."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.lifecycle import Actor, Deadline, Fork, Lifecycle, State, Step
from tachiai.kernel.refused import Refused
from tachiai.kernel.soundness import Effect, clock_path, escrow_by_state, faults, reachable, sure_to_end

CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
EFFECTS = {
    "hold": Effect(1),
    "add": Effect(0),
    "pay": Effect(-1, WORKER),
    "give_back": Effect(-1, CLIENT),
    "split": Effect(-1, CLIENT | WORKER),
}
DAYS = Deadline(timedelta(days=7), (timedelta(days=3),))
SOUND = Lifecycle(
    "sound",
    1,
    "waiting",
    states=(
        State("waiting", Actor.CLIENT, DAYS),
        State("held", Actor.WORKER, DAYS),
        State("judged", Actor.STAFF, DAYS),
        State("paid", final=True),
        State("gone", final=True),
    ),
    steps=(
        Step("deposit", ("waiting",), "held", CLIENT, moves=("hold",)),
        Step("expire", ("waiting",), "gone", CLOCK),
        Step("finish", ("held",), "paid", WORKER, moves=("pay",)),
        Step("settle", ("held",), "paid", CLOCK, moves=("pay",)),
        Step("ask_staff", ("held",), "judged", WORKER),
        Step("judge", ("judged",), "paid", STAFF, moves=("split",)),
        Step("halve", ("judged",), "paid", CLOCK, moves=("split",)),
    ),
)


def with_step(name: str, cycle: Lifecycle = SOUND, **changes: object) -> Lifecycle:
    return replace(cycle, steps=tuple(replace(s, **changes) if s.name == name else s for s in cycle.steps))


def with_more(*steps: Step, cycle: Lifecycle = SOUND) -> Lifecycle:
    return replace(cycle, steps=(*cycle.steps, *steps))


def without(*names: str, cycle: Lifecycle = SOUND) -> Lifecycle:
    """Without the steps and states of these names."""
    states = tuple(state for state in cycle.states if state.name not in names)
    return replace(cycle, states=states, steps=tuple(step for step in cycle.steps if step.name not in names))


def with_state(name: str, cycle: Lifecycle = SOUND, **changes: object) -> Lifecycle:
    return replace(cycle, states=tuple(replace(s, **changes) if s.name == name else s for s in cycle.states))


def refuse(facts: object, at: datetime) -> Refused | None:
    return None


def true(facts: object) -> bool:
    return True


def found(cycle: Lifecycle) -> set[tuple[str, str]]:
    return {(fault.id, fault.where) for fault in faults(cycle, EFFECTS)}


def test_a_sound_life_cycle_has_no_fault() -> None:
    assert faults(SOUND, EFFECTS) == []


SEND_BACK = Step("send_back", ("judged",), "held", STAFF)
EXTEND = Step("extend", ("held",), "held", CLIENT)
REDO = replace(SEND_BACK, guards=(refuse,))
ANCHORED = replace(DAYS, anchor="agreed_at", at_least=timedelta(days=2))
BROKEN = {
    "a step to nowhere": (with_step("finish", to="nowhere"), "E001 nowhere"),
    "a fork to nowhere": (with_step("finish", forks=(Fork(true, "nowhere"),)), "E001 nowhere"),
    "a state apart": (replace(SOUND, states=(*SOUND.states, State("island", final=True))), "E002 island"),
    "an end that is left": (
        with_more(Step("reopen", ("paid",), "held", CLIENT, (refuse,), moves=("hold",))),
        "E003 paid",
    ),
    "an end with a deadline": (with_state("paid", deadline=DAYS), "E004 paid"),
    "two defaults": (with_more(Step("expire_too", ("waiting",), "gone", CLOCK)), "E005 waiting"),
    "a default without its deadline": (with_state("held", deadline=None), "E005 held, E013 held"),
    "a guarded default": (with_step("settle", guards=(refuse,)), "E006 held, E012 held"),
    "waiting for who has nothing to do": (with_state("held", waits_for=Actor.CLIENT), "E007 held"),
    "waiting for nobody": (with_state("held", waits_for=None), "E007 held"),
    "a date that may be past": (with_state("held", deadline=replace(DAYS, anchor="agreed_at")), "E008 held"),
    "no time at all": (with_state("held", deadline=replace(DAYS, length=timedelta(0))), "E008 held"),
    "no reminder": (with_state("held", deadline=replace(DAYS, reminders=())), "E009 held"),
    "a reminder too late": (with_state("held", deadline=replace(DAYS, reminders=(timedelta(days=7),))), "E009 held"),
    "a reminder the first time only": (
        with_state("held", with_more(REDO), deadline=replace(DAYS, remind_from="first_held_at")),
        "E009 held",
    ),
    "a reminder that may be past the second time": (
        with_state("held", with_more(REDO), deadline=ANCHORED),
        "E009 held",
    ),
    "a payment forgotten": (with_step("finish", moves=()), "E010 paid"),
    "a payment of nothing": (with_step("expire", moves=("give_back",)), "E010 gone, E010 waiting"),
    "a top-up of nothing": (with_step("expire", moves=("add",)), "E010 waiting"),
    "a second deposit": (with_step("ask_staff", moves=("hold",)), "E010 judged, E010 paid"),
    "money left at the end": (
        replace(SOUND, steps=tuple(replace(s, moves=s.moves if s.to == "held" else ()) for s in SOUND.steps)),
        "E011 paid, E015 held, E015 judged",
    ),
    "a circle of the clock": (
        with_step("settle", with_step("halve", to="held", moves=()), to="judged", moves=()),
        "E012 held, E012 judged, E016 held, E016 judged",
    ),
    "a fork back into waiting": (with_step("expire", forks=(Fork(true, "waiting"),)), "E012 waiting"),
    "money held without a default": (
        with_state("held", without("settle"), deadline=None),
        "E005 held, E012 held, E013 held",
    ),
    "staff who favour one side by doing nothing": (with_step("halve", moves=("give_back",)), "E014 judged"),
    "all or nothing": (without("judged", "ask_staff", "judge", "halve"), "E015 held"),
    "a division only where nobody gets to": (
        without("ask_staff", cycle=with_more(Step("appeal", ("waiting",), "judged", CLIENT, moves=("hold",)))),
        "E015 held",
    ),
    "there and back without limit": (with_more(SEND_BACK), "E016 held, E016 judged"),
    "putting it off without limit": (with_more(EXTEND), "E016 held"),
    "back by the clock without limit": (with_step("halve", to="held", moves=()), "E014 judged, E016 held, E016 judged"),
}


@pytest.mark.parametrize(("broken", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_each_fault_is_found_where_it_stands_and_nothing_else(broken: Lifecycle, told: str) -> None:
    assert found(broken) == {tuple(each.split()) for each in told.split(", ")}


def test_every_fault_that_there_is_has_its_example() -> None:
    assert {each.split()[0] for _, told in BROKEN.values() for each in told.split(", ")} == {
        f"E{number:03}" for number in range(1, 17)
    }


@pytest.mark.parametrize(
    "mended",
    [
        with_more(REDO),  # a count limits how often
        with_more(replace(EXTEND, to="")),  # stays, with the deadline that it has
        with_state("held", with_more(REDO), deadline=replace(ANCHORED, at_least=timedelta(days=7))),
        with_state("held", deadline=ANCHORED),  # entered once only
        with_more(Step("agree", ("held",), "held", frozenset(), through=("change",))),  # both want it each time
        with_state(
            "held",
            with_more(Step("agree", ("held",), "paid", frozenset(), moves=("split",), through=("change",))),
            waits_for=None,
        ),
    ],
)
def test_what_is_mended_is_not_found(mended: Lifecycle) -> None:
    assert faults(mended, EFFECTS) == []


def test_a_fault_says_the_shortest_way_to_it() -> None:
    (fault,) = faults(with_step("halve", moves=("give_back",)), EFFECTS)
    assert (fault.where, fault.way) == ("judged", ("deposit", "ask_staff"))
    assert "client" in fault.hint


def test_a_guarded_step_is_no_way_out_for_one_who_is_alone() -> None:
    guarded = with_step("finish", guards=(refuse,))
    assert "paid" not in reachable(guarded, "held", WORKER)
    assert "paid" in reachable(guarded, "held")


def test_the_clock_alone_walks_to_the_end() -> None:
    assert [step.name for step in clock_path(SOUND, "held")] == ["settle"]


@given(st.lists(st.sampled_from(sorted({step.name for step in SOUND.steps})), max_size=12))
def test_random_walks_keep_escrow_where_the_proof_says(names: list[str]) -> None:
    """What the walk over the whole graph says of escrow holds on every single path."""
    proven = escrow_by_state(SOUND, EFFECTS)
    state, held = SOUND.first, 0
    for name in names:
        step = SOUND.step(name)
        if state in step.sources:
            state, held = step.to, held + sum(EFFECTS[move].holds for move in step.moves)
        assert proven[state] == {held}


STATES = "abcdef"
some_states = st.sampled_from(STATES)
some_steps = st.builds(
    Step,
    name=st.uuids().map(str),
    sources=st.tuples(some_states),
    to=some_states,
    by=st.sampled_from([CLIENT, WORKER, CLOCK]),
    guards=st.sampled_from([(), (), (refuse,)]),
    forks=st.lists(some_states.map(lambda to: Fork(true, to)), max_size=2).map(tuple),
)


@given(st.lists(some_steps, max_size=14), st.sets(some_states, max_size=3))
def test_who_is_sure_to_end_does_end_whichever_way_forks_lead(steps: list[Step], ends: set[str]) -> None:
    """Against a plain search that plays the forks as badly as it can, for all life cycles."""
    states = tuple(State(name, final=name in ends) for name in STATES)
    steps = [step for step in steps if step.sources[0] not in ends]
    cycle = Lifecycle("random", 1, "a", states, tuple(steps))

    def ends_from(state: str, left: int) -> bool:
        """Whether the clock can force an end in at most `left` steps, trying each of its steps against every fork."""
        if state in ends:
            return True
        own = [step for step in steps if step.sources == (state,) and step.by == CLOCK and not step.guards]
        return left > 0 and any(all(ends_from(to, left - 1) for to in step.destinations(state)) for step in own)

    assert sure_to_end(cycle, CLOCK) == {state for state in STATES if ends_from(state, len(STATES))}
