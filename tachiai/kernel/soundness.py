"""What must be true of every life cycle, shown by walking its whole graph; and the proof that silence traps nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

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
    """`id` is stable (a system check and tests name it); `hint` says how to mend the declaration."""

    id: str
    where: str
    hint: str


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
    return found


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
        found += _timing(state)
    return found


def _timing(state: State) -> list[Fault]:
    deadline, found = state.deadline, []
    assert deadline is not None  # noqa: S101 - the caller asked
    soonest = deadline.at_least if deadline.anchor else max(deadline.length, deadline.at_least)
    if soonest.total_seconds() <= 0:
        found.append(Fault("E008", state.name, "the deadline may already be past on entry: give it an at_least"))
    if not [r for r in deadline.reminders if r < deadline.length] or deadline.remind_from not in (None, deadline.anchor):
        found.append(Fault("E009", state.name, "the default may come without a reminder before it, each time anew"))
    return found


def _escrow(lifecycle: Lifecycle, effects: Effects) -> list[Fault]:
    found = []
    divides = any(len(effects[move].pays) > 1 for step in lifecycle.steps for move in step.moves)
    for name, amounts in escrow_by_state(lifecycle, effects).items():
        state, where = lifecycle.state(name), name
        if len(amounts) > 1 or min(amounts) < 0:
            found.append(Fault("E010", where, "paths leave different amounts in escrow here, or less than nought"))
        elif state.final and amounts != {0}:
            found.append(Fault("E011", where, "the life cycle ends with money still in escrow"))
        elif amounts != {0}:
            found += _holding(lifecycle, state, effects)
            if not divides:
                found.append(Fault("E015", where, "the two cannot settle: no step divides what is held"))
    return found


def _holding(lifecycle: Lifecycle, state: State, effects: Effects) -> list[Fault]:
    """What must hold of a state in which money is held."""
    default = lifecycle.clock_step(state.name)
    if default is None:
        return [Fault("E013", state.name, "money is held here and no moment comes at which the clock lets it go")]
    winners = {who for step in clock_path(lifecycle, state.name) for move in step.moves for who in effects[move].pays}
    if state.waits_for is Actor.STAFF and len(winners) == 1:
        return [Fault("E014", state.name, f"when staff do nothing, the {min(winners)} gets everything")]
    return []


def _trapped(lifecycle: Lifecycle, reached: frozenset[str]) -> list[Fault]:
    ends = {state.name for state in lifecycle.states if state.final}
    return [
        Fault("E012", state, f"{who} can never reach an end from here")
        for state in sorted(reached)
        for who, movers in SILENCES.items()
        if not reachable(lifecycle, state, movers) & ends
    ]


def _endless(lifecycle: Lifecycle) -> list[Fault]:
    """Circles that the two can walk without limit. One guard on the way (a count) is enough."""
    steps = [step for step in lifecycle.steps if step.by and not step.guards and step.by != frozenset({Actor.CLOCK})]
    following: dict[str, set[str]] = {}
    for step in steps:
        for source in step.sources:
            following.setdefault(source, set()).update(set(step.destinations(source)) - {source})
    for _ in lifecycle.states:
        for state, after in following.items():
            after |= {further for name in tuple(after) for further in following.get(name, ())}
    circles = sorted(state for state, after in following.items() if state in after)
    return [Fault("E016", state, "the two can come back here without limit: guard a step on the way") for state in circles]


def clock_path(lifecycle: Lifecycle, start: str) -> list[Step]:
    """The steps the clock takes when both are silent, from `start` to the end. Empty at an end."""
    path: list[Step] = []
    state = start
    while (step := lifecycle.clock_step(state)) is not None and step not in path:
        path.append(step)
        state = step.to
    return path
