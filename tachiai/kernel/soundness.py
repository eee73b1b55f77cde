"""What must be true of every life cycle, shown by walking its whole graph; and the proof that silence traps nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from tachiai.kernel.lifecycle import Actor, Lifecycle, State, Step

SILENCES: Mapping[str, frozenset[Actor]] = {
    "the client alone": frozenset({Actor.CLIENT, Actor.CLOCK}),
    "the worker alone": frozenset({Actor.WORKER, Actor.CLOCK}),
    "the asker alone": frozenset({Actor.ASKER, Actor.CLOCK}),
    "the asked alone": frozenset({Actor.ASKED, Actor.CLOCK}),
    "the clock alone": frozenset({Actor.CLOCK}),
}


@dataclass(frozen=True)
class Fault:
    """`id` is stable (a system check and tests name it); `hint` says how to mend the declaration.

    `way`: the shortest way there from the beginning, step by step, for a person to follow. Empty at the beginning
    itself, and for what no way leads to.
    """

    id: str
    where: str
    hint: str
    way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a movement does to the escrow: `holds` +1 when it is held from then on, -1 when nothing is left, else 0.

    `pays`: who gets of it (client, worker), in part or whole.
    """

    holds: int
    pays: frozenset[Actor] = frozenset()


Effects = Mapping[str, Effect]


def faults(lifecycle: Lifecycle, effects: Effects) -> list[Fault]:
    """Everything unsound about `lifecycle`, given the effect of each movement on the escrow."""
    broken_names = _names(lifecycle)
    if broken_names:
        return broken_names
    reached = reachable(lifecycle, lifecycle.first)
    found = [Fault("E002", s.name, "no step leads here") for s in lifecycle.states if s.name not in reached]
    for state in lifecycle.states:
        found += _ends(lifecycle, state) if state.final else _waits(lifecycle, state)
    found += _escrow(lifecycle, effects)
    found += _trapped(lifecycle, reached)
    found += _endless(lifecycle)
    ways = shortest_ways(lifecycle)
    return [replace(fault, way=ways.get(fault.where, ())) for fault in found]


def reachable(lifecycle: Lifecycle, start: str, movers: frozenset[Actor] | None = None) -> frozenset[str]:
    """The states that `movers` can reach from `start`; None: by any step at all.

    For movers who are named, a guarded step counts as refused: the guard may ask for what only others can bring.
    """
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        for step in lifecycle.steps_from(state, movers):
            if movers is None or not step.guards:
                queue.extend(to for to in step.destinations(state) if to not in seen)
                seen.update(step.destinations(state))
    return frozenset(seen)


def shortest_ways(lifecycle: Lifecycle) -> dict[str, tuple[str, ...]]:
    """For each state, the names of the steps on a shortest way there from the first one."""
    ways: dict[str, tuple[str, ...]] = {lifecycle.first: ()}
    queue = deque([lifecycle.first])
    while queue:
        state = queue.popleft()
        for step in lifecycle.steps_from(state):
            for to in step.destinations(state):
                if to not in ways:
                    ways[to] = (*ways[state], step.name)
                    queue.append(to)
    return ways


def sure_to_end(lifecycle: Lifecycle, movers: frozenset[Actor]) -> frozenset[str]:
    """The states from which `movers` can bring about an end, wherever forks lead. No guard helps them."""
    saved = {state.name for state in lifecycle.states if state.final}
    ways = [
        (source, frozenset(step.destinations(source)))
        for step in lifecycle.steps
        if step.by & movers and not step.guards
        for source in step.sources
    ]
    grown = True
    while grown:
        more = {source for source, to in ways if to <= saved} - saved
        saved |= more
        grown = bool(more)
    return frozenset(saved)


def escrow_by_state(lifecycle: Lifecycle, effects: Effects) -> dict[str, set[int]]:
    """For each reachable state, every amount (in deposits) that some path leaves in escrow there."""
    held: dict[str, set[int]] = {lifecycle.first: {0}}
    queue = deque([(lifecycle.first, 0)])
    while queue:
        state, amount = queue.popleft()
        for step in lifecycle.steps_from(state):
            after = amount + sum(effects[move].holds for move in step.moves)
            for to in step.destinations(state):
                if after not in held.setdefault(to, set()) and -1 <= after <= 2:
                    held[to].add(after)
                    queue.append((to, after))
    return held


def _names(lifecycle: Lifecycle) -> list[Fault]:
    known = {state.name for state in lifecycle.states}
    named = {lifecycle.first}
    for step in lifecycle.steps:
        named.update(*(step.destinations(source) for source in step.sources), step.sources)
    return [Fault("E001", name, "a step names a state that is not declared") for name in sorted(named - known)]


def _ends(lifecycle: Lifecycle, state: State) -> list[Fault]:
    found = []
    if lifecycle.steps_from(state.name):
        found.append(Fault("E003", state.name, "a final state has a step out of it"))
    if state.deadline:
        found.append(Fault("E004", state.name, "a final state has a deadline"))
    return found


def _waits(lifecycle: Lifecycle, state: State) -> list[Fault]:
    found = []
    clock_steps = lifecycle.steps_from(state.name, frozenset({Actor.CLOCK}))
    if len(clock_steps) != (1 if state.deadline else 0) or not state.deadline:
        found.append(Fault("E005", state.name, "a deadline and exactly one clock step must come together"))
    if any(step.guards for step in clock_steps):
        found.append(Fault("E006", state.name, "a clock step carries a guard, so the deadline may pass without effect"))
    caused = any(step.through for step in lifecycle.steps_from(state.name))
    waited_for = frozenset({state.waits_for}) if state.waits_for else frozenset()
    if not lifecycle.steps_from(state.name, waited_for) and (state.waits_for or not caused):
        found.append(Fault("E007", state.name, "the one who is waited for has no step here"))
    if state.deadline:
        found += _timing(state, lifecycle)
    return found


def _timing(state: State, lifecycle: Lifecycle) -> list[Fault]:
    deadline = state.deadline
    assert deadline is not None  # noqa: S101 - the caller asked
    soonest = deadline.at_least if deadline.anchor else max(deadline.length, deadline.at_least)
    if soonest <= timedelta(0):
        return [Fault("E008", state.name, "the deadline may already be past on entry: give it an at_least")]
    reminders = [reminder for reminder in deadline.reminders if reminder < deadline.length]
    again = any(
        state.name in reachable(lifecycle, to)
        for step in lifecycle.steps_from(state.name)
        for to in step.destinations(state.name)
        if step.to
    )
    if again:
        is_counted_anew = deadline.remind_from in (None, deadline.anchor)
        reminders = [reminder for reminder in reminders if is_counted_anew and reminder > deadline.length - soonest]
    if not reminders:
        return [Fault("E009", state.name, "the default may come without a reminder before it, each time anew")]
    return []


def _escrow(lifecycle: Lifecycle, effects: Effects) -> list[Fault]:
    found = []
    for name, amounts in escrow_by_state(lifecycle, effects).items():
        state = lifecycle.state(name)
        if len(amounts) > 1 or not amounts <= {0, 1}:
            found.append(Fault("E010", name, "paths leave different amounts in escrow here, or not nought and not one"))
        elif amounts == {0}:
            touching = [s for s in lifecycle.steps_from(name) if s.moves and effects[s.moves[0]].holds <= 0]
            found += [Fault("E010", name, f"{step.name} moves what is not held here") for step in touching]
        elif state.final:
            found.append(Fault("E011", name, "the life cycle ends with money still in escrow"))
        else:
            found += _holding(lifecycle, state, effects)
    return found


def _holding(lifecycle: Lifecycle, state: State, effects: Effects) -> list[Fault]:
    """What must hold of a state in which money is held."""
    found = []
    if not _can_divide(lifecycle, state.name, effects):
        found.append(Fault("E015", state.name, "the two cannot settle: no step divides what is held"))
    winners = {who for step in clock_path(lifecycle, state.name) for move in step.moves for who in effects[move].pays}
    if state.deadline is None or lifecycle.clock_step(state.name) is None:
        found.append(Fault("E013", state.name, "money is held here and no moment comes at which the clock lets it go"))
    elif state.waits_for is Actor.STAFF and len(winners) == 1:
        found.append(Fault("E014", state.name, f"when staff do nothing, the {min(winners)} gets everything"))
    return found


def _can_divide(lifecycle: Lifecycle, start: str, effects: Effects) -> bool:
    """Whether, while this deposit is held, a step can come that divides it."""
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        for step in lifecycle.steps_from(state):
            if len({who for move in step.moves for who in effects[move].pays}) > 1:
                return True
            if all(effects[move].holds >= 0 for move in step.moves):
                queue.extend(to for to in step.destinations(state) if to not in seen)
                seen.update(step.destinations(state))
    return False


def _trapped(lifecycle: Lifecycle, reached: frozenset[str]) -> list[Fault]:
    return [
        Fault("E012", state, f"{who} can never reach an end from here")
        for who, movers in SILENCES.items()
        for state in sorted(reached - sure_to_end(lifecycle, movers))
    ]


def _endless(lifecycle: Lifecycle) -> list[Fault]:
    """Circles that people can walk without limit, the clock helping or not. One guard on the way (a count) is enough.

    Each deadline begins anew when its state is entered again: a circle is a way to put it off for ever.
    """
    following: dict[str, set[str]] = {state.name: set() for state in lifecycle.states}
    chosen: set[tuple[str, str]] = set()
    for step in lifecycle.steps:
        if step.by and not step.guards:
            for source in step.sources:
                entered = {*([step.to] if step.to else []), *(fork.to for fork in step.forks)}
                following[source] |= entered
                chosen |= {(source, to) for to in entered if step.by != frozenset({Actor.CLOCK})}
    for _ in lifecycle.states:
        for after in following.values():
            after |= {further for name in tuple(after) for further in following[name]}
    circles = {here for source, to in chosen if source == to or source in following[to] for here in (source, to)}
    return [
        Fault("E016", state, "the two can come back here without limit: guard a step on the way")
        for state in sorted(circles)
    ]


def clock_path(lifecycle: Lifecycle, start: str) -> list[Step]:
    """The steps the clock takes when both are silent, from `start` to the end. Empty at an end."""
    path: list[Step] = []
    state = start
    while (step := lifecycle.clock_step(state)) is not None and step not in path:
        path.append(step)
        state = step.to
    return path
