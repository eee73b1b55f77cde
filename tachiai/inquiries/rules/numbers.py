"""The lengths of time and the limits of inquiries, out of `numbers.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

NUMBERS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "numbers.toml").read_text("utf-8"))
