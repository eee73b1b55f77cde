"""How things begin in the demo: people join; listings are drafted, published, and come to an end of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tachiai.clockwork.actions import By
from tachiai.config.demo import contests, formats, tasks
from tachiai.config.demo.content import Offered, Player
from tachiai.config.demo.formats import Contest, Task
from tachiai.config.demo.stage import Scene, Stage, bound
from tachiai.config.demo.when import When
from tachiai.conversations.actions import consent
from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.queries.consent import mode as screening_mode
from tachiai.guidelines.actions import consent_to_all
from tachiai.jobs import actions as jobs
from tachiai.kernel.lifecycle import Actor
from tachiai.people import actions as people

MORNING, NOON, EVENING = time(9, 15), time(12, 30), time(21, 5)
MINUTES_APART = 13


def joins(player: Player) -> Scene:
    """Somebody joins, and agrees to what everybody agrees to."""
    return Scene(When(player.joined, NOON), "people", bound(join, player))


def join(stage: Stage, at: datetime, player: Player) -> None:
    person = people.open_account(
        email=player.email,
        password=stage.password,
        display_name=player.name,
        language=player.language,
        is_staff=player.role == "staff",
        joined_at=at,
    )
    people.update_profile(
        person_id=person.pk,
        display_name=player.name,
        introduction=player.introduction,
        skills=player.skills,
        language=player.language,
        time_zone=player.time_zone,
        at=at,
    )
    consent_to_all(person_id=person.pk, at=at)
    consent.give_consent(person_id=person.pk, version=CONSENT_VERSION, in_mode=screening_mode(), at=at)
    stage.people[player.key] = person.pk


def course(listing: Offered, index: int) -> Iterator[Scene]:
    """From the draft to whatever end the listing has of its own; proposals and the clock may end it sooner."""
    if listing.open is None:
        yield Scene(When(listing.saved or 0, EVENING), "drafts", bound(draft, listing))
    else:
        begins = datetime.combine(date.min, MORNING) + timedelta(minutes=index * MINUTES_APART % 480)
        yield Scene(When(listing.open, begins.time()), "listings", bound(draft, listing))
        yield from _published(listing, When(listing.open, (begins + timedelta(minutes=9)).time()))
    if listing.discarded is not None:
        yield Scene(When(listing.discarded, NOON), "acts", bound(_discard, listing))
    if listing.closed is not None:
        yield Scene(When(listing.closed, NOON), "acts", bound(close, listing))


def _published(listing: Offered, when: When) -> Iterator[Scene]:
    """A contest or a task settles what only it has, and is published by its deposit."""
    contest = next((each for each in formats.contests() if each.key == listing.key), None)
    task = next((each for each in formats.tasks() if each.key == listing.key), None)
    if contest is not None:
        yield from contest_published(contest, when)
    elif task is not None:
        yield from task_published(task, when)
    else:
        yield Scene(when, "acts", bound(publish, listing))


def contest_published(contest: Contest, when: When) -> Iterator[Scene]:
    yield Scene(when, "acts", bound(contests.settle, contest))
    yield Scene(when.later(6), "contracts", bound(contests.deposit, contest))


def task_published(task: Task, when: When) -> Iterator[Scene]:
    yield Scene(when, "acts", bound(tasks.settle, task))
    yield Scene(when.later(6), "contracts", bound(tasks.deposit, task))


def draft(stage: Stage, at: datetime, listing: Offered) -> None:
    client = stage.people[listing.client]
    stage.clients[listing.key] = client
    stage.listings[listing.key] = jobs.save_draft(client_id=client, draft=listing.draft(stage.today), at=at)


def publish(stage: Stage, at: datetime, listing: Offered) -> None:
    jobs.publish(listing_id=stage.listings[listing.key], client_id=stage.people[listing.client], at=at)


def _discard(stage: Stage, at: datetime, listing: Offered) -> None:
    jobs.discard(listing_id=stage.listings[listing.key], client_id=stage.people[listing.client], at=at)


def close(stage: Stage, at: datetime, listing: Offered) -> None:
    jobs.close(listing_id=stage.listings[listing.key], by=By(Actor.CLIENT, stage.people[listing.client]), at=at)
