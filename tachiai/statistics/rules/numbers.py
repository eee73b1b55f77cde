"""The numbers of `numbers.toml`."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

_NUMBERS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "numbers.toml").read_text("utf-8"))
SMALL: int = _NUMBERS["privacy"]["small"]
LEAST_DURATIONS: int = _NUMBERS["privacy"]["least_durations"]
HISTORY_MONTHS: int = _NUMBERS["history"]["months"]
ANSWERED_WITHIN = timedelta(days=_NUMBERS["history"]["answer_days"])
