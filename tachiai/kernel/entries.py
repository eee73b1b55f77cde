"""One thing that was said or done, as it stands in the record of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """`item` tells it from others of its `kind`. `payload` is plain JSON and never changes once it was yielded.

    `private_to`: the roles that may read the payload; empty when both sides and staff may. Files that belong to it
    stand in the payload under `files`, each with `sha256`, `name`, `size` and `type`.
    """

    kind: str
    item: int
    at: datetime
    payload: Mapping[str, Any]
    private_to: tuple[str, ...] = ()


def moment(at: datetime) -> str:
    """The one way in which the record writes a moment: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Piece:
    """Which part of a record is asked for: of each kind the items after `after` and, when given, up to `upto`."""

    after: Mapping[str, int] = field(default_factory=dict)
    upto: Mapping[str, int] | None = None

    def of(self, kind: str) -> tuple[int, int]:
        """The last item before the piece, and the last one in it."""
        return self.after.get(kind, 0), _ENDLESS if self.upto is None else self.upto.get(kind, 0)


WHOLE = Piece()
_ENDLESS = 2**63 - 1
