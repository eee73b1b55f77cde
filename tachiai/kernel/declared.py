"""A life cycle's declaration as plain data, as a digest that freezes it, and as a picture."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tachiai.kernel.lifecycle import Deadline, Lifecycle, State, Step


def as_data(cycle: Lifecycle) -> dict[str, Any]:
    """The whole declaration as plain data: what `tachiai lifecycles --json` prints and what the digest covers."""
    return {
        "name": cycle.name,
        "version": cycle.version,
        "first": cycle.first,
        "states": [_state(state) for state in cycle.states],
        "steps": [entry for step in cycle.steps for entry in _entries(step)],
    }


def digest(cycle: Lifecycle) -> str:
    """SHA-256 of the declaration. A released version never changes its digest; a change is a new version."""
    return hashlib.sha256(json.dumps(as_data(cycle), sort_keys=True).encode()).hexdigest()


def mermaid(cycle: Lifecycle, label: Callable[[str], str] = str) -> str:
    """A Mermaid state diagram. `label` turns text keys (<words>.state.<state>, <words>.step.<step>) into words."""
    lines = ["stateDiagram-v2", f"    [*] --> {cycle.first}"]
    lines += [f"    {state.name}: {label(f'{cycle.words}.state.{state.name}')}" for state in cycle.states]
    for step in cycle.steps:
        text = f"{label(f'{cycle.words}.step.{step.name}')} ({', '.join(sorted(step.by) or step.through)})"
        lines += [f"    {source} --> {to}: {text}" for source in step.sources for to in step.destinations(source)]
    lines += [f"    {state.name} --> [*]" for state in cycle.states if state.final]
    return "\n".join(lines) + "\n"


def _state(state: State) -> dict[str, Any]:
    deadline = state.deadline
    return {
        "name": state.name,
        "final": state.final,
        "waits_for": state.waits_for,
        "deadline": None if deadline is None else _deadline(deadline),
        "reminders": [] if deadline is None else [_days(reminder) for reminder in deadline.reminders],
    }


def _deadline(deadline: Deadline) -> Mapping[str, object]:
    return {
        "days": _days(deadline.length),
        "from": deadline.anchor or "entered_at",
        "remind_from": deadline.remind_from or deadline.anchor or "entered_at",
        "at_least_days": _days(deadline.at_least),
        "until_end_of_day": deadline.until_end_of_day,
    }


def _entries(step: Step) -> list[dict[str, Any]]:
    """A step as one entry for each state it may lead to; `when` names what a fork asks."""
    ways = [(fork.to, fork.when.__name__, step.sources) for fork in step.forks]
    ways += [(step.to, "", step.sources)] if step.to else [(source, "", (source,)) for source in step.sources]
    return [
        {
            "name": step.name,
            "from": list(sources),
            "to": to,
            "when": when,
            "by": sorted(step.by),
            "through": list(step.through),
            "guards": [guard.__name__ for guard in step.guards],
            "asks": list(step.asks),
            "moves": list(step.moves),
            "tells": sorted(step.tells),
        }
        for to, when, sources in ways
    ]


def _days(length: timedelta) -> float | int:
    days = length / timedelta(days=1)
    return int(days) if days == int(days) else days
