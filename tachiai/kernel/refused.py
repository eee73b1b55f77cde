"""Why something cannot be done now, as a value that a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refused:
    """One reason. `key` names a text in the catalogues; `params` fill its gaps."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """Raised by an action that was asked for something its rules refuse. Nothing has been changed."""

    def __init__(self, *reasons: Refused):
        self.reasons = reasons
        super().__init__(", ".join(reason.key for reason in reasons))
