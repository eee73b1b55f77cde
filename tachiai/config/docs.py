"""The generated part of the documentation: life cycles, triggers, packs, from the declarations. `make docs` writes it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tachiai.config.lifecycles import LIFECYCLES
from tachiai.config.pack_pages import pack_lines
from tachiai.config.place import PROJECT
from tachiai.contracts.lifecycles import REQUESTS
from tachiai.kernel.declared import digest, mermaid
from tachiai.kernel.lifecycle import Deadline, Lifecycle, State, Step
from tachiai.kernel.requests import Request
from tachiai.kernel.texts import CATALOGUE

FOLDER = PROJECT / "docs" / "generated"


def documents() -> Mapping[str, str]:
    """Every generated document by file name."""
    made = {"lifecycles.md": _lifecycles(), "database.md": _database(), "packs.md": pack_lines()}
    return {name: "\n".join(lines) for name, lines in made.items()}


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents().items():
        (folder / name).write_text(content, "utf-8")


def command(_arguments: argparse.Namespace) -> int:
    """`tachiai docs`."""
    call_command("migrate", verbosity=0)
    write()
    return 0


def _lifecycles() -> Iterator[str]:
    yield "# Life cycles\n\nMade by `make docs` from the declarations. What the clock does is in italics.\n"
    for cycle in LIFECYCLES:
        yield f"## {cycle.name}, version {cycle.version}\n"
        yield f"```mermaid\n{mermaid(cycle, _label)}```\n"
        yield _head("state", "waits for", "deadline", "reminders (days)", "then, by the clock")
        yield from (_state_row(cycle, state) for state in cycle.states)
        yield "\n" + _head("step", "from", "to", "by", "asks", "money", "guards")
        for step in cycle.steps:
            cells = (
                f"`{step.name}` {_label(f'{cycle.words}.step.{step.name}')}",
                ", ".join(step.sources),
                _to(step),
                ", ".join(sorted(step.by) or step.through),
                ", ".join(step.asks),
                ", ".join(step.moves),
                ", ".join(guard.__name__ for guard in step.guards),
            )
            yield f"| {' | '.join(cells)} |"
        for request in REQUESTS:
            if request.lifecycle is cycle:
                yield from _beside(request)
        yield f"\nDigest `{digest(cycle)}`\n"


def _beside(request: Request) -> Iterator[str]:
    """How a request and the contract beside which it is opened act on each other."""
    caused = "; ".join(f"{state}: {' / '.join(steps)}" for state, steps in request.causes.items())
    facts = {
        "opened by": ", ".join(sorted(request.by)),
        "while the contract is": ", ".join(request.opens_in),
        "if": ", ".join(guard.__name__ for guard in request.guards),
        "asks for": ", ".join(request.asks),
        "opening causes": request.opens,
        "open while the contract is": ", ".join(request.stays_in),
        "entering a state causes": caused,
        "steps of the contract that wait": ", ".join(request.blocks),
        "when the asked side writes or takes a step": request.answered,
        "when the contract goes on": request.overtaken,
    }
    yield "\n" + _head("beside a contract", "")
    yield from (f"| {what} | {said} |" for what, said in facts.items() if said)


def _to(step: Step) -> str:
    return " / ".join((step.to or "the same", *(f"{fork.to} ({fork.when.__name__})" for fork in step.forks)))


def _state_row(cycle: Lifecycle, state: State) -> str:
    step = cycle.clock_step(state.name)
    then = f"*{_label(f'{cycle.words}.then.{step.name}')}* → {_to(step)}" if step else ""
    name = f"`{state.name}` {_label(f'{cycle.words}.state.{state.name}')}"
    deadline, reminders = (_deadline(state.deadline), _reminders(state.deadline)) if state.deadline else ("end", "")
    return f"| {name} | {state.waits_for or ''} | {deadline} | {reminders} | {then} |"


def _deadline(deadline: Deadline) -> str:
    anchor = deadline.anchor or "entering the state"
    least = f", at least {deadline.at_least.days}" if deadline.at_least else ""
    return f"{deadline.length.days} days from {anchor}{least}"


def _reminders(deadline: Deadline) -> str:
    return ", ".join(f"{reminder / timedelta(days=1):g}" for reminder in deadline.reminders)


def _head(*names: str) -> str:
    return f"| {' | '.join(names)} |\n|{' --- |' * len(names)}"


def _label(key: str) -> str:
    return CATALOGUE.get(key, "ja")


def _database() -> Iterator[str]:
    yield "# What the database itself refuses\n"
    yield "Made by `make docs`. Every trigger of ours, with the table it guards.\n"
    yield _head("table", "trigger", "when")
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        yield from (f"| {table} | `{name}` | {when} |" for table, name, when in cursor.fetchall())
    yield ""


_TRIGGERS = """
SELECT c.relname, t.tgname,
       (CASE WHEN t.tgdeferrable THEN 'at commit' WHEN t.tgtype & 2 > 0 THEN 'before' ELSE 'after' END)
       || ' ' || concat_ws(', ',
           CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END, CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END,
           CASE WHEN t.tgtype & 16 > 0 THEN 'update' END, CASE WHEN t.tgtype & 32 > 0 THEN 'truncate' END)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relname !~ '^procrastinate' ORDER BY 1, 2
"""
