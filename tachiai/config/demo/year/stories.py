"""Which stories the year consists of, and each of them in full: drawn from one seed, the same every time.

All days are counted from the day that the year ends on, whenever that is; what would happen on it or later is left to
the people who look at the market, and to its clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from tachiai.config.demo import beginnings, inquiries, judged, scenes, tasks
from tachiai.config.demo.content import Offered
from tachiai.config.demo.stage import Scene, bound
from tachiai.config.demo.when import When
from tachiai.config.demo.year import hours, office, projects, rounds
from tachiai.config.demo.year.course import DAY, Course, Pen
from tachiai.config.demo.year.what import CONTEST, FIXED_PRICE, HOURLY, TASK, draw, listing
from tachiai.config.demo.year.who import SEED, Crowd, Member, crowd, outsider

Kind = Callable[..., None]
REPORT, INQUIRY = "report", "inquiry"
# Of a thousand listings, so many are of each form; beside them there are so many of what the office has to do with.
SHARES: Mapping[str, int] = {FIXED_PRICE: 660, HOURLY: 90, CONTEST: 120, TASK: 115, REPORT: 18, INQUIRY: 40}
KINDS: Mapping[str, Mapping[Kind, int]] = {
    FIXED_PRICE: projects.KINDS,
    HOURLY: hours.KINDS,
    CONTEST: rounds.CONTESTS,
    TASK: rounds.TASKS,
    REPORT: office.REPORTS,
    INQUIRY: office.INQUIRIES,
}
_FIRST_DAY, _OLD = -365, (-340, -200)
# The market grows: so many of a hundred stories begin on any day alike, so many lately; the others ever more often.
_EVENLY, _LATELY, _LATE = 28, 14, 15
_ENGLISH_OF_A_HUNDRED = 6


@dataclass(frozen=True)
class Size:
    """How much a year is."""

    people: int
    listings: int


YEAR = Size(people=300, listings=1500)


@dataclass(frozen=True)
class Plan:
    """One story to be told: what it is of, what becomes of it, and the day on which it begins."""

    number: int
    form: str
    kind: Kind
    begins: int

    @property
    def key(self) -> str:
        return f"year{self.number:04}"


@dataclass(frozen=True)
class Story:
    """What happens, in order, and to whom."""

    plan: Plan
    members: Sequence[Member]
    scenes: Sequence[Scene]


class Year:
    """All stories of a year of that size that ended on `today`, in the order in which they begin."""

    def __init__(self, size: Size, today: date) -> None:
        self.crowd: Crowd = replace(crowd(size.people), weekday=today.weekday())
        drawn = sorted(_plans(size), key=lambda plan: plan.begins)
        self.plans = [replace(plan, number=number) for number, plan in enumerate(drawn)]

    def story(self, number: int) -> Story:
        plan = self.plans[number]
        rng = Random(f"{SEED} {plan.form} {plan.kind.__name__} {number}")  # noqa: S311 - a story, no secret
        members, told = _TELLERS[plan.form](rng, plan, self.crowd)
        past = [scene for scene in told if scene.when.day < 0]
        return Story(plan, members, sorted(past, key=lambda scene: (scene.when.day, scene.when.clock)))


def stories_of(size: Size) -> int:
    """How many stories such a year has."""
    return sum(1 for _ in _plans(size))


def _plans(size: Size) -> Iterator[Plan]:
    """As many of each kind as its weight says, and at least one, which began long enough ago to have ended."""
    rng = Random(f"{SEED} plans")  # noqa: S311
    for form, kinds in KINDS.items():
        total = size.listings * SHARES[form] / 1000
        for kind, weight in kinds.items():
            yield Plan(0, form, kind, rng.randint(*_OLD))
            for _ in range(round(total * weight / sum(kinds.values())) - 1):
                yield Plan(0, form, kind, _day(rng))


def _day(rng: Random) -> int:
    lot = rng.randrange(100)
    if lot < _LATELY:
        return -rng.randint(1, _LATE)
    return rng.randint(_FIRST_DAY, -1) if lot < _LATELY + _EVENLY else round(rng.triangular(_FIRST_DAY, -1, -1))


Told = tuple[Sequence[Member], Iterator[Scene]]


def _language(rng: Random) -> str:
    return "en" if rng.randrange(100) < _ENGLISH_OF_A_HUNDRED else "ja"


def _opens(rng: Random, plan: Plan) -> Pen:
    """In the course of the day on which the story begins."""
    return Pen(rng, plan.begins * DAY + rng.randint(8 * 60, 17 * 60))


def _project(rng: Random, plan: Plan, everybody: Crowd) -> Told:
    language = _language(rng)
    client = everybody.client(rng, language, plan.begins)
    what = draw(rng, plan.form, client)
    workers = everybody.workers_for(rng, what.category, language, plan.begins, rng.choice((1, 1, 2, 2, 3)))
    apply = plan.begins + rng.randint(9, 20)
    due = apply + rng.randint(*what.parts["days"])
    wanted = listing(rng, what, plan.form, plan.key, plan.begins, apply, due)
    if plan.kind is projects.in_parts:
        wanted = _in_parts(wanted, what.price, due)
    opened = _opens(rng, plan)
    first = opened.when
    course = Course(opened, what, wanted, workers[0], workers[1:], what.price, due)
    plan.kind(course)
    return [client, *workers], _scenes_of(course, first)


def _in_parts(wanted: Offered, price: int, due: int) -> Offered:
    """Half for the first part, and the rest for the second a week later."""
    half = price // 2
    first, *rest = wanted.terms["acceptance_items"]
    parts: list[dict[str, Any]] = [
        {"title": wanted.terms["deliverables"][:100], "price": half, "due_on": due - 7, "acceptance_items": [first]},
        {"title": wanted.terms["scope"][:100], "price": price - half, "due_on": due, "acceptance_items": rest},
    ]
    return replace(wanted, budget=price, terms={**wanted.terms, "milestones": parts})


def _scenes_of(course: Course, first: When) -> Iterator[Scene]:
    yield Scene(first, "listings", bound(beginnings.draft, course.listing))
    yield Scene(first.later(9), "acts", bound(beginnings.publish, course.listing))
    for talk in course.told():
        yield Scene(talk.sent, "proposals", bound(scenes.send, talk))
        yield from (scenes.scene_of(act, scenes.play_act, talk) for act in talk.acts)


def _by_the_hour(rng: Random, plan: Plan, everybody: Crowd) -> Told:
    language = _language(rng)
    client = everybody.client(rng, language, plan.begins)
    what = draw(rng, plan.form, client)
    workers = everybody.workers_for(rng, what.category, language, plan.begins, rng.choice((1, 2, 2)))
    apply = plan.begins + rng.randint(9, 16)
    wanted = listing(rng, what, plan.form, plan.key, plan.begins, apply, None)
    opened = _opens(rng, plan)
    first = opened.when
    course = hours.Hours(
        opened, what, wanted, workers[0], workers[1:], what.price, apply + 14, weekday=everybody.weekday
    )
    plan.kind(course)
    return [client, *workers], _scenes_of(course, first)


def _round(rng: Random, plan: Plan, everybody: Crowd) -> Told:
    language = _language(rng)
    client = everybody.client(rng, language, plan.begins)
    what = draw(rng, plan.form, client)
    most = rng.randint(2, 4) if plan.form == CONTEST else what.n
    workers = everybody.workers_for(rng, what.category, language, plan.begins, most)
    apply = plan.begins + rng.randint(7, 16)
    due = apply + rng.randint(21, 30) if plan.form == CONTEST else None
    wanted = listing(rng, what, plan.form, plan.key, plan.begins, apply, due)
    opened = _opens(rng, plan)
    first = opened.when
    told = rounds.Round(opened, what, wanted, workers)
    plan.kind(told)
    return [client, *workers], _scenes_of_round(told, plan.form, first)


def _scenes_of_round(told: rounds.Round, form: str, first: When) -> Iterator[Scene]:
    yield Scene(first, "listings", bound(beginnings.draft, told.listing))
    if form == CONTEST:
        contest = told.contest()
        yield from beginnings.contest_published(contest, first.later(9))
        yield from (scenes.scene_of(act, scenes.in_contest, contest) for act in contest.acts)
    else:
        task = told.task()
        yield from beginnings.task_published(task, first.later(9))
        yield from (scenes.scene_of(act, tasks.act, task) for act in tasks.one_by_one(task))


def _report(rng: Random, plan: Plan, everybody: Crowd) -> Told:
    """A listing that somebody reports, or whose client is reported, by somebody of this story alone."""
    client = outsider(plan.key, plan.begins)
    what = draw(rng, FIXED_PRICE, client)
    (reporter,) = everybody.workers_for(rng, what.category, "ja", plan.begins, 1)
    apply, words = plan.begins + rng.randint(12, 20), office.report_words(plan.kind, rng)
    wanted = listing(rng, what, FIXED_PRICE, plan.key, plan.begins, apply, apply + 20)
    if "title" in words:
        wanted = office.dressed(wanted, what, words)
    opened = _opens(rng, plan)
    first = opened.when
    matter = office.Matter(opened, plan.key, client, reporter, words)
    plan.kind(matter)
    return [client, reporter], _scenes_of_report(matter, wanted, first)


def _scenes_of_report(matter: office.Matter, wanted: Offered, first: When) -> Iterator[Scene]:
    yield Scene(first, "listings", bound(beginnings.draft, wanted))
    yield Scene(first.later(9), "acts", bound(beginnings.publish, wanted))
    accusation = matter.accusation()
    yield from (scenes.scene_of(act, judged.act, accusation) for act in accusation.acts)


def _inquiry(rng: Random, plan: Plan, everybody: Crowd) -> Told:
    """A question to the office."""
    (asker,) = everybody.workers_for(rng, "", "ja", plan.begins, 1)
    matter = office.Matter(_opens(rng, plan), plan.key, asker, asker, office.inquiry_words(rng))
    plan.kind(matter)
    asked = matter.asked()
    return [asker], (scenes.scene_of(act, inquiries.act, asked) for act in asked.acts)


_TELLERS: Mapping[str, Callable[[Random, Plan, Crowd], Told]] = {
    FIXED_PRICE: _project,
    HOURLY: _by_the_hour,
    CONTEST: _round,
    TASK: _round,
    REPORT: _report,
    INQUIRY: _inquiry,
}
