"""A story as it is put together: moments that go on, and what somebody does at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from random import Random
from typing import Any

from tachiai.config.demo.content import Act, Offered, Talk
from tachiai.config.demo.when import When
from tachiai.config.demo.year.what import What, words
from tachiai.config.demo.year.who import Member
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.kernel.lifecycle import Actor

CLIENT, WORKER = "client", "worker"
OTHER = {CLIENT: WORKER, WORKER: CLIENT}
DAY = 24 * 60
_WAKING = (8 * 60, 21 * 60)
# How somebody rates: what they say and which stars they give.
CONTENT, RESERVED, DISAPPOINTED = range(3)
_COMMENT = {CLIENT: ("good", "fair", "poor"), WORKER: ("client_good", "client_fair", "client_fair")}
_STARS = ((5, 5, 5, 4), (3, 4, 4), (1, 2, 3))
_TURNED_DOWN, _TALKED = 0.8, 0.4


@dataclass
class Pen:
    """Where a story stands: `minute` counts from the midnight with which the day begins that the year ends on."""

    rng: Random
    minute: int

    def wait(self, least: int, most: int | None = None) -> When:
        """Some days later, at an hour at which people are awake; with nought, later on the same day."""
        days = self.rng.randint(least, least if most is None else most)
        if days:
            self.minute = (self.minute // DAY + days) * DAY + self.rng.randint(*_WAKING)
        else:
            self.minute += self.rng.randint(20, 90)
        return self.when

    def go_to(self, day: int, hour: int) -> When:
        """On to that day at about that hour, or later on the same one where that is past."""
        self.minute = max(self.minute + 1, day * DAY + hour * 60 + self.rng.randint(0, 40))
        return self.when

    @property
    def when(self) -> When:
        return When(self.minute // DAY, time(*divmod(self.minute % DAY, 60)))

    @property
    def day(self) -> int:
        return self.minute // DAY


@dataclass
class Course:
    """A listing on which people agree one by one, and the talk that leads to a contract, if one does."""

    pen: Pen
    what: What
    listing: Offered
    worker: Member
    others: Sequence[Member] = ()
    price: int = 0
    due: int = 0
    acts: list[Act] = field(default_factory=list)
    talks: list[tuple[Talk, list[Act]]] = field(default_factory=list)

    @property
    def rng(self) -> Random:
        return self.pen.rng

    def word(self, key: str, **gaps: str) -> str:
        return word(self.rng, self.what, key, **gaps)

    def then(self, side: str, verb: str, days: tuple[int, int], **particulars: Any) -> None:
        """Some days later, somebody does something in the talk."""
        self.acts.append(Act(self.pen.wait(*days), side, verb, particulars))

    def at(self, day: int, hour: int, side: str, verb: str, **particulars: Any) -> None:
        """On that day, somebody does something in the talk."""
        self.acts.append(Act(self.pen.go_to(day, hour), side, verb, particulars))

    def say(self, side: str, key: str, days: tuple[int, int] = (0, 0)) -> None:
        self.then(side, "say", days, text=self.word(key))

    def talk(self, side: str, said: str, answer: str) -> None:
        """One side says something, and the other answers just that."""
        for who, text in zip((side, OTHER[side]), pair(self.rng, self.what, said, answer), strict=True):
            self.then(who, "say", (0, 1), text=text)

    def ask(self, side: str, kind: str, days: tuple[int, int], **answers: Any) -> None:
        self.then(side, "ask", days, kind=kind, **answers)

    def answer(self, side: str, kind: str, step: str, days: tuple[int, int], **answers: Any) -> None:
        self.then(side, "answer", days, kind=kind, step=step, **answers)

    def share(self, least: float, most: float) -> int:
        """A part of the price, in hundreds of yen."""
        return round(self.price * self.rng.uniform(least, most) / 100) * 100

    def offered(self) -> None:
        """Proposals come in, that of the worker who will be chosen among them."""
        opened = last = self.pen.minute
        for member in (self.worker, *self.others):
            self.pen.minute = opened
            sent, is_chosen = self.pen.wait(1, 4), member is self.worker
            last = max(last, self.pen.minute)
            price = self.price if is_chosen else self.share(0.8, 1.1)
            talk = Talk(self.listing.key, member.player.key, sent, price, self.due, self.word("offer"), ())
            self.talks.append((talk, self.acts if is_chosen else []))
        self.pen.minute = last

    def turned_down(self) -> None:
        """The others are told that somebody else was chosen; some are told nothing."""
        for _, acts in self.talks:
            if acts is not self.acts and self.rng.random() < _TURNED_DOWN:
                acts.append(Act(self.pen.wait(0), CLIENT, "decline", {"reason": self.word("decline")}))

    def agreed(self) -> None:
        """From the first word to both signatures."""
        if self.rng.random() < _TALKED:
            self.talk(CLIENT, "ask", "reply")
        self.then(CLIENT, "open_terms", (0, 1))
        self.then(WORKER, "agree", (0, 1))
        self.then(CLIENT, "agree", (0, 1))

    def begun(self) -> None:
        """A contract whose money is there, and work on it."""
        self.offered()
        self.agreed()
        self.turned_down()
        self.then(CLIENT, "deposit", (0, 2))

    def worked(self, share: float = 1.0) -> None:
        """Time goes by on the work, up to that part of what is left of it; some talk about it."""
        left = max(4, round((self.due - self.pen.day) * share))
        ends = self.pen.day + max(2, round(left * self.rng.uniform(0.5, 0.9)))
        if self.rng.random() < _TALKED:
            self.pen.wait(1, left // 3)
            self.talk(WORKER, "progress", "fine")
        self.pen.wait(max(1, ends - self.pen.day))

    def deliver(self, key: str = "deliver") -> None:
        self.then(WORKER, "deliver", (0, 0), note=self.word(key), files=[self.what.parts["file"]])

    def reject(self) -> None:
        item = self.rng.randrange(len(self.listing.terms["acceptance_items"]))
        reason = self.word("fault", item=self.listing.terms["acceptance_items"][item])
        self.then(CLIENT, "reject", (1, 3), items={item: reason})

    def rate(self, *sides: str, mood: int = CONTENT, days: tuple[int, int] = (0, 4)) -> None:
        for side in sides:
            text = comment(self.rng, self.what, side, mood)
            self.then(side, "rate", days, stars=stars_for(self.rng, side, mood), text=text)

    def told(self) -> list[Talk]:
        """The talks with what is done in each."""
        return [replace(talk, acts=tuple(acts)) for talk, acts in self.talks]


def word(rng: Random, what: What, key: str, **gaps: str) -> str:
    """Something that somebody says in such a case."""
    several: str | Sequence[str] = words(what.language)[key]
    said: str = several if isinstance(several, str) else rng.choice(several)
    return said.format(**{"thing": what.thing, **gaps})


def pair(rng: Random, what: What, said: str, answer: str) -> tuple[str, str]:
    """Something that somebody says, and what is answered to just that."""
    ones, others = words(what.language)[said], words(what.language)[answer]
    one, other = rng.choice(list(zip(ones, others, strict=True)))
    return what.said(one), what.said(other)


def stars_for(rng: Random, side: str, mood: int = CONTENT) -> list[int]:
    """How that side rates the other, item by item."""
    return [rng.choice(_STARS[mood]) for _ in RATING_ITEMS[Actor(side)]]


def comment(rng: Random, what: What, side: str, mood: int = CONTENT) -> str:
    return word(rng, what, _COMMENT[side][mood])
