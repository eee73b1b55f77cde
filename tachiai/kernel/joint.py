"""The proof over the product: a contract with every request that may be open beside it, walked state by state.

A joint state is the contract's state and, for each open request, its state and who asked. Nobody may be trapped in
any of them: not one side when the other is silent, and when both are, every way the clock can go must end.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.requests import SIDES, Request, hats, other_side
from tachiai.kernel.soundness import Effects, Fault, clock_path

MOVERS = (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK)
ALONE: Mapping[str, frozenset[Actor]] = {
    "the client alone": frozenset({Actor.CLIENT, Actor.CLOCK}),
    "the worker alone": frozenset({Actor.WORKER, Actor.CLOCK}),
    "the clock alone": frozenset({Actor.CLOCK}),
}


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
    """One way on: who moves, whether a guard may forbid it, the contract's step in it (if any), and to where."""

    actor: Actor
    guarded: bool
    taken: Step | None
    request: str
    to: Joint


@dataclass(frozen=True)
class Walk:
    """What the walk over all joint states found. `longest`: most moves of the clock until it has ended everything."""

    states: int
    longest: int
    faults: tuple[Fault, ...]


class Product:
    """A contract's life cycle with the requests that may be open beside it."""

    def __init__(self, contract: Lifecycle, requests: Iterable[Request]) -> None:
        self.contract = contract
        self.requests = {request.name: request for request in requests}

    def walk(self, effects: Effects) -> Walk:
        """Every reachable joint state, and everything unsound among them."""
        graph = self._graph()
        found = [fault for joint, moves in graph.items() for fault in self._local(joint, moves, effects)]
        for who, movers in ALONE.items():
            saved = _can_end(graph, movers, {joint for joint in graph if self._is_end(joint)})
            found += [Fault("J001", str(j), f"{who} can never reach an end from here") for j in graph if j not in saved]
        longest, circles = _clock_runs(graph)
        found += [Fault("J002", str(joint), "the clock alone can go round for ever") for joint in circles]
        return Walk(len(graph), longest, tuple(found))

    def moves(self, joint: Joint) -> Iterator[Move]:
        """Every way on from a joint state."""
        for step in self.contract.steps_from(joint.contract):
            if not self._blocking(joint, step):
                for actor in step.by & set(MOVERS):
                    for to in step.destinations(joint.contract):
                        guarded = bool(step.guards)
                        yield Move(actor, guarded, step, "", self._after(joint, actor, joint.beside, to))
        for each in joint.beside:
            yield from self._request_moves(joint, each)
        opened = {each.name for each in joint.beside}
        for request in self.requests.values():
            if request.name not in opened and joint.contract in request.opens_in:
                yield from self._openings(joint, request)

    def _openings(self, joint: Joint, request: Request) -> Iterator[Move]:
        step = self.contract.step(request.opens) if request.opens else None
        for actor in request.by:
            beside = joint.beside | {Open(request.name, request.lifecycle.first, actor)}
            for to in step.destinations(joint.contract) if step else (joint.contract,):
                yield Move(actor, bool(request.guards), step, request.name, self._after(joint, actor, beside, to))

    def _request_moves(self, joint: Joint, each: Open) -> Iterator[Move]:
        request = self.requests[each.name]
        for step in request.lifecycle.steps_from(each.state):
            for actor in MOVERS:
                if not hats(actor, each.asker) & step.by:
                    continue
                for to in step.destinations(each.state):
                    yield from self._entered(joint, each, to, actor, bool(step.guards))

    def _entered(self, joint: Joint, each: Open, to: str, actor: Actor, guarded: bool) -> Iterator[Move]:
        """The request enters `to`; what that causes in the contract comes with it, or forbids it."""
        request = self.requests[each.name]
        beside = joint.beside - {each}
        if not request.lifecycle.state(to).final:
            beside |= {replace(each, state=to)}
        try:
            caused = request.caused(to, self.contract, joint.contract)
        except LookupError:
            return
        for contract in caused.destinations(joint.contract) if caused else (joint.contract,):
            yield Move(actor, guarded, caused, each.name, self._after(joint, actor, beside, contract))

    def _after(self, joint: Joint, actor: Actor, beside: frozenset[Open], contract: str) -> Joint:
        """The contract entered `contract` by a move of `actor`: what that overtakes or answers."""
        kept = set()
        for each in beside:
            request = self.requests[each.name]
            is_answer = each in joint.beside and actor is other_side(each.asker)
            if not request.stays(contract):
                name = request.overtaken
            else:
                name = request.answered if is_answer else ""
            after = each.state
            if name and each.state in request.lifecycle.step(name).sources:
                after = request.lifecycle.step(name).to
            if not request.lifecycle.state(after).final:
                kept.add(replace(each, state=after))
        return Joint(contract, frozenset(kept))

    def _blocking(self, joint: Joint, step: Step) -> list[Open]:
        return [each for each in joint.beside if step.name in self.requests[each.name].blocks]

    def _is_end(self, joint: Joint) -> bool:
        return self.contract.state(joint.contract).final and not joint.beside

    def _graph(self) -> dict[Joint, tuple[Move, ...]]:
        first = Joint(self.contract.first)
        graph: dict[Joint, tuple[Move, ...]] = {}
        queue = deque([first])
        while queue:
            joint = queue.popleft()
            if joint not in graph:
                graph[joint] = tuple(self.moves(joint))
                queue.extend(move.to for move in graph[joint])
        return graph

    def _local(self, joint: Joint, moves: Sequence[Move], effects: Effects) -> Iterator[Fault]:
        """What can be seen in one joint state."""
        for each in joint.beside:
            if not self.requests[each.name].stays(joint.contract):
                yield Fault("J003", str(joint), f"{each.name} stays open although the contract has gone on: overtake it")
        yield from self._defaults(joint, moves, effects)
        for step in self.contract.steps_from(joint.contract):
            for blocking in self._blocking(joint, step):
                yield from self._blocked(joint, step, blocking)

    def _defaults(self, joint: Joint, moves: Sequence[Move], effects: Effects) -> Iterator[Fault]:
        """What silence brings: every open request has a default, and none pays but as the record does."""
        for each in joint.beside:
            defaults = [move for move in moves if move.request == each.name and move.actor is Actor.CLOCK]
            if not defaults:
                yield Fault("J004", str(joint), f"the deadline of {each.name} passes without effect")
            state = self.requests[each.name].lifecycle.state(each.state)
            for move in defaults:
                paid = _paid(move.taken, effects)
                if state.waits_for is Actor.STAFF and len(paid) == 1:
                    yield Fault("J005", str(joint), f"{each.name}: when staff do nothing, the {min(paid)} gets everything")
                coming = clock_path(self.contract, joint.contract)
                record = {who for step in coming for who in _paid(step, effects)}
                if paid and record and paid != record:
                    yield Fault("J006", str(joint), f"{each.name}: silence gives more than the record supports")

    def _blocked(self, joint: Joint, step: Step, blocking: Open) -> Iterator[Fault]:
        """Who is kept from a step by a request must be able to end that request, alone and at once."""
        request = self.requests[blocking.name]
        for actor in step.by & SIDES:
            own = request.lifecycle.steps_from(blocking.state, hats(actor, blocking.asker))
            if not any(request.lifecycle.state(way.to).final and not way.guards for way in own):
                yield Fault("J007", str(joint), f"{blocking.name} keeps the {actor} from {step.name} without a way out")


def _paid(step: Step | None, effects: Effects) -> frozenset[Actor]:
    return frozenset(who for move in (step.moves if step else ()) for who in effects[move].pays)


def _can_end(graph: Mapping[Joint, Sequence[Move]], movers: frozenset[Actor], ends: set[Joint]) -> set[Joint]:
    """The joint states from which these movers, whom no guard helps, can reach an end."""
    before: dict[Joint, list[Joint]] = defaultdict(list)
    for joint, moves in graph.items():
        for move in moves:
            if move.actor in movers and not move.guarded:
                before[move.to].append(joint)
    saved, queue = set(ends), deque(ends)
    while queue:
        for joint in before[queue.popleft()]:
            if joint not in saved:
                saved.add(joint)
                queue.append(joint)
    return saved


def _clock_runs(graph: Mapping[Joint, Sequence[Move]]) -> tuple[int, list[Joint]]:
    """The most moves that the clock alone can make in a row, and the joint states that it can never leave behind."""
    waiting = {joint: {move.to for move in moves if move.actor is Actor.CLOCK} for joint, moves in graph.items()}
    before: dict[Joint, list[Joint]] = defaultdict(list)
    for joint, after in waiting.items():
        for to in after:
            before[to].append(joint)
    length = {joint: 0 for joint, after in waiting.items() if not after}
    queue = deque(length)
    while queue:
        done = queue.popleft()
        for joint in before[done]:
            waiting[joint].discard(done)
            if not waiting[joint]:
                length[joint] = length[done] + 1
                queue.append(joint)
    return max(length.values(), default=0), [joint for joint, after in waiting.items() if after]
