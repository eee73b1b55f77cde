"""Everything unsound about a contract together with the requests beside it, joint state by joint state."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tachiai.kernel.joint import Graph, Joint, Move, Open, Product, ways_to
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.requests import SIDES, Request, hats
from tachiai.kernel.soundness import Effects, Fault, clock_path

ALONE: Mapping[str, frozenset[Actor]] = {
    "the client alone": frozenset({Actor.CLIENT, Actor.CLOCK}),
    "the worker alone": frozenset({Actor.WORKER, Actor.CLOCK}),
    "the clock alone": frozenset({Actor.CLOCK}),
}


@dataclass(frozen=True)
class Walk:
    """What the walk over all joint states found. `longest`: most moves of the clock until it has ended everything."""

    states: int
    moves: int
    longest: int
    faults: tuple[Fault, ...]


def walk(product: Product, effects: Effects) -> Walk:
    """Every reachable joint state, and everything unsound among them, each with a shortest way there."""
    if broken := list(_names(product)):
        return Walk(0, 0, 0, tuple(broken))
    graph = product.graph()
    judge = _Judge(product, graph, effects)
    longest, circles = _clock_runs(graph)
    ways = {str(joint): way for joint, way in ways_to(graph).items()}
    found = [*_never_reached(product, graph), *judge.trapped(), *judge.everywhere(), *judge.alone()]
    found += [Fault("J002", str(joint), "the clock alone can go round for ever") for joint in circles]
    told = tuple(dict.fromkeys(replace(fault, way=ways.get(fault.where, ())) for fault in found))
    return Walk(len(graph), sum(len(moves) for moves in graph.values()), longest, told)


class _Judge:
    """Looks at each joint state of one product."""

    def __init__(self, product: Product, graph: Graph, effects: Effects) -> None:
        self.product, self.graph, self.effects = product, graph, effects
        self.record = {state.name: self._by_silence(state.name) for state in product.contract.states}

    def trapped(self) -> Iterator[Fault]:
        ends = {joint for joint in self.graph if self.product.is_end(joint)}
        for who, movers in ALONE.items():
            saved = _can_end(self.graph, movers, ends)
            for joint in self.graph:
                if joint not in saved:
                    yield Fault("J001", str(joint), f"{who} can never reach an end from here")

    def everywhere(self) -> Iterator[Fault]:
        """What can be seen in one joint state and the ways on from it."""
        for joint, moves in self.graph.items():
            for each in joint.beside:
                if not self.product.requests[each.name].stays(joint.contract):
                    hint = f"{each.name} stays open although the contract has gone on: overtake it"
                    yield Fault("J003", str(joint), hint)
                yield from self._default(joint, moves, each)
            for step in self.product.contract.steps_from(joint.contract):
                for blocking in self.product.blocking(joint, step):
                    yield from self._blocked(joint, step, blocking)

    def alone(self) -> Iterator[Fault]:
        """Whoever acts alone beside a silent side gets no more by requests than the record supports. Every guard
        agrees with them; opening a mediation, which divides, is open to both."""
        for side in sorted(SIDES):
            seen = {joint for joint in self.graph if not joint.beside}
            queue = deque(seen)
            while queue:
                joint = queue.popleft()
                for move in self.graph[joint]:
                    if move.actor in (side, Actor.CLOCK):
                        if move.request and side in self._gains(joint, move):
                            hint = f"{move.name}: {side} alone gets more than the record supports"
                            yield Fault("J008", str(joint), hint)
                        if move.to not in seen:
                            seen.add(move.to)
                            queue.append(move.to)

    def _default(self, joint: Joint, moves: Sequence[Move], each: Open) -> Iterator[Fault]:
        """What silence brings: every open request has a default, and none pays but as the record does."""
        defaults = [move for move in moves if move.request == each.name and move.actor is Actor.CLOCK]
        if not defaults:
            yield Fault("J004", str(joint), f"the deadline of {each.name} passes without effect")
        state = self.product.requests[each.name].lifecycle.state(each.state)
        for move in defaults:
            paid, after = self._paid(move.taken), self._after(move)
            if state.waits_for is Actor.STAFF and len(after) == 1 and after != self.record[joint.contract]:
                yield Fault("J005", str(joint), f"{each.name}: when staff do nothing, the {min(after)} gets everything")
            elif after != self.record[joint.contract]:
                what = "pays" if paid else "leads"
                yield Fault("J006", str(joint), f"{each.name}: silence {what} otherwise than the record does")

    def _blocked(self, joint: Joint, step: Step, blocking: Open) -> Iterator[Fault]:
        """Who is kept from a step by a request must be able to end that request, alone, at once and for nothing; and
        the other must not be able to keep them so again and again."""
        request = self.product.requests[blocking.name]
        if Actor.CLOCK in step.by:
            yield Fault("J004", str(joint), f"the deadline of the contract passes without effect: {step.name} waits")
        for actor in step.by & SIDES:
            own = request.lifecycle.steps_from(blocking.state, hats(actor, blocking.asker))
            if not any(_is_way_out(request, way, blocking.state) for way in own):
                hint = f"{blocking.name} keeps the {actor} from {step.name} without a way out"
                yield Fault("J007", str(joint), hint)
            if blocking.asker is not actor and not request.guards:
                hint = f"the {blocking.asker} can keep the {actor} from {step.name} for ever by asking again: guard it"
                yield Fault("J009", str(joint), hint)

    def _gains(self, joint: Joint, move: Move) -> frozenset[Actor]:
        """Who gets something by this move that the record does not give them."""
        before, after = self.record[joint.contract], self._after(move)
        divides = not self._paid(move.taken) and after == SIDES
        return frozenset() if after == before or divides else after

    def _after(self, move: Move) -> frozenset[Actor]:
        """Who gets of what is held: by this move, or else by what the record says where it leads."""
        return self._paid(move.taken) or self.record[move.to.contract]

    def _by_silence(self, state: str) -> frozenset[Actor]:
        """The record: who gets of what is held when the contract's own clock runs from that state."""
        path = clock_path(self.product.contract, state)
        return next((paid for step in path if (paid := self._paid(step))), frozenset())

    def _paid(self, step: Step | None) -> frozenset[Actor]:
        return frozenset(who for move in (step.moves if step else ()) for who in self.effects[move].pays)


def _is_way_out(request: Request, step: Step, state: str) -> bool:
    leads = step.destinations(state)
    return not step.guards and all(request.lifecycle.state(to).final and to not in request.causes for to in leads)


def _names(product: Product) -> Iterator[Fault]:
    """What a request says of the contract and of itself must be there, and both must say the same."""
    contract = {step.name: step for step in product.contract.steps}
    for request in product.requests.values():
        own = {step.name: step for step in request.lifecycle.steps}
        said = {name for names in request.causes.values() for name in names} | ({request.opens} - {""})
        unknown = (said | set(request.blocks)) - contract.keys()
        unknown |= {name for name in (request.overtaken, request.answered) if name and name not in own}
        states = {*request.opens_in, *request.stays_in} - {state.name for state in product.contract.states}
        unknown |= states | request.causes.keys() - {state.name for state in request.lifecycle.states}
        for name in sorted(unknown):
            yield Fault("J011", request.name, f"names {name}, which is not declared")
        through = {name for name, step in contract.items() if request.name in step.through}
        for name in sorted(through ^ (said & contract.keys())):
            yield Fault("J011", request.name, f"only one of the two says that it causes {name}")
        for name in {request.overtaken, request.answered} & own.keys():
            if any(to in request.causes for source in own[name].sources for to in own[name].destinations(source)):
                yield Fault("J011", request.name, f"{name} is a consequence and may not cause a step itself")


def _never_reached(product: Product, graph: Graph) -> Iterator[Fault]:
    """States that are declared and that no way leads to, once everything stands beside everything."""
    entered = {joint.contract for joint in graph}
    for state in product.contract.states:
        if state.name not in entered:
            yield Fault("J010", state.name, "nothing leads the contract here")
    beside = {(each.name, each.state) for joint in graph for each in joint.beside}
    for request in product.requests.values():
        for state in request.lifecycle.states:
            if not state.final and (request.name, state.name) not in beside:
                yield Fault("J010", f"{request.name}:{state.name}", "nothing leads the request here")


def _can_end(graph: Graph, movers: frozenset[Actor], ends: set[Joint]) -> set[Joint]:
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


def _clock_runs(graph: Graph) -> tuple[int, list[Joint]]:
    """The most moves that the clock alone can make in a row, and the joint states that it can never leave behind.

    Without such, every order in which deadlines can pass comes to a stop; and where it stops is an end, or J001.
    """
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
