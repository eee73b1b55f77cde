"""Which column becomes which point of a listing: data in `../maps/*.toml` or in a file of the operator's own."""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tachiai.jobs.rules import Draft, is_leaf
from tachiai.kernel.refused import Refusal, Refused
from tachiai.terms.rules import FIELD, Kind, Terms

MAPS = Path(__file__).parents[1] / "maps"
OWN_KINDS: Mapping[str, Kind] = {
    "title": Kind.TEXT,
    "category": Kind.TEXT,
    "description": Kind.TEXT,
    "language": Kind.TEXT,
    "budget_min": Kind.YEN,
    "budget_max": Kind.YEN,
    "apply_on": Kind.DATE,
}
_BLANK_RUN = re.compile(r"[^\S\n]+")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@dataclass(frozen=True)
class Rule:
    """How one point is filled. `columns` are joined, each under its heading; `values` translates what they say.

    A value that `values` does not know leaves the point open. Lists are split at `separator` and at line ends.
    """

    to: str
    columns: tuple[str, ...]
    headings: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    separator: str = "|"


@dataclass(frozen=True)
class Map:
    """`source` names the other system, `external_id` the column with its key; `notes` say per column what a filled
    cell of it means (text key); `is_html`: cells carry HTML entities."""

    source: str
    external_id: str
    rules: tuple[Rule, ...]
    language: str = "ja"
    is_html: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)

    def draft(self, cells: Mapping[str, str]) -> tuple[Draft, tuple[Unreadable, ...]]:
        """The draft that a row makes, and the cells that could not be read."""
        values: dict[str, Any] = {"language": self.language}
        unreadable: list[Unreadable] = []
        for rule in self.rules:
            said = self._said(rule, cells)
            if not said:
                continue
            try:
                values[rule.to] = _READERS[_kind(rule.to)](said, rule)
            except ValueError:
                reason = Refused(f"jobs.import.refused.no_{_kind(rule.to)}", {"cell": said[:80]})
                unreadable.append(Unreadable(rule.columns[0], reason))
        return _draft(values), tuple(unreadable)

    def _said(self, rule: Rule, cells: Mapping[str, str]) -> str:
        parts = [self._clean(cells.get(column, "")) for column in rule.columns]
        if rule.values is not None:
            return rule.values.get(" ".join(part for part in parts if part), "")
        headings = rule.headings or ("",) * len(parts)
        told = [f"{head}\n{part}" if head else part for head, part in zip(headings, parts, strict=True) if part]
        return "\n\n".join(told)

    def _clean(self, cell: str) -> str:
        plain = html.unescape(cell) if self.is_html else cell
        return _BLANK_RUN.sub(" ", plain.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True)
class Unreadable:
    """A cell that does not hold what its column should."""

    column: str
    reason: Refused


def known_maps() -> tuple[str, ...]:
    """The names of the maps that come with the program."""
    return tuple(sorted(path.stem for path in MAPS.glob("*.toml")))


def load_map(name: str) -> Map:
    """A map that comes with the program, by name, or one in a file. Refusal that says what is wrong with it."""
    path = MAPS / f"{name}.toml" if name in known_maps() else Path(name)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return _checked(
            Map(
                source=data["source"],
                external_id=data["external_id"],
                rules=tuple(_rule(each) for each in data["field"]),
                language=data.get("language", "ja"),
                is_html=data.get("html", False),
                notes=data.get("notes", {}),
            )
        )
    except FileNotFoundError as error:
        known = ", ".join(known_maps())
        raise Refusal(Refused("jobs.import.refused.no_map", {"name": name, "known": known})) from error
    except (KeyError, TypeError, ValueError, OSError) as error:
        reason = {"name": name, "error": f"{type(error).__name__}: {error}"}
        raise Refusal(Refused("jobs.import.refused.bad_map", reason)) from error


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        to=data["to"],
        columns=tuple(data["from"]),
        headings=tuple(data.get("headings", ())),
        values=data.get("values"),
        separator=data.get("separator", "|"),
    )


def _checked(given: Map) -> Map:
    for rule in given.rules:
        is_unknown = rule.to not in OWN_KINDS and (rule.to not in FIELD or rule.to == "price")
        if is_unknown or _kind(rule.to) not in _READERS:
            raise ValueError(f"there is no point called {rule.to}")
        if not rule.columns or len(rule.headings) not in (0, len(rule.columns)):
            raise ValueError(f"{rule.to}: one heading for each column, or none")
    return given


def _kind(point: str) -> Kind:
    return OWN_KINDS.get(point) or FIELD[point].kind


def _draft(values: Mapping[str, Any]) -> Draft:
    own = {name: value for name, value in values.items() if name in OWN_KINDS}
    if "budget_max" in own:
        own.setdefault("budget_min", own["budget_max"])
    return Draft(**own, terms=Terms(**{name: value for name, value in values.items() if name not in OWN_KINDS}))


def _text(said: str, rule: Rule) -> str:
    if rule.to == "category" and not is_leaf(said):
        raise ValueError(said)
    if rule.to == "language" and said not in ("ja", "en"):
        raise ValueError(said)
    return said


def _lines(said: str, rule: Rule) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.replace(rule.separator, "\n").split("\n") if part.strip())


def _choice(said: str, rule: Rule) -> str:
    choices = FIELD[rule.to].choices
    if choices is None or said not in set(choices):
        raise ValueError(said)
    return said


def _number(said: str, rule: Rule) -> int:
    digits = unicodedata.normalize("NFKC", said).replace(",", "").strip("\\\N{YEN SIGN} ")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
        raise ValueError(said)
    return int(digits)


def _date(said: str, rule: Rule) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", said))
    if found is None:
        raise ValueError(said)
    return date(*map(int, found.groups()))


_READERS: Mapping[Kind, Callable[[str, Rule], Any]] = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YEN: _number,
}
