"""The demo's content as typed data, read from the TOML files beside this one. A mistake in them stops the start.

Days are counted from the day on which the market is filled: -12 is twelve days ago, 30 lies ahead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tachiai.config.demo.when import When
from tachiai.jobs.rules import Draft
from tachiai.terms.rules import Milestone, Terms

FOLDER = Path(__file__).parent
TERMS = frozenset(each.name for each in fields(Terms)) - {"price"}
STAFF = "staff"
SIDES = ("client", "worker", STAFF)


@dataclass(frozen=True)
class Player:
    """One of the people. `role` is how the list of demo accounts names them."""

    key: str
    email: str
    name: str
    introduction: str
    joined: int
    role: str
    skills: tuple[str, ...] = ()
    language: str = "ja"
    time_zone: str = "Asia/Tokyo"


@dataclass(frozen=True)
class Offered:
    """A listing: what it says and what becomes of it. `open`, `closed`, `discarded`: days; `saved`: a draft since."""

    key: str
    client: str
    category: str
    title: str
    description: str
    terms: Mapping[str, Any]
    language: str = "ja"
    budget: int | list[int] | None = None
    open: int | None = None
    apply: int | None = None
    saved: int | None = None
    closed: int | None = None
    discarded: int | None = None

    def draft(self, today: date) -> Draft:
        """What the client fills in."""
        least, most = self.budget if isinstance(self.budget, list) else (self.budget, self.budget)
        return Draft(
            title=self.title,
            category=self.category,
            description=self.description.strip(),
            terms=Terms(**as_terms(self.terms, today)),
            budget_min=least,
            budget_max=most,
            apply_on=None if self.apply is None else today + timedelta(days=self.apply),
            language=self.language,
        )


@dataclass(frozen=True)
class Act:
    """What one side, or staff, does at a moment: the verb (see scenes.py and beside.py) and its particulars."""

    when: When
    side: str
    verb: str
    particulars: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Talk:
    """A proposal and everything that follows from it."""

    listing: str
    worker: str
    sent: When
    price: int
    due_on: int
    message: str
    acts: tuple[Act, ...]

    @property
    def key(self) -> str:
        return f"{self.listing}.{self.worker}"


@dataclass(frozen=True)
class Aside:
    """What happens to one person: they `saved` a listing, were `paid_out` yen or were `suspended`."""

    when: When
    what: str
    who: str
    subject: Any


@dataclass(frozen=True)
class Accusation:
    """A listing or a profile that is reported, and what follows. `of`: the key of the listing, or of the person; in its
    acts the side is the key of who acts."""

    key: str
    kind: str
    of: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Asked:
    """What somebody asks the office, and what follows. `address`: of somebody without an account; in its acts the side
    is the key of who acts."""

    key: str
    category: str
    acts: tuple[Act, ...]
    article: str = ""
    address: str = ""


def as_terms(said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Points of the terms as `Terms` takes them. KeyError for a point that does not exist."""
    if unknown := set(said) - TERMS - {"price"}:
        raise KeyError(f"no such point of the terms: {sorted(unknown)}")
    values = dict(said)
    if "due_on" in values:
        values["due_on"] = today + timedelta(days=values["due_on"])
    if "acceptance_items" in values:
        values["acceptance_items"] = tuple(values["acceptance_items"])
    if "milestones" in values:
        values["milestones"] = tuple(_milestone(said, today) for said in values["milestones"])
    return values


def _milestone(said: Mapping[str, Any], today: date) -> Milestone:
    due_on = today + timedelta(days=said["due_on"])
    return Milestone(said["title"], said["price"], due_on, tuple(said["acceptance_items"]))


@cache
def players() -> tuple[Player, ...]:
    """Everybody, in the order of the file."""
    people = {key: told for key, told in read("people.toml").items() if key != "password"}
    return tuple(Player(key, **_tidy(told)) for key, told in people.items())


@cache
def password() -> str:
    """The one password of all demo accounts."""
    return str(read("people.toml")["password"]["shared"])


@cache
def listings() -> tuple[Offered, ...]:
    """Every listing."""
    told = [entry for path in _files("listings") for entry in read(path).items()]
    return tuple(_listing(key, data) for key, data in told)


@cache
def talks() -> tuple[Talk, ...]:
    """Every proposal with what follows."""
    tables = [read(path) for path in _files("stories") if path != "stories/asides.toml"]
    return tuple(
        _talk(listing, worker, told)
        for table in tables
        for listing, workers in table.items()
        for worker, told in workers.items()
    )


@cache
def asides() -> tuple[Aside, ...]:
    """What happens beside the talks."""
    return tuple(
        Aside(When.read(moment), what, who, subject)
        for what, told in read("stories/asides.toml").items()
        for moment, one in told.items()
        for who, subject in one.items()
    )


@cache
def accusations() -> tuple[Accusation, ...]:
    """What people report."""
    return tuple(
        Accusation(key, kind, told[kind], personal(told["then"]))
        for key, told in read("judged.toml").items()
        for kind in ("listing", "profile")
        if kind in told
    )


@cache
def inquiries() -> tuple[Asked, ...]:
    """What people ask the office."""
    return tuple(
        Asked(key, told["category"], personal(told["then"]), told.get("article", ""), told.get("address", ""))
        for key, told in read("inquiries.toml").items()
    )


@cache
def documents() -> Mapping[str, str]:
    """The texts of the files that people hand over, by file name."""
    return read("documents.toml")


def _listing(key: str, data: Mapping[str, Any]) -> Offered:
    terms = {name: value for name, value in data.items() if name in TERMS}
    return Offered(key, terms=terms, **{name: value for name, value in data.items() if name not in TERMS})


def _talk(listing: str, worker: str, told: Mapping[str, Any]) -> Talk:
    acts = tuple(_act(moment, one) for moment, one in told.get("then", {}).items())
    rest = {name: value for name, value in told.items() if name not in ("then", "sent")}
    return Talk(listing, worker, sent=When.read(told["sent"]), acts=acts, **_tidy(rest))


def _act(moment: str, told: Mapping[str, Any]) -> Act:
    (side,) = set(told) & set(SIDES)
    return Act(When.read(moment), side, told[side], {name: value for name, value in told.items() if name != side})


def personal(then: Mapping[str, Any]) -> tuple[Act, ...]:
    """What people do at moments; the key of who acts comes first in each."""
    return tuple(_personal(moment, one) for moment, one in then.items())


def _personal(moment: str, told: Mapping[str, Any]) -> Act:
    who, *rest = told
    return Act(When.read(moment), who, told[who], {name: told[name] for name in rest})


def _tidy(told: Mapping[str, Any]) -> dict[str, Any]:
    """Texts without the line ends around them, lists as tuples."""
    return {name: value.strip() if isinstance(value, str) else _fixed(value) for name, value in told.items()}


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _files(folder: str) -> Iterator[str]:
    return (f"{folder}/{path.name}" for path in sorted((FOLDER / folder).glob("*.toml")))


def read(path: str) -> dict[str, Any]:
    """A file of the content, by its path here."""
    return tomllib.loads((FOLDER / path).read_text("utf-8"))
