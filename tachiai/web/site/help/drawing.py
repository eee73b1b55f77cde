"""An article as HTML: its text rendered, its blocks drawn from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from tachiai.help_centre import dangers
from tachiai.help_centre.figures import moments
from tachiai.help_centre.library import library
from tachiai.help_centre.rendering import html
from tachiai.help_centre.rules.articles import Article, Block
from tachiai.kernel.published import Moment
from tachiai.money.rules import schedule_at
from tachiai.web import helping, reading


@dataclass(frozen=True)
class Setting:
    """What an article is drawn with: its name, the figures, and the contract that its reader came from, if any."""

    article: str
    figures: Mapping[str, int]
    contract: str = ""

    def address(self, link: str) -> str:
        """Where article:<name> or page:<name> is."""
        kind, _, name = link.partition(":")
        return helping.address(name, self.contract) if kind == "article" else reverse(name)


def drawn(article: Article, figures: Mapping[str, int], contract: str = "") -> Iterator[dict[str, Any]]:
    """Every section that has something to say here, with its parts in order."""
    setting = Setting(article.name, figures, contract)
    for section in article.versions[reading.language()].sections:
        if not section.needs or figures[section.needs]:
            parts = [_part(setting, part) for part in section.parts]
            yield {"id": section.id, "title": section.title, "parts": list(_gathered(parts))}


def _gathered(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Texts of elsewhere that follow one another make one list."""
    points: list[object] = []
    for part in parts:
        if "point" in part:
            points.append(part["point"])
            continue
        if points:
            yield {"points": points}
            points = []
        yield part
    if points:
        yield {"points": points}


def _part(setting: Setting, part: str | Block) -> dict[str, Any]:
    if isinstance(part, str):
        return {"html": mark_safe(html(part, setting.figures, setting.address))}  # noqa: S308 rendered without any HTML of its own
    drawing = {"course": _course, "kinds": _kinds, "chapter": _kinds, "text": _text, "fees": _fees}[part.kind]
    return drawing(setting, part.words)


def _text(setting: Setting, words: tuple[str, ...]) -> dict[str, Any]:
    return {"point": reading.text(words[0], **setting.figures)}


def _course(setting: Setting, words: tuple[str, ...]) -> dict[str, Any]:
    name, lifecycle, state = words
    rows = [{"day": _day(moment.day), "what": _what(moment)} for moment in moments(lifecycle, state)]
    return {"course": {"caption": reading.plain(f"help.course.{name}"), "rows": rows}}


def _what(moment: Moment) -> str:
    return reading.plain(moment.text or "help.reminder")


def _day(day: int) -> str:
    when = "same" if day == 0 else ("before" if day < 0 else "after")
    return reading.plain(f"help.day.{when}", n=abs(day))


def _kinds(setting: Setting, words: tuple[str, ...]) -> dict[str, Any]:
    about = setting.article, reading.language()
    found = dangers.of_chapter(words[0], *about) if words else dangers.sent_to(*about)
    return {"kinds": [_kind(kind, setting.contract) for kind in found]}


def _kind(kind: dangers.Kind, contract: str) -> dict[str, Any]:
    elsewhere = (helping.told(library().articles[name], contract) for name in kind.elsewhere)
    articles = [{"title": title, "href": href} for href, title in elsewhere]
    return {"name": kind.name, "shown": kind.shown, "folded": kind.folded, "articles": articles}


def _fees(setting: Setting, words: tuple[str, ...]) -> dict[str, Any]:
    """The fee that a contract made today would pin, part by part of its price."""
    schedule, below = schedule_at(reading.now()), 0
    rows = []
    for tier in schedule.tiers:
        said = "help.fees.first" if not below else "help.fees.between" if tier.up_to else "help.fees.above"
        upper = reading.yen(tier.up_to) if tier.up_to else ""
        part = reading.plain(said, lower_yen=reading.yen(below), upper_yen=upper)
        rows.append({"part": part, "percent": f"{float(tier.percent):g}%"})
        below = tier.up_to or below
    tax = reading.plain("help.fees.tax", percent=f"{float(schedule.tax_percent):g}%")
    return {"fees": {"caption": reading.plain("help.fees.caption"), "rows": rows, "tax": tax}}
