"""`tachiai check` and `tachiai lifecycles`: is this installation sound, and what are its life cycles."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from django.core.management import CommandError, call_command

from tachiai.config.lifecycles import LIFECYCLES
from tachiai.config.voice import say, words
from tachiai.kernel.declared import as_data
from tachiai.kernel.lifecycle import Lifecycle, Step

SHOWN_OF_STATES = ("name", "final", "deadline", "reminders")
SHOWN_OF_STEPS = ("name", "from", "to", "by", "moves", "asks", "tells")


def check(_arguments: argparse.Namespace) -> int:
    """1 when any of CHECKS finds something; what it found is printed."""
    return max([_passed(name, run) for name, run in CHECKS.items()])


def _passed(name: str, run: Callable[[], object]) -> int:
    try:
        run()
    except (CommandError, SystemExit) as found:
        say(f"check.failed.{name}", found=found)
        return 1
    say(f"check.passed.{name}")
    return 0


CHECKS: dict[str, Callable[[], object]] = {
    # Django's checks include the soundness of every life cycle and its texts (config.checks).
    "system": lambda: call_command("check", verbosity=0),
    "models": lambda: call_command("makemigrations", check=True, dry_run=True, verbosity=0),
    "tables": lambda: call_command("migrate", check_unapplied=True, verbosity=0),
}


def lifecycles(arguments: argparse.Namespace) -> int:
    """Every life cycle as plain data, or for people to read."""
    if arguments.json:
        json.dump([_shown(cycle) for cycle in LIFECYCLES], sys.stdout, indent=2)
        sys.stdout.write("\n")
        return 0
    for cycle in LIFECYCLES:
        title = words(f"{cycle.words}.name")
        say("lifecycles.head", name=cycle.name, title=title, version=cycle.version, first=cycle.first)
        for step in cycle.steps:
            sys.stdout.write(f"  {_line(step)}\n")
    return 0


def _line(step: Step) -> str:
    """A step in one line: where from, where to (each fork with what it asks, `=` for staying), and who takes it."""
    to = " | ".join((step.to or "=", *(f"{fork.to} [{fork.when.__name__}]" for fork in step.forks)))
    by = ", ".join(sorted(step.by)) or " | ".join(step.through)
    return f"{' | '.join(step.sources)} -> {to}: {step.name} ({by})"


def _shown(cycle: Lifecycle) -> dict[str, Any]:
    """What a stranger's program needs to check a life cycle: names, ends, deadlines, who may do what.

    A step with forks comes once for each state that it may lead to.
    """
    whole = as_data(cycle)
    return {
        **{name: whole[name] for name in ("name", "version", "first")},
        "states": [{name: state[name] for name in SHOWN_OF_STATES} for state in whole["states"]],
        "steps": [{name: step[name] for name in SHOWN_OF_STEPS} for step in whole["steps"]],
    }
