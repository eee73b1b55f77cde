"""What this module tells those above it (wired in config/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class MoveAsked:
    """Somebody turned the demo's time machine. The listener does what falls due on the way and answers with it."""

    by: timedelta
