"""What the office has to do with: reports with what is decided of them, and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

from tachiai.config.demo.content import Accusation, Act, Asked, Offered, read
from tachiai.config.demo.year.course import Pen
from tachiai.config.demo.year.what import What
from tachiai.config.demo.year.who import Member

FIRST, SECOND = "staff", "second_staff"
_AT_ONCE, _SOON, _DAYS = (0, 0), (0, 1), (1, 3)


@dataclass
class Matter:
    """Something that staff look at. `client`: whose listing or account it is about, or who asks; `reporter`: who does
    not agree with it."""

    pen: Pen
    key: str
    client: Member
    reporter: Member
    words: Mapping[str, Any]
    acts: list[Act] = field(default_factory=list)
    is_anonymous: bool = False
    subject: str = "listing"

    @property
    def rng(self) -> Random:
        return self.pen.rng

    def then(self, who: str, verb: str, days: tuple[int, int], **particulars: Any) -> None:
        self.acts.append(Act(self.pen.wait(*days), who, verb, particulars))

    def one(self, key: str) -> str:
        """One of the things that may be said, or the only one."""
        said: str | Sequence[str] = self.words[key]
        return said if isinstance(said, str) else str(self.rng.choice(said))

    def accusation(self) -> Accusation:
        of = self.key if self.subject == "listing" else self.client.player.key
        return Accusation(self.key, self.subject, of, tuple(self.acts))

    def asked(self) -> Asked:
        address = "visitor@example.com" if self.is_anonymous else ""
        return Asked(self.key, self.words["category"], tuple(self.acts), self.words.get("article", ""), address)

    @property
    def asker(self) -> str:
        return "visitor" if self.is_anonymous else self.client.player.key


def dressed(offer: Offered, what: What, words: Mapping[str, Any]) -> Offered:
    """The same listing with the words of one that should not be there."""
    return replace(offer, title=words["title"].format(thing=what.thing), description=words["body"])


def _reported(m: Matter) -> None:
    m.then(m.reporter.player.key, "report", (1, 3), clause=m.words["clause"], text=m.one("report"))


def _decided(m: Matter, verdict: str, measures: list[str], days: tuple[int, int] = _AT_ONCE) -> None:
    said = {"clause": m.words["clause"], "facts": m.words["facts"], "why": m.words["why"]}
    m.then(FIRST, "decide", days, verdict=verdict, measures=measures, **said)


def found(m: Matter) -> None:
    """A breach, and what is done about it."""
    _reported(m)
    m.then(FIRST, "claim", _SOON)
    _decided(m, "breach", [m.words["measure"]])


def appealed(m: Matter) -> None:
    """The same, and the appeal changes nothing."""
    found(m)
    m.then(m.client.player.key, "appeal", _DAYS, text=m.words["appeal"])
    m.then(SECOND, "review", _DAYS, reverse=False, reason=m.words["reason"])


def appeal_waits(m: Matter) -> None:
    """Nobody reviews the appeal in time."""
    found(m)
    m.then(m.client.player.key, "appeal", _DAYS, text=m.words["appeal"])


def cleared(m: Matter) -> None:
    """Nothing is found."""
    _reported(m)
    m.then(SECOND, "claim", _SOON)
    m.then(
        SECOND,
        "decide",
        _AT_ONCE,
        verdict="no_breach",
        measures=["no_action"],
        clause=m.words["clause"],
        facts=m.words["facts"],
        why=m.words["why"],
    )


def left(m: Matter) -> None:
    """Nobody gets to it."""
    _reported(m)


def suspended(m: Matter) -> None:
    """The person is suspended, and appeals in vain."""
    m.subject = "profile"
    _reported(m)
    m.then(FIRST, "claim", _SOON)
    _decided(m, "breach", ["account_suspended"])
    m.then(m.client.player.key, "appeal", _DAYS, text=m.words["appeal"])
    m.then(SECOND, "review", _DAYS, reverse=False, reason=m.words["reason"])


def limited(m: Matter) -> None:
    m.subject = "profile"
    _reported(m)
    m.then(FIRST, "claim", _SOON)
    _decided(m, "breach", ["account_limited"])


def reversed_(m: Matter) -> None:
    """The appeal is granted."""
    limited(m)
    m.then(m.client.player.key, "appeal", _DAYS, text=m.words["appeal"])
    m.then(SECOND, "review", _DAYS, reverse=True, reason=m.words["reversed"])


REPORTS: Mapping[Callable[[Matter], None], int] = {
    found: 8,
    appealed: 3,
    appeal_waits: 1,
    cleared: 6,
    left: 1,
    suspended: 4,
    limited: 4,
    reversed_: 2,
}


@cache
def _words() -> Mapping[str, Any]:
    return read("year/words.toml")


def report_words(kind: Callable[[Matter], None], rng: Random) -> Mapping[str, Any]:
    """What is said in a case that goes that way."""
    words = _words()
    if kind in (suspended, limited, reversed_):
        said: Mapping[str, Any] = rng.choice(words["sanctioned"])
    elif kind is cleared:
        said = words["judged_clear"]
    else:
        said = rng.choice(words["judged"])
    return said


def inquiry_words(rng: Random) -> Mapping[str, Any]:
    said: Mapping[str, Any] = rng.choice(_words()["inquiry"])
    return said


def _asked(m: Matter) -> None:
    m.acts.append(Act(m.pen.when, m.asker, "ask", {"text": m.one("ask")}))


def answered(m: Matter) -> None:
    _asked(m)
    staff = m.rng.choice((FIRST, SECOND))
    m.then(staff, "take", _SOON)
    m.then(staff, "answer", _AT_ONCE, text=m.words["answer"])


def solved(m: Matter) -> None:
    """Answered, closed by who asked, and rated."""
    answered(m)
    m.then(m.asker, "close", _SOON)
    m.then(m.asker, "rate", _AT_ONCE, helped=m.rng.random() < 0.85, word="")


def visited(m: Matter) -> None:
    """Asked by somebody without an account."""
    m.is_anonymous = True
    answered(m)


def taken(m: Matter) -> None:
    """In somebody's hand, and never answered."""
    _asked(m)
    m.then(FIRST, "take", _SOON)


def waiting(m: Matter) -> None:
    _asked(m)


INQUIRIES: Mapping[Callable[[Matter], None], int] = {answered: 18, solved: 26, visited: 6, taken: 4, waiting: 6}
