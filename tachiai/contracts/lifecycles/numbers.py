"""Reads `numbers.toml` into deadlines."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from tachiai.kernel.lifecycle import Deadline

_NUMBERS = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text("utf-8"))


def deadline(subject: str, version: int, name: str, anchor: str | None = None, *, is_exact: bool = False) -> Deadline:
    """The deadline called `name` in that version's numbers; `anchor` is the fact it is counted from. `is_exact`: at
    that very moment, not at the end of its day."""
    numbers: dict[str, Any] = _NUMBERS[subject][str(version)][name]
    return Deadline(
        length=timedelta(days=numbers["days"]),
        reminders=tuple(timedelta(days=days) for days in numbers["reminders"]),
        anchor=anchor,
        at_least=timedelta(days=numbers.get("at_least", 0)),
        until_end_of_day=not is_exact,
    )


RATING_WINDOW = deadline("rating", 1, "window")


def number(subject: str, version: int, name: str, unit: str) -> int:
    """A count in that version's numbers, such as the most counter-proposals."""
    return int(_NUMBERS[subject][str(version)][name][unit])
