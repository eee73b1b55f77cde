"""What must be true of every life cycle, shown by walking its whole graph; and the proof that silence traps nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tachiai.kernel.lifecycle import Actor, Lifecycle, State, Step

SILENCES: Mapping[str, frozenset[Actor]] = {
    "the client alone": frozenset({Actor.CLIENT, Actor.CLOCK}),
    "the worker alone": frozenset({Actor.WORKER, Actor.CLOCK}),
    "the clock alone": frozenset({Actor.CLOCK}),
}


@dataclass(frozen=True)
class Fault:
    """`id` is stable (a system check and tests name it); `hint` says how to mend the declaration."""

    id: str
    where: str
    hint: str


def faults(lifecycle: Lifecycle, escrow_effect: Mapping[str, int]) -> list[Fault]:
    """Everything unsound about `lifecycle`. `escrow_effect` says what each movement does to the escrow (+1, -1, 0)."""
    broken_names = _names(lifecycle)
    if broken_names:
        return broken_names
    reached = reachable(lifecycle, lifecycle.first, frozenset(Actor))
    found = [Fault("E002", s.name, "no step leads here") for s in lifecycle.states if s.name not in reached]
    for state in lifecycle.states:
        found += _ends(lifecycle, state) if state.final else _waits(lifecycle, state)
    found += _escrow(lifecycle, escrow_effect)
    found += _trapped(lifecycle, reached)
    return found


def reachable(lifecycle: Lifecycle, start: str, movers: frozenset[Actor]) -> frozenset[str]:
    """The states that `movers` can reach from `start`. Without all actors moving, a guarded step counts as refused."""
    trusted = movers == frozenset(Actor)
    seen, queue = {start}, deque([start])
    while queue:
        for step in lifecycle.steps_from(queue.popleft(), movers):
            if step.to not in seen and (trusted or not step.guards):
                seen.add(step.to)
                queue.append(step.to)
    return frozenset(seen)


def escrow_by_state(lifecycle: Lifecycle, escrow_effect: Mapping[str, int]) -> dict[str, set[int]]:
    """For each reachable state, every amount (in deposits) that some path leaves in escrow there."""
    held: dict[str, set[int]] = {lifecycle.first: {0}}
    queue = deque([(lifecycle.first, 0)])
    while queue:
        state, amount = queue.popleft()
        for step in lifecycle.steps_from(state):
            after = amount + sum(escrow_effect[move] for move in step.moves)
            if after not in held.setdefault(step.to, set()) and -1 <= after <= 2:
                held[step.to].add(after)
                queue.append((step.to, after))
    return held


def _names(lifecycle: Lifecycle) -> list[Fault]:
    known = {state.name for state in lifecycle.states}
    named = {lifecycle.first} | {s for step in lifecycle.steps for s in (*step.sources, step.to)}
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
    if state.waits_for is None or not lifecycle.steps_from(state.name, frozenset({state.waits_for})):
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
    if not [r for r in deadline.reminders if r < deadline.length]:
        found.append(Fault("E009", state.name, "the default comes without a reminder before it"))
    return found


def _escrow(lifecycle: Lifecycle, escrow_effect: Mapping[str, int]) -> list[Fault]:
    found = []
    for state, amounts in escrow_by_state(lifecycle, escrow_effect).items():
        if len(amounts) > 1 or min(amounts) < 0:
            found.append(Fault("E010", state, "paths leave different amounts in escrow here, or less than nought"))
        elif lifecycle.state(state).final and amounts != {0}:
            found.append(Fault("E011", state, "the life cycle ends with money still in escrow"))
    return found


def _trapped(lifecycle: Lifecycle, reached: frozenset[str]) -> list[Fault]:
    ends = {state.name for state in lifecycle.states if state.final}
    return [
        Fault("E012", state, f"{who} can never reach an end from here")
        for state in sorted(reached)
        for who, movers in SILENCES.items()
        if not reachable(lifecycle, state, movers) & ends
    ]


def clock_path(lifecycle: Lifecycle, start: str) -> list[Step]:
    """The steps the clock takes when both are silent, from `start` to the end. Empty at an end."""
    path: list[Step] = []
    state = start
    while (step := lifecycle.clock_step(state)) is not None and step not in path:
        path.append(step)
        state = step.to
    return path
