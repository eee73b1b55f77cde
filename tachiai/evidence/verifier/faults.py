"""What a check can find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed: `key` names a sentence of WORDS, `params` fill its gaps."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Valid without faults. `figures` is what could be read, by name."""

    faults: list[Fault]
    figures: dict[str, Any]


class Damaged(Exception):
    """The file cannot be read further; `fault` says where and why."""

    def __init__(self, key: str, **params: Any):
        super().__init__(key)
        self.fault = Fault(key, params)
