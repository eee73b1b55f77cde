"""Telling the year, story after story, while the site is used.

A story is told in one transaction, each act at its own moment, with what falls due done in between. Rows that others
see are settled up to the present: whatever falls due at a moment before it, inside this transaction, is the story's
own. When it ends, the story has no deadline in the past either, and the clock of the market takes it over.
"""

from __future__ import annotations

import logging
import time as machine
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import OperationalError

from tachiai.clockwork.actions import begin_demo_year, next_story_of_demo_year
from tachiai.clockwork.planning import planning_once
from tachiai.clockwork.queries import demo_year, next_due_at, now
from tachiai.config.demo import beginnings, content
from tachiai.config.demo.content import STAFF
from tachiai.config.demo.stage import Stage, without_savepoints
from tachiai.config.demo.year.stories import YEAR, Size, Story, Year, stories_of
from tachiai.config.schedule import SWEEPS, UNHURRIED, run_due
from tachiai.config.voice import say
from tachiai.contracts.queries import next_publication_at
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.notices import actions as notices
from tachiai.people import queries as people
from tachiai.people.actions import HashedPassword
from tachiai.statistics import actions as statistics

log = logging.getLogger(__name__)

# What looks after the whole installation is the worker's: none of it belongs to a story.
_NOT_OF_A_STORY = UNHURRIED | {"gathered mail", "unfinished uploads"}
# No measure of a story ends by itself.
UPCOMING = (next_due_at, next_publication_at)
OF_A_STORY = {name: sweep for name, sweep in SWEEPS.items() if name not in _NOT_OF_A_STORY}
_SAID_EVERY = 100
# No deadline of a story comes sooner after the step from which it is counted.
LEAST_LEAD = timedelta(hours=2)
STAFF_READ_AFTER = timedelta(days=3)
_TRIES, _WAIT_SECONDS = 20, 0.25


def tell_year(size: Size = YEAR) -> None:
    """Tell what is left of the year. Where the demo's own people are missing there is no market to put it behind."""
    if not is_wanted():
        return
    today = begin_demo_year(today=local_date(now()), stories=stories_of(size))
    teller = Teller(Year(size, today), today)
    while teller.tell_next():
        _say_progress()
    statistics.count_anew(now())


def is_wanted() -> bool:
    """Whether this is a demo with its people, whose year is not told yet."""
    told = demo_year() if settings.DEMO_YEAR else None
    return settings.DEMO_YEAR and bool(_staff()) and (told is None or told.told < told.stories)


class Teller:
    """Tells the stories of a year that ended on `today`."""

    def __init__(self, year: Year, today: date) -> None:
        self.year = year
        self.midnight = datetime.combine(today, time(), tzinfo=TOKYO)
        self.password = HashedPassword.of(content.password())
        self.known = _staff()

    def tell_next(self) -> bool:
        """Tell the next story; whether there was one. What somebody's lock kept from being told is tried again; a story
        that cannot be told is passed over, so that the others are."""
        for attempt in range(_TRIES):
            try:
                return self._tell_next()
            except OperationalError:
                if attempt == _TRIES - 1:
                    raise
                machine.sleep(_WAIT_SECONDS)
            except Exception:
                with next_story_of_demo_year() as number:
                    log.exception("story %s of the demo's year could not be told", number)
                return True
        return False

    def _tell_next(self) -> bool:
        with next_story_of_demo_year() as number:
            if number is None:
                return False
            joined = self.tell(self.year.story(number))
        self.known |= joined
        return True

    def tell(self, story: Story) -> dict[str, int]:
        """In the caller's transaction; who joined in it, by key."""
        stage = Stage(self.midnight, self.password, people=dict(self.known), catches_up=False)
        before = set(stage.people)
        with notices.mailing_nobody(), without_savepoints(), planning_once():
            at = _join(stage, story)
            clock = Clock(at)
            for scene in story.scenes:
                moment = scene.when.before(self.midnight)
                clock.let_pass(moment)
                scene.play(stage, moment)
            present = now()
            clock.let_pass(present, also_then=True)
            for person in _staff_in(stage):
                notices.mark_all_read(person_id=person, at=present - STAFF_READ_AFTER)
        return {key: stage.people[key] for key in set(stage.people) - before}


def _join(stage: Stage, story: Story) -> datetime:
    """Whoever takes part in their first story joins; the moment at which all are there and it begins."""
    for member in story.members:
        if member.player.key not in stage.people:
            at = beginnings.joins(member.player).when.before(stage.present)
            known = people.id_by_email(member.player.email)
            if known is None:
                beginnings.join(stage, at, member.player)
            else:
                stage.people[member.player.key] = known
    return story.scenes[0].when.before(stage.present)


class Clock:
    """The time of one story: lets it pass from scene to scene, and does what falls due on the way."""

    def __init__(self, begins: datetime) -> None:
        self.at, self.looked, self.due = begins, begins, begins

    def let_pass(self, until: datetime, *, also_then: bool = False) -> None:
        """Do what falls due before `until` (`also_then`: or at that moment), each thing at its own moment.

        Between scenes that follow one another closely nothing can have fallen due that was not known before them.
        """
        if until < self.due and until - self.looked < LEAST_LEAD:
            return
        held = 0
        while self._look() and (self.at < until or (also_then and self.at == until)):
            held = 0 if self._fire() else held + 1
            if held > _TRIES:
                raise OperationalError(f"what was due at {self.due} is held by another process")
        self.at = self.looked = until

    def _look(self) -> bool:
        """See what falls due next; whether anything does."""
        due = min((moment for ask in UPCOMING if (moment := ask()) is not None), default=None)
        self.due = due or datetime.max.replace(tzinfo=UTC)
        self.at = max(self.due, self.at)
        return due is not None

    def _fire(self) -> bool:
        """Do what is due now. False when another process holds all of it, which does it then."""
        done = run_due(self.at, OF_A_STORY)
        if failed := [name for name, swept in done.items() if swept.failed]:
            raise RuntimeError(f"the clock failed in a story: {failed}; the log says why")
        if any(swept.fired for swept in done.values()):
            return True
        machine.sleep(_WAIT_SECONDS)
        return False


def _staff_in(stage: Stage) -> list[int]:
    return [stage.people[player.key] for player in content.players() if player.role == STAFF]


def _staff() -> dict[str, int]:
    found = {player.key: people.id_by_email(player.email) for player in content.players() if player.role == STAFF}
    return {key: person for key, person in found.items() if person is not None}


def _say_progress() -> None:
    told = demo_year()
    if told is not None and (told.told % _SAID_EVERY == 0 or told.told == told.stories):
        say("demo.year.progress", told=told.told, stories=told.stories)
