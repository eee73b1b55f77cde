"""The walk over the product finds each fault of a contract with requests beside it, and none where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tachiai.kernel.joint import Graph, Joint, Open, Product
from tachiai.kernel.joint_faults import walk
from tachiai.kernel.lifecycle import Actor, Fork, Lifecycle, State, Step
from tachiai.kernel.requests import Request
from tachiai.kernel.soundness import faults
from tests.kernel.toy import (
    ASKED,
    ASKER,
    BOTH,
    CLIENT,
    CLOCK,
    EFFECTS,
    NOBODY,
    PARTING,
    TALKS,
    WEEK,
    WORK,
    WORKER,
    Toy,
    seldom,
)

SOUND = Toy()


def true(facts: object) -> bool:
    return True


def joint(contract: str, *beside: tuple[str, str, Actor]) -> Joint:
    return Joint(contract, frozenset(Open(*each) for each in beside))


def reached_from(toy: Toy, here: Joint, name: str) -> set[str]:
    return {str(move.to) for move in toy.product.moves(here) if move.name == name}


def test_the_sound_toy_has_no_fault() -> None:
    for cycle in (WORK, PARTING.lifecycle, TALKS.lifecycle):
        assert faults(cycle, EFFECTS) == []
    found = SOUND.walk()
    assert found.faults == ()
    assert (found.states, found.longest) == (11, 2)


class TestMoves:
    def test_a_step_of_the_contract_overtakes_what_cannot_stay(self) -> None:
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "clock: refund") == {"ended"}

    def test_entering_a_state_of_the_request_brings_the_contracts_step(self) -> None:
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "worker: parting.accept") == {"ended"}
        assert reached_from(SOUND, here, "client: parting.accept") == set()

    def test_opening_may_bring_one_too_and_overtakes_the_others(self) -> None:
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "worker: open talks") == {"talking + talks:open by worker"}

    def test_a_second_one_of_a_kind_is_not_opened(self) -> None:
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "worker: open parting") == set()

    def test_what_waits_for_a_request_is_not_taken(self) -> None:
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "worker: deliver") == set()
        assert reached_from(SOUND, joint("working"), "worker: deliver") == {"delivered"}

    def test_a_request_step_whose_consequence_does_not_fit_is_refused(self) -> None:
        here = joint("delivered", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(SOUND, here, "worker: parting.accept") == set()

    def test_the_asked_side_answers_with_any_step_but_the_asking_side_does_not(self) -> None:
        answering = SOUND.parting(answered="refuse")
        asked_by_client = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(answering, asked_by_client, "worker: open talks") == {"talking + talks:open by worker"}
        staying = replace(answering, part=replace(answering.part, blocks=(), stays_in=("working", "delivered")))
        assert reached_from(staying, asked_by_client, "worker: deliver") == {"delivered"}
        asked_by_worker = joint("working", ("parting", "proposed", Actor.WORKER))
        assert reached_from(staying, asked_by_worker, "worker: deliver") == {"delivered + parting:proposed by worker"}

    def test_a_request_does_not_answer_itself(self) -> None:
        offering = SOUND.talks(answered="ask_staff")
        here = joint("talking", ("talks", "open", Actor.CLIENT))
        assert reached_from(offering, here, "worker: talks.offer") == {"talking + talks:open by client"}

    def test_forks_lead_everywhere_they_can(self) -> None:
        forked = SOUND.parting("accept", forks=(Fork(true, "closed"),))
        here = joint("working", ("parting", "proposed", Actor.CLIENT))
        assert reached_from(forked, here, "worker: parting.accept") == {"ended", "working"}


TRAPS = State("limbo", Actor.CLIENT)
BROKEN = {
    "a state that nobody can leave alone": (
        replace(
            SOUND.work("stall", sources=("working",), to="limbo", by=WORKER),
            contract=replace(
                SOUND.work("stall", sources=("working",), to="limbo", by=WORKER).contract, states=(*WORK.states, TRAPS)
            ),
        ),
        "J001",
    ),
    "a way out that a guard may close": (SOUND.work("lapse", guards=(seldom,)), "J001"),
    "the clock opens again what it closed": (
        SOUND.talks("fall_to_rule", to="open").talks("fall_to_rule", sources=("staff",)),
        "J002",
    ),
    "a request that outlives its contract": (SOUND.parting(overtaken=""), "J001 J003 J004"),
    "a request that leaves its own place open behind it": (SOUND.talks(stays_in=(), overtaken=""), "J001 J003 J004"),
    "a default that fits nothing": (SOUND.work("end", sources=("delivered",)), "J004"),
    "a clock step of the contract that has to wait": (SOUND.parting(blocks=("refund",)), "J004"),
    "idle staff decide for one": (SOUND.work("settle", moves=("give_back",)), "J005 J008"),
    "silence pays against the record": (SOUND.work("end", moves=("pay",)), "J006 J008"),
    "silence leads to another record": (
        SOUND.work("jump", sources=("working",), to="delivered", by=NOBODY, through=("parting",))
        .parting(causes={"agreed": ("settle",), "lapsed": ("jump",)})
        .work("end", through=()),
        "J006 J008",
    ),
    "no way out for the one who is kept waiting": (SOUND.parting("refuse", by=ASKER), "J007"),
    "a way out that costs": (SOUND.parting("refuse", to="agreed"), "J007"),
    "a way out that a fork may bend": (SOUND.parting("refuse", forks=(Fork(true, "agreed"),)), "J007"),
    "the asker takes what the asked did not grant": (SOUND.parting("accept", by=ASKER | ASKED), "J008"),
    "asking without limit": (SOUND.parting(guards=()), "J009"),
    "a state that is never entered": (SOUND.parting(opens_in=()), "J010"),
    "a request beside what is over": (SOUND.parting(opens_in=("working", "ended")), "J001 J004"),
    "a name that is not declared": (SOUND.parting(overtaken="overrun"), "J011"),
    "a cause that the contract does not know of": (SOUND.work("end", through=()), "J011"),
    "a consequence with a consequence": (SOUND.parting("overtake", to="agreed"), "J011"),
}


@pytest.mark.parametrize(("broken", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_each_fault_is_found_and_nothing_else(broken: Toy, told: str) -> None:
    assert broken.found() == set(told.split())


def test_every_fault_that_there_is_has_its_example() -> None:
    assert {each for _, told in BROKEN.values() for each in told.split()} == {f"J{n:03}" for n in range(1, 12)}


def test_a_fault_says_the_shortest_way_to_it() -> None:
    (fault, *_) = SOUND.parting(guards=()).walk().faults
    assert fault.where == "working + parting:proposed by client"
    assert fault.way == ("client: deposit", "client: open parting")


# An independent look: small random products, searched plainly instead of by fixed points.

NAMES = ("here", "there", "over")


def random_steps(by: list[frozenset[Actor]], states: tuple[str, ...], ends: tuple[str, ...]) -> st.SearchStrategy:
    return st.lists(
        st.builds(
            Step,
            name=st.uuids().map(str),
            sources=st.sampled_from([state for state in states if state not in ends]).map(lambda state: (state,)),
            to=st.sampled_from(states),
            by=st.sampled_from(by),
        ),
        max_size=7,
    ).map(tuple)


@st.composite
def random_products(draw: st.DrawFn) -> Product:
    steps = draw(random_steps([CLIENT, WORKER, CLOCK, CLOCK], NAMES, ("over",)))
    caused = Step(
        "caused",
        draw(st.sampled_from([("here",), ("here", "there")])),
        draw(st.sampled_from(NAMES)),
        NOBODY,
        through=("ask",),
    )
    overtake = Step("overtake", ("first", "second"), "gone", NOBODY, through=("contract",))
    asked = draw(random_steps([ASKER, ASKED, CLOCK, CLOCK], ("first", "second", "done", "gone"), ("done", "gone")))
    lasting = (State("first", Actor.ASKED, WEEK), State("second", Actor.ASKED, WEEK))
    request = Request(
        Lifecycle(
            "ask", 1, "first", (*lasting, State("done", final=True), State("gone", final=True)), (*asked, overtake)
        ),
        by=BOTH,
        opens_in=draw(st.sampled_from([("here",), ("there",), ("here", "there")])),
        overtaken=draw(st.sampled_from(["", "overtake"])),
        causes=draw(st.sampled_from([{"done": ("caused",)}, {"second": ("caused",)}])),
    )
    states = tuple(State(name, None if name == "over" else Actor.CLIENT, final=name == "over") for name in NAMES)
    return Product(Lifecycle("random", 1, "here", states, (*steps, caused)), [request])


def ends_by_the_clock(product: Product, graph: Graph, joint: Joint, path: tuple[Joint, ...] = ()) -> bool:
    """Whether every run of clock moves from here, in whatever order, comes to an end of everything."""
    onward = [move.to for move in graph[joint] if move.actor is Actor.CLOCK]
    if joint in path:
        return False
    if not onward:
        return product.is_end(joint)
    return all(ends_by_the_clock(product, graph, to, (*path, joint)) for to in onward)


@settings(max_examples=150, deadline=None)
@given(random_products())
def test_the_clock_ends_everything_exactly_when_the_walk_says_so(product: Product) -> None:
    graph = product.graph()
    found = walk(product, EFFECTS).faults
    said = not [f for f in found if f.id == "J002" or (f.id == "J001" and "clock" in f.hint)]
    assert said == all(ends_by_the_clock(product, graph, joint) for joint in graph)


@settings(max_examples=150, deadline=None)
@given(random_products())
def test_who_is_not_reported_trapped_finds_an_end_alone(product: Product) -> None:
    graph = product.graph()
    trapped = {(f.where, f.hint.split()[1]) for f in walk(product, EFFECTS).faults if f.id == "J001"}
    for joint in graph:
        for side in ("client", "worker"):
            seen, waiting = {joint}, [joint]
            while waiting:
                onward = {m.to for m in graph[waiting.pop()] if m.actor in (side, Actor.CLOCK) and not m.guarded}
                waiting += onward - seen
                seen |= onward
            assert any(product.is_end(each) for each in seen) == ((str(joint), side) not in trapped)
