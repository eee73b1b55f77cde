"""The lengths of time and the limits of safety, out of `numbers.toml`."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

NUMBERS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "numbers.toml").read_text("utf-8"))
DECIDED_WITHIN = timedelta(days=NUMBERS["case"]["1"]["open"]["days"])
DEFERRED_BY = timedelta(days=NUMBERS["case"]["1"]["open"]["deferral_days"])
APPEAL_WINDOW = timedelta(days=NUMBERS["appeals"]["window_days"])
