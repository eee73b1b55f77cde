"""Every life cycle of this installation, and the checks that run over all of them when the program starts."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.jobs.lifecycles import LIFECYCLES as JOBS
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.kernel.soundness import faults
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import ESCROW_EFFECT

LIFECYCLES: tuple[Lifecycle, ...] = (*CONTRACTS, *JOBS)


def text_keys(cycle: Lifecycle) -> list[str]:
    """The texts that every life cycle must have, derived from its declaration."""
    keys = [f"{cycle.name}.state.{state.name}" for state in cycle.states]
    keys += [f"{cycle.name}.step.{step.name}" for step in cycle.steps]
    clock_steps = (cycle.clock_step(state.name) for state in cycle.states)
    return keys + [f"{cycle.name}.then.{step.name}" for step in clock_steps if step is not None]


@register()
def check_lifecycles(**_: Any) -> list[CheckMessage]:
    """Every life cycle is sound and has its texts; no silence traps anybody."""
    found: list[CheckMessage] = []
    for cycle in LIFECYCLES:
        found += [
            Error(f"{cycle.name}: {fault.where}: {fault.hint}", id=f"tachiai.{fault.id}")
            for fault in faults(cycle, ESCROW_EFFECT)
        ]
        found += [Error(f"no text {key}", id="tachiai.E020") for key in text_keys(cycle) if key not in CATALOGUE]
    return found
