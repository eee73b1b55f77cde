"""Nobody is trapped and silence follows the record: a contract with all that may be open beside it, joint by joint."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from tachiai.contracts.lifecycles import CHANGE, CONTACT_REMINDER, FIXED_PRICE, MEDIATION_LEVELS, TERMINATION
from tachiai.contracts.lifecycles.award import AWARD, OF_AWARD
from tachiai.contracts.lifecycles.fixed_price import DELIVERED, UNDELIVERED
from tachiai.kernel.joint import Graph, Joint, Move, Product
from tachiai.kernel.joint_faults import ALONE, Walk, walk
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.requests import Request
from tachiai.money.rules import EFFECTS

BESIDE = (CONTACT_REMINDER, TERMINATION, CHANGE)
# What an installation of each level may have open; and one whose operator changed the level meanwhile.
INSTALLATIONS = {level: (*BESIDE, mediation) for level, mediation in MEDIATION_LEVELS.items()}
INSTALLATIONS["changed"] = (*BESIDE, *MEDIATION_LEVELS.values())
# An award is walked with all that may be beside it; everything else is a fixed price.
INSTALLATIONS["award"] = OF_AWARD
CONTRACTS = {"award": AWARD}
EITHER = frozenset({Actor.CLIENT, Actor.WORKER})
# Who gets of what is held when nobody moves any more (design 5.2).
RECORD = {
    "awaiting_deposit": frozenset(),
    **dict.fromkeys(UNDELIVERED, frozenset({Actor.CLIENT})),
    **dict.fromkeys(DELIVERED, frozenset({Actor.WORKER})),
    "in_mediation": EITHER,
    **dict.fromkeys(("completed", "terminated", "lapsed"), frozenset()),
}

every_installation = pytest.mark.parametrize("installation", INSTALLATIONS)


@cache
def product(installation: str) -> Product:
    return Product(CONTRACTS.get(installation, FIXED_PRICE), INSTALLATIONS[installation])


@cache
def graph(installation: str) -> Graph:
    return product(installation).graph()


@cache
def walk_of(installation: str) -> Walk:
    return walk(product(installation), EFFECTS)


def paid(move: Move) -> frozenset[Actor]:
    return frozenset(who for name in (move.taken.moves if move.taken else ()) for who in EFFECTS[name].pays)


@every_installation
def test_the_product_is_sound(installation: str, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.perf_counter()
    found = walk(product(installation), EFFECTS)
    took = time.perf_counter() - began
    with capsys.disabled():
        print(
            f"\n  mediation {installation}: {found.states} joint states, {found.moves} ways on, "
            f"at most {found.longest} moves of the clock to the end of everything, walked in {took * 1000:.0f} ms"
        )
    assert found.faults == ()
    assert found.states > 200


@every_installation
@pytest.mark.parametrize("silence", ALONE)
def test_silence_traps_nobody(installation: str, silence: str) -> None:
    """From every joint state whoever is left, with the clock and helped by no guard, comes to an end of everything."""
    for joint in graph(installation):
        seen, waiting, has_ended = {joint}, [joint], False
        while waiting and not has_ended:
            here = waiting.pop()
            has_ended = product(installation).is_end(here)
            onward = {m.to for m in graph(installation)[here] if m.actor in ALONE[silence] and not m.guarded} - seen
            waiting += onward
            seen |= onward
        assert has_ended, f"{silence} is trapped in {joint}"


class TestSilenceFollowsTheRecord:
    """Undelivered work returns the escrow, delivered and unanswered work is paid (design 5.2)."""

    @every_installation
    def test_in_whatever_order_deadlines_pass(self, installation: str) -> None:
        runs: dict[Joint, set[frozenset[Actor]]] = {}

        def outcomes(joint: Joint) -> set[frozenset[Actor]]:
            """Who is paid first, for every order in which the deadlines can pass from here."""
            if joint not in runs:
                onward = [move for move in graph(installation)[joint] if move.actor is Actor.CLOCK]
                runs[joint] = set() if onward else {frozenset()}
                for move in onward:
                    runs[joint] |= {paid(move)} if paid(move) else outcomes(move.to)
            return runs[joint]

        for joint in graph(installation):
            assert outcomes(joint) == {RECORD[joint.contract]}, joint

    @every_installation
    def test_while_a_delivery_awaits_inspection_no_request_of_the_client_returns_the_money(
        self, installation: str
    ) -> None:
        """Whatever the client opens and however guards agree: only a rejection, or the rule of a mediation, divides."""
        for here in self.from_delivered(installation):
            for move in graph(installation)[here]:
                if move.actor in (Actor.CLIENT, Actor.CLOCK):
                    assert paid(move) != frozenset({Actor.CLIENT}), (here, move.name)

    @staticmethod
    def from_delivered(installation: str) -> Iterator[Joint]:
        """Where the client, alone with the clock, can bring a delivered contract without rejecting or paying."""
        waiting = [joint for joint in graph(installation) if joint.contract in DELIVERED]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            yield here
            for move in graph(installation)[here]:
                is_free = move.actor in (Actor.CLIENT, Actor.CLOCK) and not paid(move)
                if is_free and (move.taken is None or move.taken.name != "reject") and move.to not in seen:
                    seen.add(move.to)
                    waiting.append(move.to)

    @every_installation
    def test_the_client_cannot_end_a_delivered_contract_by_a_request(self, installation: str) -> None:
        for joint, moves in graph(installation).items():
            if joint.contract in DELIVERED:
                ending = [m for m in moves if m.request and m.to.contract in ("terminated", "lapsed")]
                assert ending == [], joint


def with_step(request: Request, name: str, **changes: object) -> Request:
    cycle = request.lifecycle
    steps = tuple(replace(s, **changes) if s.name == name else s for s in cycle.steps)  # type: ignore[arg-type]
    return replace(request, lifecycle=replace(cycle, steps=steps))


def with_contract_step(name: str, **changes: object) -> Lifecycle:
    steps: list[Step] = []
    for step in FIXED_PRICE.steps:
        steps.append(replace(step, **changes) if step.name == name else step)  # type: ignore[arg-type]
    return replace(FIXED_PRICE, steps=tuple(steps))


DECISION = MEDIATION_LEVELS["decision"]
WORSE = {
    "a reminder that ends delivered work with a refund": (
        with_contract_step("end_by_silence", sources=(*UNDELIVERED, *DELIVERED)),
        BESIDE,
        "J008",
    ),
    "a silent side has agreed to the split": (
        FIXED_PRICE,
        (CONTACT_REMINDER, with_step(TERMINATION, "lapse", to="agreed"), CHANGE),
        "J006",
    ),
    "a deadlock that gives all to the client": (with_contract_step("settle", moves=("return_escrow",)), BESIDE, "J005"),
    "a termination that outlives the delivery": (
        FIXED_PRICE,
        (CONTACT_REMINDER, replace(TERMINATION, overtaken=""), CHANGE),
        "J003",
    ),
    "an asker who accepts for the other": (
        FIXED_PRICE,
        (CONTACT_REMINDER, with_step(TERMINATION, "accept", by=EITHER), CHANGE),
        "J008",
    ),
    "a change that cannot be refused": (
        FIXED_PRICE,
        (CONTACT_REMINDER, TERMINATION, with_step(CHANGE, "refuse", by=frozenset({Actor.ASKER}))),
        "J007",
    ),
    "changes asked for again and again": (
        FIXED_PRICE,
        (CONTACT_REMINDER, TERMINATION, replace(CHANGE, guards=())),
        "J009",
    ),
    "a mediation that is never over": (
        with_contract_step("settle_by_rule", to="in_mediation", moves=()),
        BESIDE,
        "J002",
    ),
}


@pytest.mark.parametrize(("contract", "beside", "fault"), WORSE.values(), ids=WORSE.keys())
def test_a_worse_declaration_of_ours_is_found(contract: Lifecycle, beside: tuple[Request, ...], fault: str) -> None:
    found = walk(Product(contract, (*beside, DECISION)), EFFECTS).faults
    named = [each for each in found if each.id == fault]
    assert named
    assert all(each.way for each in named)
