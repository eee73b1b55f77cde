"""What the terms are made of where one value is not enough: the parts of the work, and what is left for later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Milestone:
    """One part of the work (マイルストーン): deposited, delivered, inspected and paid on its own. `price` in yen."""

    title: str = ""
    price: int | None = None
    due_on: date | None = None
    acceptance_items: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "acceptance_items": list(self.acceptance_items), "due_on": iso(self.due_on)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Milestone:
        return cls(data["title"], data["price"], day(data["due_on"]), tuple(data["acceptance_items"]))


@dataclass(frozen=True)
class Pending:
    """A point that cannot be fixed yet for a good reason: why, and the day on which it will be (law 1.2)."""

    field: str
    reason: str = ""
    expected_on: date | None = None

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "expected_on": iso(self.expected_on)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Pending:
        return cls(data["field"], data["reason"], day(data["expected_on"]))


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
