"""The one who reads a page."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Reader:
    """`person_id` is None for a visitor. `language` is `ja` or `en`."""

    person_id: int | None
    language: str
    zone: ZoneInfo
    is_staff: bool

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def other_language(self) -> str:
        return "en" if self.language == "ja" else "ja"
