"""An article as it is written down: one Markdown file for both languages, with what it explains at its head.

    +++
    number = 201
    audience = "common"
    situation = "silence"
    states = ["contact_reminder.*"]
    +++
    # 相手と連絡がとれないとき

    The first paragraph is the lead.

    ## 見出し {#conditions}

    Text with {gaps} for figures, and blocks on a line of their own: [[course reminder contact_reminder asked]]

    +++ en
    # When the other side cannot be reached
    ...

A section of which the head says `{#notice ?notice_days}` is left out where that figure is nought.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from string import Formatter

AUDIENCES = ("common", "worker", "client")
"""Whom an article is for: 【共通】, 【ワーカー】, 【クライアント】 of the model."""
SITUATIONS = (
    "before",
    "silence",
    "inspection",
    "ending",
    "outside_money",
    "talk",
    "lures",
    "restricted",
    "reports",
    "payment",
    "forms",
    "papers",
    "account",
    "help",
)
"""What somebody may come with, in the order in which the help centre asks."""
# What a block may be, and how many words follow it.
BLOCKS = {"course": 3, "kinds": 0, "chapter": 1, "text": 1, "fees": 0}

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z0-9_]+)(?: \?(?P<needs>[a-z_]+))?\}$")
_BLOCK = re.compile(r"^\[\[([a-z]+)((?: [A-Za-z0-9_.]+)*)\]\]$")
_LINK = re.compile(r"\]\(((?:article|page):[a-z_:]+)\)")


class Unreadable(ValueError):
    """A file that is no article; the message says which file, and what is wrong."""


@dataclass(frozen=True)
class Block:
    """A piece that is drawn from the declarations: `words` say which."""

    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """`parts`: Markdown and blocks, in order. `needs`: the figure without which it has nothing to say."""

    id: str
    title: str
    parts: tuple[str | Block, ...]
    needs: str = ""


@dataclass(frozen=True)
class Version:
    """An article in one language."""

    title: str
    lead: str
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[str]:
        """Everything that is written in it, piece by piece."""
        yield self.title
        yield self.lead
        for section in self.sections:
            yield section.title
            yield from (part for part in section.parts if isinstance(part, str))

    def blocks(self) -> Iterator[Block]:
        return (part for section in self.sections for part in section.parts if isinstance(part, Block))

    def gaps(self) -> frozenset[str]:
        """The figures that it names."""
        return frozenset(name for text in self.texts() for _, name, _, _ in Formatter().parse(text) if name)

    def links(self) -> frozenset[str]:
        """What it leads to: article:<name> or page:<address by name>."""
        return frozenset(link for text in self.texts() for link in _LINK.findall(text))


@dataclass(frozen=True)
class Article:
    """`states` ("fixed_price.working"), `refusals` (keys of refused steps), `restrictions` and `papers` (their kinds)
    and `errors` (what error pages are called) are what it explains; a name that ends in `*` stands for all that begin
    so. `asked`: by language, how people put it who look for it: it is found with these, they are not shown. `was`:
    names and numbers under which it was known before. `desks`: it ends with the desks outside that help. `first`: it
    answers what is asked most in its situation. `is_own`: the operator of this installation wrote it."""

    name: str
    number: int
    audience: str
    situation: str
    versions: Mapping[str, Version] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desks: bool = False
    first: bool = False
    is_own: bool = False


_LISTS = ("states", "refusals", "restrictions", "papers", "errors", "related", "was")
_LANGUAGES = ("ja", "en")
_KNOWN = {each.name for each in fields(Article)} - {"name", "versions", "is_own"}


def parse(name: str, text: str, *, is_own: bool = False) -> Article:
    """The article that a file holds. Unreadable when it is none."""
    head = _HEAD.match(text)
    if head is None:
        raise Unreadable(f"{name}: it begins with +++, what it is about, and +++")
    try:
        said = tomllib.loads(head[1])
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{name}: {error}") from error
    _check(name, said)
    halves = text[head.end() :].split("\n+++ en\n")
    if len(halves) != 2:
        raise Unreadable(f"{name}: Japanese comes first, then a line `+++ en` and English")
    versions = {language: _version(name, half) for language, half in zip(_LANGUAGES, halves, strict=True)}
    ids = [[section.id for section in version.sections] for version in versions.values()]
    if ids[0] != ids[1]:
        raise Unreadable(f"{name}: the two languages have other sections: {ids[0]} and {ids[1]}")
    told = said | {key: tuple(map(str, said.get(key, ()))) for key in _LISTS}
    told["asked"] = {language: tuple(map(str, phrases)) for language, phrases in said.get("asked", {}).items()}
    return Article(name=name, versions=versions, is_own=is_own, **told)


def _check(name: str, said: Mapping[str, object]) -> None:
    if unknown := said.keys() - _KNOWN:
        raise Unreadable(f"{name}: nobody knows {', '.join(sorted(unknown))}")
    if not isinstance(said.get("number"), int):
        raise Unreadable(f"{name}: it needs a number")
    if said.get("audience") not in AUDIENCES:
        raise Unreadable(f"{name}: the audience is one of {', '.join(AUDIENCES)}")
    if said.get("situation") not in SITUATIONS:
        raise Unreadable(f"{name}: the situation is one of {', '.join(SITUATIONS)}")
    asked = said.get("asked", {})
    if not isinstance(asked, Mapping) or asked.keys() - set(_LANGUAGES):
        raise Unreadable(f"{name}: what is asked is listed by language, {' or '.join(_LANGUAGES)}")


def _version(name: str, text: str) -> Version:
    lines = text.strip().split("\n")
    if not lines[0].startswith("# "):
        raise Unreadable(f"{name}: a language begins with its title, `# ...`")
    chapters: list[tuple[str, list[str]]] = [("", [])]
    for line in lines[1:]:
        if line.startswith("## "):
            chapters.append((line, []))
        else:
            chapters[-1][1].append(line)
    lead = " ".join("\n".join(chapters[0][1]).split("\n")).strip()
    if not lead or len(chapters) == 1:
        raise Unreadable(f"{name}: a lead and at least one section follow the title")
    return Version(lines[0][2:].strip(), lead, tuple(_section(name, head, body) for head, body in chapters[1:]))


def _section(name: str, head: str, body: list[str]) -> Section:
    found = _SECTION.match(head)
    if found is None:
        raise Unreadable(f"{name}: a section is headed `## Title {{#id}}`, not {head!r}")
    return Section(found["id"], found["title"], tuple(_parts(name, body)), found["needs"] or "")


def _parts(name: str, lines: list[str]) -> Iterator[str | Block]:
    written: list[str] = []
    for line in lines:
        block = _BLOCK.match(line)
        if block is None:
            written.append(line)
            continue
        if "".join(written).strip():
            yield "\n".join(written).strip() + "\n"
        written = []
        words = tuple(block[2].split())
        if BLOCKS.get(block[1]) != len(words):
            raise Unreadable(f"{name}: no such block: {line}")
        yield Block(block[1], words)
    if "".join(written).strip():
        yield "\n".join(written).strip() + "\n"
