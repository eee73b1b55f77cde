"""Django's system checks of ours: every command that checks the project runs them."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from tachiai.config.lifecycles import LIFECYCLES, text_keys
from tachiai.kernel.soundness import faults
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import EFFECTS


@register()
def check_lifecycles(**_: Any) -> list[CheckMessage]:
    """Every life cycle is sound and has its texts; no silence traps anybody."""
    found: list[CheckMessage] = []
    for cycle in LIFECYCLES:
        found += [
            Error(f"{cycle.name}: {fault.where}: {fault.hint}", id=f"tachiai.{fault.id}")
            for fault in faults(cycle, EFFECTS)
        ]
        found += [Error(f"no text {key}", id="tachiai.E020") for key in text_keys(cycle) if key not in CATALOGUE]
    return found
