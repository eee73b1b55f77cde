"""The year behind the demo: drawn the same every time, told once, in order, and stopped without harm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

from tachiai.clockwork.models import DemoYear, StepRecord, WalkingRow
from tachiai.clockwork.queries import YearTold, demo_year, next_due_at, now
from tachiai.config.demo import beginnings, content
from tachiai.config.demo.stage import Stage
from tachiai.config.demo.year import hours, office, projects, rounds, stories, telling, what
from tachiai.config.demo.year.stories import CONTEST, HOURLY, INQUIRY, KINDS, REPORT, TASK, YEAR, Size, Year
from tachiai.config.demo.year.what import FIXED_PRICE
from tachiai.config.lifecycles import LIFECYCLES
from tachiai.contests import bookkeeping as contest_book
from tachiai.contests.models import Contest
from tachiai.contracts import bookkeeping
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.queries import next_publication_at
from tachiai.conversations.models import Message
from tachiai.inquiries.models import Inquiry
from tachiai.jobs.models import Listing
from tachiai.money.audit import check_book, check_escrow
from tachiai.notices.models import Dispatch, Notice
from tachiai.people.models import Person
from tachiai.safety.models import Appeal, Case
from tachiai.screening.engine import shipped
from tachiai.tasks import bookkeeping as task_book
from tachiai.tasks.models import TaskJob

pytestmark = pytest.mark.xdist_group("demo year")
MONDAY = date(2026, 11, 30)
STOPS = ("warn", "hold", "refuse")
SMALL = Size(people=16, listings=1)
# One of every way in which a story can go that takes the code another way; the others differ in what people say.
TOLD = {
    FIXED_PRICE: (
        *(projects.second_round, projects.in_parts, projects.deemed, projects.late, projects.nobody),
        *(projects.declined, projects.lapsed, projects.given_up, projects.ended_in_silence, projects.ended_countered),
        *(projects.ended_unanswered, projects.decided_by_staff, projects.changed),
    ),
    HOURLY: (hours.ended_together, hours.decided),
    CONTEST: (rounds.talked_about, rounds.shared),
    TASK: (rounds.forgiven, rounds.unpaid),
    REPORT: (office.appealed, office.suspended),
    INQUIRY: (office.solved, office.visited),
}
STORIES = sum(map(len, TOLD.values()))


class Stopped(BaseException):
    """Ctrl-C."""


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A small year, told once: stopped in the middle of its fourth story, and gone on with."""
    demo = override_settings(DEMO=True, DEMO_YEAR=True, FUNDS="demo_bank", MEDIATION_LEVEL="decision")
    with django_db_blocker.unblock(), transaction.atomic():
        with demo, pytest.MonkeyPatch.context() as patch:
            patch.setattr(stories, "KINDS", {form: dict.fromkeys(kinds, 1) for form, kinds in TOLD.items()})
            _staff_is_there()
            _stop_in_the_fourth(patch)
            telling.tell_year(SMALL)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)


def _staff_is_there() -> None:
    stage = Stage(now())
    for player in content.players():
        if player.role == content.STAFF:
            beginnings.join(stage, now() - timedelta(days=500), player)


def _stop_in_the_fourth(patch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    whole = telling.Clock.let_pass

    def stop(clock: telling.Clock, until, *, also_then: bool = False) -> None:
        whole(clock, until, also_then=also_then)
        told.append(1) if also_then else None
        if len(told) == 4:
            raise Stopped

    with patch.context() as for_now, pytest.raises(Stopped):
        for_now.setattr(telling.Clock, "let_pass", stop)
        telling.tell_year(SMALL)
    assert demo_year() == YearTold(told=3, stories=STORIES)


def counts() -> list[int]:
    return [model._default_manager.count() for model in (Person, Listing, Contract, Message, Case, Inquiry, Notice)]


class TestTold:
    def test_to_its_end_though_it_was_stopped(self, year):
        assert demo_year() == YearTold(told=STORIES, stories=STORIES)
        assert Listing.objects.count() == STORIES - len(TOLD[INQUIRY])
        assert Inquiry.objects.count() == len(TOLD[INQUIRY])

    def test_once_however_often_it_is_begun(self, year, settings):
        settings.DEMO = settings.DEMO_YEAR = True
        before = counts()
        assert not telling.is_wanted()
        telling.tell_year(SMALL)
        assert counts() == before

    def test_with_every_end_of_a_contract_and_every_form(self, year):
        assert set(Listing.objects.values_list("format", flat=True)) == {FIXED_PRICE, HOURLY, CONTEST, TASK}
        assert {"completed", "terminated", "lapsed"} <= set(Contract.objects.values_list("state", flat=True))
        steps = set(Contract.objects.values_list("steps__step", flat=True))
        assert {"deem_accepted", "give_up", "end_by_silence", "settle", "reject", "complete"} <= steps
        assert {"termination", "contact_reminder", "change", "mediation_decision"} <= set(
            Request.objects.values_list("lifecycle", flat=True)
        )
        assert set(Contest.objects.values_list("state", flat=True)) == {"awarded", "shared"}
        assert set(TaskJob.objects.values_list("state", flat=True)) == {"completed", "lapsed"}
        assert Appeal.objects.count() == 2
        assert Rating.objects.exclude(published_at=None).exists()

    def test_with_a_book_that_adds_up(self, year):
        expected = chain(bookkeeping.expected_escrow(), contest_book.expected_escrow(), task_book.expected_escrow())
        assert list(check_book()) == []
        assert list(check_escrow(expected)) == []

    def test_with_no_deadline_in_the_past(self, year):
        waiting = [moment for moment in (next_due_at(), next_publication_at()) if moment is not None]
        assert all(moment > now() for moment in waiting)
        for model in (m for m in apps.get_models() if issubclass(m, WalkingRow)):
            assert not model._default_manager.filter(stalled_until__isnull=False).exists()

    def test_with_everything_done_by_the_clock_at_its_moment(self, year):
        caused = {step.name for cycle in LIFECYCLES for step in cycle.steps if not step.by or step.through}
        by_clock = [
            step
            for model in apps.get_models()
            if issubclass(model, StepRecord)
            for step in model._default_manager.filter(actor="clock").exclude(step__in=caused)
        ]
        assert len(by_clock) > 10
        assert {step.taken_at - step.deadline_at for step in by_clock} == {timedelta(0)}

    def test_in_the_past_and_in_order(self, year):
        for thread in Message.objects.values_list("thread_id", flat=True).distinct():
            moments = list(Message.objects.filter(thread=thread).order_by("id").values_list("posted_at", flat=True))
            assert moments == sorted(moments)
            assert moments[-1] < now()
        joined = dict(Person.objects.values_list("pk", "joined_at"))
        assert all(joined[who] < at for who, at in Message.objects.values_list("author_id", "posted_at"))

    def test_without_mail(self, year):
        assert Notice.objects.count() > 100
        assert not Dispatch.objects.exists()


class TestDrawn:
    def test_the_same_every_time(self):
        first, again = Year(YEAR, MONDAY), Year(YEAR, MONDAY)
        assert first.plans == again.plans
        for number in range(0, len(first.plans), 50):
            assert told(first, number) == told(again, number)

    def test_all_of_it_before_the_day_it_ends_on_and_after_everybody_joined(self):
        drawn = Year(YEAR, MONDAY)
        for plan in drawn.plans[::7]:
            story = drawn.story(plan.number)
            moments = [(scene.when.day, scene.when.clock) for scene in story.scenes]
            assert moments == sorted(moments)
            assert moments[-1][0] < 0
            assert all(member.player.joined < plan.begins for member in story.members)

    def test_of_every_kind_and_with_growth(self):
        drawn = Year(YEAR, MONDAY)
        assert {(plan.form, plan.kind) for plan in drawn.plans} == {
            (form, kind) for form, kinds in KINDS.items() for kind in kinds
        }
        quarters = [sum(-365 + 91 * n <= plan.begins < -365 + 91 * (n + 1) for plan in drawn.plans) for n in range(4)]
        assert quarters == sorted(quarters)

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_with_nothing_said_that_the_screening_would_stop(self, language):
        said = set(everything_said(language))
        assert len(said) > 100
        stopped = [text for text in said for hit in shipped().judge(text, "proposal").hits if hit.verdict in STOPS]
        assert stopped == []

    def test_with_names_that_nobody_shares(self):
        people = Year(YEAR, MONDAY).crowd
        names = [member.player.name for member in (*people.clients, *people.workers)]
        assert len(names) == len(set(names)) == YEAR.people


def told(drawn: Year, number: int) -> list[tuple[object, str]]:
    """What happens in a story, moment by moment."""
    return [
        (scene.when, repr([cell.cell_contents for cell in scene.play.__closure__]))
        for scene in drawn.story(number).scenes
    ]


def everything_said(language: str) -> Iterator[str]:
    """Each word of the year, about each thing that it may be about."""
    forms = (FIXED_PRICE, HOURLY, CONTEST, TASK)
    things = {thing for form in forms for parts in what.categories(form, language).values() for thing in parts["thing"]}
    for several in what.words(language).values():
        for pattern in [several] if isinstance(several, str) else several:
            for thing in things if "{thing}" in pattern else [""]:
                yield pattern.format(**{"thing": thing, "is": "", "file": "", "item": ""})


class TestWanted:
    @pytest.mark.django_db
    def test_not_where_the_people_of_the_demo_are_missing(self, settings):
        settings.DEMO = settings.DEMO_YEAR = True
        assert not telling.is_wanted()
        telling.tell_year(SMALL)
        assert not DemoYear.objects.exists()

    @pytest.mark.django_db
    def test_not_where_it_is_left_out(self, settings):
        settings.DEMO, settings.DEMO_YEAR = True, False
        _staff_is_there()
        assert not telling.is_wanted()
