"""Every life cycle of this installation; `checks` looks at them all when the program starts."""

from __future__ import annotations

from tachiai.contests.lifecycles import LIFECYCLES as CONTESTS
from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.conversations.lifecycles import LIFECYCLES as CONVERSATIONS
from tachiai.inquiries.lifecycles import LIFECYCLES as INQUIRIES
from tachiai.jobs.lifecycles import LIFECYCLES as JOBS
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.safety.lifecycles import LIFECYCLES as SAFETY
from tachiai.tasks.lifecycles import LIFECYCLES as TASKS

LIFECYCLES: tuple[Lifecycle, ...] = (*CONTRACTS, *CONTESTS, *JOBS, *CONVERSATIONS, *SAFETY, *TASKS, *INQUIRIES)


def text_keys(cycle: Lifecycle) -> list[str]:
    """The texts that every life cycle must have, derived from its declaration."""
    keys = [f"{cycle.words}.state.{state.name}" for state in cycle.states]
    keys += [f"{cycle.words}.step.{step.name}" for step in cycle.steps]
    clock_steps = (cycle.clock_step(state.name) for state in cycle.states)
    return keys + [f"{cycle.words}.then.{step.name}" for step in clock_steps if step is not None]
