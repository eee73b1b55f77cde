"""The kinds of trouble out of `kinds.toml`: what is counted as which."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parents[1] / "kinds.toml"
FORMATS = ("fixed_price", "hourly", "contest", "task", "")
"""Of listings, in the order in which they are told; the last is what belongs to none."""


@dataclass(frozen=True)
class Kind:
    """`title` and `text` (the definition) by language. `sources` as the head of `kinds.toml` explains them. `article`:
    the help article about it."""

    name: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    sources: tuple[str, ...]
    article: str


_SAID = tomllib.loads(_FILE.read_text("utf-8"))


def _read() -> Iterator[Kind]:
    for each in _SAID["kind"]:
        yield Kind(**{**each, "sources": tuple(each["sources"])})


KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _read()}
REST = "other"
NOT_COUNTED: tuple[str, ...] = tuple(_SAID["not_counted"])


def patterns() -> tuple[tuple[str, str], ...]:
    """Pairs of a pattern of LIKE and the kind that it leads to ("" for what is not counted): whole names before
    beginnings, longer beginnings before shorter ones."""
    found = [(source, kind.name) for kind in KINDS.values() for source in kind.sources]
    found += [(source, "") for source in NOT_COUNTED]
    found.sort(key=lambda each: (each[0].endswith("*"), -len(each[0])))
    return tuple((_escaped(source), kind) for source, kind in found)


def kind_of(source: str) -> str:
    """The kind that a source is counted in; "" when it is not."""
    if source in NOT_COUNTED:
        return ""
    for kind in KINDS.values():
        if source in kind.sources:
            return kind.name
    open_ended = [(each[:-1], kind.name) for kind in KINDS.values() for each in kind.sources if each.endswith("*")]
    begun = [each for each in open_ended if source.startswith(each[0])]
    return max(begun, key=lambda each: len(each[0]), default=("", REST))[1]


COUNTED_HOW = 2
"""Raised when the same kinds are counted or timed in another way."""


def digest() -> str:
    """Of the table of kinds and of the way they are counted: what was counted otherwise has to be counted anew."""
    return hashlib.sha256(_FILE.read_bytes() + str(COUNTED_HOW).encode()).hexdigest()


def _escaped(source: str) -> str:
    return source.removesuffix("*").replace("_", r"\_") + ("%" if source.endswith("*") else "")
