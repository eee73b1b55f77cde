"""Answers kept ready: those that come with the program (`canned.toml`), and those that staff wrote."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tachiai.inquiries.models import CannedAnswer
from tachiai.inquiries.rules import MOST_CANNED


@dataclass(frozen=True)
class Canned:
    """`id`: the name of one that comes with the program, the number of one that staff wrote. `category`: empty for any.
    `title` and `body` by language."""

    id: str
    category: str
    title: Mapping[str, str]
    body: Mapping[str, str]


def canned_answers(category: str = "") -> list[Canned]:
    """Those for this category first, then those for any; of an empty category: all."""
    found = [*_shipped().values(), *(_canned(row) for row in own_canned())]
    fitting = [each for each in found if not category or each.category in ("", category)]
    return sorted(fitting, key=lambda each: each.category != category)


def canned_answer(canned_id: str) -> Canned | None:
    if canned_id.isascii() and canned_id.isdecimal() and len(canned_id) < 19:
        row = CannedAnswer.objects.filter(pk=int(canned_id), removed_at=None).first()
        return _canned(row) if row else None
    return _shipped().get(canned_id)


def own_canned() -> list[CannedAnswer]:
    """What staff wrote, by title."""
    found = CannedAnswer.objects.select_related("changed_by").filter(removed_at=None)
    return list(found.order_by("title", "pk")[:MOST_CANNED])


def worded_for(canned: Canned, language: str, number: str, name: str) -> str:
    """The body for one inquiry: {number} and {name} filled in. Braces that say something else stay."""
    return canned.body[language].replace("{number}", number).replace("{name}", name)


@cache
def _shipped() -> Mapping[str, Canned]:
    told = tomllib.loads((Path(__file__).parents[1] / "canned.toml").read_text("utf-8"))
    return {name: Canned(name, one.get("category", ""), one["title"], one["body"]) for name, one in told.items()}


def _canned(row: CannedAnswer) -> Canned:
    title = {"ja": row.title, "en": row.title}
    return Canned(str(row.pk), row.category, title, {"ja": row.body_ja, "en": row.body_en})
