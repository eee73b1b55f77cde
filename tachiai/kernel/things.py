"""What somebody can point at and say: this breaks a rule. A thing as it stands at one moment, as plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Thing:
    """One thing with its text as of now.

    `owners`: whose words or deeds it is; several where it is between people (a thread, a contract). `readers`: who may
    see it; None when everybody may; once it `is_removed`, nobody but its owners. `path` is its page. `facts`: what else
    tells how it stood.
    """

    kind: str
    id: int
    title: str
    text: str
    path: str
    owners: tuple[int, ...]
    readers: frozenset[int] | None = None
    language: str = ""
    is_removed: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    def about(self, person_id: int | None) -> int | None:
        """Whose it is, to this person: between two, the other one's. None when that cannot be said."""
        if len(self.owners) == 1:
            return self.owners[0]
        others = [owner for owner in self.owners if owner != person_id]
        return others[0] if len(others) == 1 else None

    def visible_to(self, person_id: int) -> bool:
        readers = self.owners if self.is_removed else self.readers
        return readers is None or person_id in readers

    @property
    def digest(self) -> str:
        """SHA-256 of what it says: the same for the same words, wherever they stand. Empty where it says nothing (a
        contract is what two people do): no two of those are the same, nor is one today what it was yesterday."""
        if not self.text:
            return ""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, to be kept."""
        return {
            "title": self.title,
            "text": self.text,
            "language": self.language,
            "path": self.path,
            "digest": self.digest,
            "facts": dict(self.facts),
        }
