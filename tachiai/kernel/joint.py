"""The proof over the product: a contract with every request that may be open beside it, walked state by state.

A joint state is the contract's state and, for each open request, its state and who asked. Nobody may be trapped in
any of them: not one side when the other is silent, and when both are, every way the clock can go must end. Nor may
silence give anybody more than the contract's own clock would. What is found is told by `joint_faults` beside this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.requests import Request, hats, other_side

MOVERS = (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK)


@dataclass(frozen=True)
class Open:
    """One open request."""

    name: str
    state: str
    asker: Actor


@dataclass(frozen=True)
class Joint:
    """Where a contract stands, together with what is open beside it."""

    contract: str
    beside: frozenset[Open] = frozenset()

    def __str__(self) -> str:
        beside = sorted(f"{each.name}:{each.state} by {each.asker}" for each in self.beside)
        return " + ".join([self.contract, *beside])


@dataclass(frozen=True)
class Move:
    """One way on: who moves, how that is called, whether a guard may forbid it, the contract's step in it (if any),
    the request that is opened or steps (if any), and to where."""

    actor: Actor
    name: str
    guarded: bool
    taken: Step | None
    request: str
    to: Joint


Graph = Mapping[Joint, tuple[Move, ...]]


class Product:
    """A contract's life cycle with the requests that may be open beside it."""

    def __init__(self, contract: Lifecycle, requests: Iterable[Request]) -> None:
        self.contract = contract
        self.requests = {request.name: request for request in requests}

    def graph(self) -> Graph:
        """Every reachable joint state with every way on from it."""
        graph: dict[Joint, tuple[Move, ...]] = {}
        queue = deque([Joint(self.contract.first)])
        while queue:
            joint = queue.popleft()
            if joint not in graph:
                graph[joint] = tuple(self.moves(joint))
                queue.extend(move.to for move in graph[joint])
        return graph

    def moves(self, joint: Joint) -> Iterator[Move]:
        """Every way on from a joint state."""
        for step in self.contract.steps_from(joint.contract):
            if not self.blocking(joint, step):
                for actor in _in_order(step.by):
                    for state in step.destinations(joint.contract):
                        for to in self._after(joint.beside, actor, state, None):
                            yield Move(actor, f"{actor}: {step.name}", bool(step.guards), step, "", to)
        for each in sorted(joint.beside, key=lambda each: each.name):
            yield from self._request_moves(joint, each)
        opened = {each.name for each in joint.beside}
        for request in self.requests.values():
            if request.name not in opened and joint.contract in request.opens_in:
                yield from self._openings(joint, request)

    def _openings(self, joint: Joint, request: Request) -> Iterator[Move]:
        step = self.contract.step(request.opens) if request.opens else None
        if step and joint.contract not in step.sources:
            return
        for actor in _in_order(request.by):
            new = Open(request.name, request.lifecycle.first, actor)
            for state in step.destinations(joint.contract) if step else (joint.contract,):
                for to in self._after(joint.beside | {new}, actor, state, new):
                    name = f"{actor}: open {request.name}"
                    yield Move(actor, name, bool(request.guards), step, request.name, to)

    def _request_moves(self, joint: Joint, each: Open) -> Iterator[Move]:
        for step in self.requests[each.name].lifecycle.steps_from(each.state):
            for actor in MOVERS:
                if hats(actor, each.asker) & step.by:
                    for to in step.destinations(each.state):
                        yield from self._entered(joint, each, actor, step, to)

    def _entered(self, joint: Joint, each: Open, actor: Actor, step: Step, to: str) -> Iterator[Move]:
        """The request enters `to`; what that causes in the contract comes with it, or forbids it."""
        request = self.requests[each.name]
        entered = replace(each, state=to)
        beside = joint.beside - {each}
        if not request.lifecycle.state(to).final:
            beside |= {entered}
        try:
            caused = request.caused(to, self.contract, joint.contract)
        except LookupError:
            return
        for state in caused.destinations(joint.contract) if caused else (joint.contract,):
            for after in self._after(beside, actor, state, entered):
                name = f"{actor}: {each.name}.{step.name}"
                yield Move(actor, name, bool(step.guards), caused, each.name, after)

    def _after(self, beside: frozenset[Open], actor: Actor, contract: str, mover: Open | None) -> Iterator[Joint]:
        """The contract is in `contract` by a move of `actor`: what that overtakes or answers beside it, but for the
        request `mover` that it was taken in."""
        ways = [(each,) if each == mover else self._consequence(each, actor, contract) for each in beside]
        for kept in product(*ways):
            still = (each for each in kept if not self.requests[each.name].lifecycle.state(each.state).final)
            yield Joint(contract, frozenset(still))

    def _consequence(self, each: Open, actor: Actor, contract: str) -> tuple[Open, ...]:
        """Where an open request may stand after somebody else's move, or a move in something else."""
        request = self.requests[each.name]
        name = request.answered if actor is other_side(each.asker) else ""
        if not request.stays(contract):
            name = request.overtaken
        if not name or each.state not in request.lifecycle.step(name).sources:
            return (each,)
        return tuple(replace(each, state=to) for to in request.lifecycle.step(name).destinations(each.state))

    def blocking(self, joint: Joint, step: Step) -> list[Open]:
        """The open requests for which this step of the contract waits."""
        return [each for each in joint.beside if step.name in self.requests[each.name].blocks]

    def is_end(self, joint: Joint) -> bool:
        return self.contract.state(joint.contract).final and not joint.beside


def _in_order(actors: frozenset[Actor]) -> tuple[Actor, ...]:
    """Always in the same order, so that a fault is told by the same way each time."""
    return tuple(actor for actor in MOVERS if actor in actors)


def ways_to(graph: Graph) -> dict[Joint, tuple[str, ...]]:
    """For each joint state, the names of the moves on a shortest way there from the first one."""
    start = next(iter(graph))
    ways: dict[Joint, tuple[str, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        joint = queue.popleft()
        for move in graph[joint]:
            if move.to not in ways:
                ways[move.to] = (*ways[joint], move.name)
                queue.append(move.to)
    return ways
