"""What becomes of contests and tasks, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tachiai.config.demo.content import Act, Offered
from tachiai.config.demo.formats import Contest, Task
from tachiai.config.demo.year.course import CLIENT, Pen, comment, pair, stars_for, word
from tachiai.config.demo.year.what import What, words
from tachiai.config.demo.year.who import Member
from tachiai.contests.rules import Plan as ContestPlan
from tachiai.tasks.rules.forms import FieldKind, Form, FormField
from tachiai.tasks.rules.plans import Plan as TaskPlan

# Longer than any scene of a story waits for the next without looking at the clock.
_SLOT_MINUTES = 180
_MINUTES = (1, 4)


@dataclass
class Round:
    """A contest or a task: many take part, and the deposit comes first. `apply`: the last day to take part."""

    pen: Pen
    what: What
    listing: Offered
    workers: Sequence[Member]
    prizes: int = 1
    by_transfer: bool = False
    acts: list[Act] = field(default_factory=list)

    @property
    def rng(self) -> Random:
        return self.pen.rng

    @property
    def apply(self) -> int:
        return self.listing.apply or 0

    def then(self, who: str, verb: str, days: tuple[int, int], **particulars: Any) -> None:
        self.acts.append(Act(self.pen.wait(*days), who, verb, particulars))

    def word(self, key: str) -> str:
        return word(self.rng, self.what, self.of_kind(key))

    def pair(self, said: str, answer: str) -> tuple[str, str]:
        return pair(self.rng, self.what, self.of_kind(said), self.of_kind(answer))

    def of_kind(self, key: str) -> str:
        """What is said of words or photographs differs, where it stands apart, from what is said of drawings."""
        own = f"{key}_{self.what.category.partition('.')[0]}"
        return own if own in words(self.what.language) else key

    def contest(self) -> Contest:
        """As its client settles it."""
        plan = ContestPlan(
            prizes=self.prizes,
            is_guaranteed=self.is_promised,
            is_public=self.rng.random() < 0.7,
            criteria=tuple(self.what.parts["criteria"]),
        )
        return Contest(self.listing.key, plan, self.by_transfer, tuple(self.acts))

    is_promised: bool = False

    def task(self) -> Task:
        question = FormField("answer", FieldKind.ONE, self.what.parts["question"], choices=self.choices)
        plan = TaskPlan(
            form=Form(self.what.said(self.what.parts["body"][0]), (question,)),
            slot_minutes=_SLOT_MINUTES,
            repeats=self.what.n,
            most_per_worker=1,
        )
        return Task(self.listing.key, plan, (), self.by_transfer, tuple(self.acts))

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.what.parts["choices"])

    def entered(self) -> None:
        """Everybody sends something in before the last day."""
        opened, last = self.pen.minute, self.pen.minute
        for member in self.workers:
            self.pen.minute = opened
            said: dict[str, Any] = {"text": self.word("entry")}
            if "writing" not in self.what.category:
                said["files"] = [self.what.parts["file"]]
            self.then(member.player.key, "propose", (1, max(1, self.apply - self.pen.day - 1)), **said)
            last = max(last, self.pen.minute)
        self.pen.minute = last

    def chosen(self, winner: Member) -> None:
        """After the last day one is adopted, and its data are handed over."""
        of = winner.player.key
        self.pen.wait(max(1, self.apply + 1 - self.pen.day))
        self.then(CLIENT, "award", (1, 6), of=of)

    def handed_over(self, winner: Member) -> None:
        files = [self.what.parts["file"]]
        self.then(winner.player.key, "deliver", (2, 5), note=self.word("deliver"), files=files)

    def answered(self, n: int) -> None:
        """So many people answer, each once."""
        for member in self.workers[:n]:
            minutes, values = self.rng.randint(*_MINUTES), {"answer": self.rng.choice(self.choices)}
            self.then(member.player.key, "answer", (0, 1), minutes=minutes, values=values)
            self.pen.minute += minutes


def _rated(c: Round, winner: Member) -> None:
    key = winner.player.key
    c.then(CLIENT, "rate", (0, 3), of=key, stars=stars_for(c.rng, CLIENT), text=comment(c.rng, c.what, CLIENT))
    c.then(key, "rate", (0, 3), stars=stars_for(c.rng, "worker"), text=comment(c.rng, c.what, "worker"))


def adopted(c: Round) -> None:
    c.entered()
    c.chosen(c.workers[0])
    c.handed_over(c.workers[0])
    c.then(CLIENT, "accept", (0, 3), of=c.workers[0].player.key)
    _rated(c, c.workers[0])


def talked_about(c: Round) -> None:
    """With a question, a favourite, and another version of it."""
    first = c.workers[0].player.key
    question, explained = c.pair("question", "explained")
    wish, revised = c.pair("wish", "entry_revised")
    c.then(first, "wonder", (1, 1), text=question)
    c.then(CLIENT, "explain", (0, 1), text=explained)
    c.then(first, "propose", (0, 1), text=c.word("entry"), files=[c.what.parts["file"]])
    c.then(CLIENT, "like", (0, 1), of=first)
    c.then(CLIENT, "wish", (0, 0), of=first, text=wish)
    c.then(first, "revise", (0, 1), text=revised, files=[c.what.parts["file"]])
    c.chosen(c.workers[0])
    c.handed_over(c.workers[0])
    c.then(CLIENT, "accept", (0, 3), of=first)
    _rated(c, c.workers[0])


def not_looked_at(c: Round) -> None:
    """Adopted, and the data that were handed over are accepted by the clock."""
    c.entered()
    c.chosen(c.workers[0])
    c.handed_over(c.workers[0])


def given_up(c: Round) -> None:
    """The client adopts nothing and says why."""
    c.entered()
    c.pen.wait(max(1, c.apply + 1 - c.pen.day))
    c.then(CLIENT, "finish", (2, 8), reason=c.word("finish"))


def returned(c: Round) -> None:
    """The client falls silent."""
    c.entered()


def shared(c: Round) -> None:
    """The client falls silent, having promised to adopt something."""
    c.is_promised = True
    c.entered()


def empty(c: Round) -> None:
    """Nobody takes part."""


def unpaid(c: Round) -> None:
    """The deposit never comes."""
    c.by_transfer = True


CONTESTS: Mapping[Callable[[Round], None], int] = {
    adopted: 50,
    talked_about: 20,
    not_looked_at: 6,
    given_up: 6,
    returned: 6,
    shared: 5,
    empty: 4,
    unpaid: 3,
}


def done(c: Round) -> None:
    """Answered and approved; what is left over goes back with the last day."""
    c.answered(len(c.workers))
    c.then(CLIENT, "approve", (0, 2))


def approved_by_clock(c: Round) -> None:
    c.answered(len(c.workers))


def refused_once(c: Round) -> None:
    """One answer is refused, the others approved."""
    c.answered(len(c.workers))
    wrong = c.workers[0].player.key
    c.then(CLIENT, "refuse", (0, 1), of=wrong, most=1, reason=c.word("answer_wrong"))
    c.then(CLIENT, "approve", (0, 1))


def forgiven(c: Round) -> None:
    """The refusal was the client's mistake."""
    refused_once(c)
    c.then(CLIENT, "take_back", (0, 1), of=c.workers[0].player.key)


def closed_early(c: Round) -> None:
    c.answered(2)
    c.then(CLIENT, "close", (1, 2))


TASKS: Mapping[Callable[[Round], None], int] = {
    done: 45,
    approved_by_clock: 22,
    refused_once: 10,
    forgiven: 5,
    closed_early: 8,
    empty: 5,
    unpaid: 5,
}
