"""Who listens to whom: the one table by which lower modules tell higher ones. Set when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

WIRING: Mapping[type, Sequence[Callable[[Any], object]]] = {}
