"""The keys that a page of cases knows, as its help tells them. The elements themselves carry the key (keys.js)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

STEPS = {"claim": "case.step.claim", "release": "case.step.release"}
_WALK = (("j k", "rows"), ("Enter", "enter"))
QUEUE = (*_WALK, ("n", "next"), ("?", "help"))
CASE = (
    *(("c", "claim"), ("r", "release"), ("1 … 0", "measures"), ("b", "breach"), ("x", "no_breach")),
    *(
        ("f", "facts"),
        ("w", "wording"),
        ("Esc", "leave"),
        ("a", "alike"),
        ("p", "preview"),
        ("d", "decide"),
        ("n", "next"),
        ("?", "help"),
    ),
)


def told(keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each with its text, for the help."""
    return [{"keys": key.split(), "text": STEPS.get(name, f"desk.keys.{name}")} for key, name in keys]
