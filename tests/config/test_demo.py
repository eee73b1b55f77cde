"""The demo market: every state can be looked at, nothing in it contradicts itself, and it is made once."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings

from tachiai.clockwork.events import MoveAsked
from tachiai.clockwork.models import StepRecord, WalkingRow
from tachiai.clockwork.queries import next_due_at, now
from tachiai.config.cli import main
from tachiai.config.demo import accounts, content, fill_if_empty, filling
from tachiai.config.lifecycles import LIFECYCLES
from tachiai.contests import bookkeeping as contest_book
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest, ContestProposal, Question, RevisionWish
from tachiai.contracts import bookkeeping
from tachiai.contracts.hourly.models import LineWord, TimeEntry, Timer, Week
from tachiai.contracts.lifecycles import FIXED_PRICE, PLEA, WEEK
from tachiai.contracts.models import Contract, Plea, Rating, Request
from tachiai.contracts.queries import agreed_terms
from tachiai.contracts.queries.desk import waiting_for_staff
from tachiai.contracts.queries.requests import kinds
from tachiai.contracts.queries.todo import CONTRACT, REQUEST
from tachiai.conversations.lifecycles import HELD, OFF_SITE
from tachiai.conversations.models import Message, StoredFile
from tachiai.conversations.safety_models import HeldMessage, OffSiteRequest
from tachiai.inquiries.lifecycles import INQUIRY
from tachiai.inquiries.models import Inquiry
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.models import Listing, Proposal, SavedListing
from tachiai.jobs.queries import draft_of
from tachiai.jobs.rules import FORMATS, FUNDED_FIRST, categories, missing, points
from tachiai.kernel.calendar import local_date
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.money.audit import check_book, check_escrow
from tachiai.money.rules import Holder
from tachiai.notices.models import Dispatch, Notice
from tachiai.people import queries as people
from tachiai.people.models import Person
from tachiai.people.queries import id_by_email
from tachiai.safety.lifecycles import LIFECYCLES as SAFETY
from tachiai.tasks import bookkeeping as task_book
from tachiai.tasks.lifecycles import SUBMISSION, TASK
from tachiai.tasks.models import Attempt, Standing, Submission, SubmissionStep, TaskJob, TaskQuestion
from tachiai.terms.models import Consent, Version
from tachiai.web.site.todo.tasks import tasks_of
from tests.web.crawler import pages

# One worker fills the market for all of them.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
PUBLIC = ("open", "closed")
MEDIATION_LEVEL = "decision"


@dataclass(frozen=True)
class Filled:
    """The folder of its mails, and when it was filled."""

    mails: Path
    at: datetime


@pytest.fixture(scope="module")
def market(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Filled]:
    """The filled market, made once and read by all tests of this file."""
    mails = tmp_path_factory.mktemp("mail")
    demo = override_settings(
        DEMO=True,
        FUNDS="demo_bank",
        MEDIATION_LEVEL=MEDIATION_LEVEL,
        EMAIL_BACKEND=filling.FILE_MAIL,
        EMAIL_FILE_PATH=mails,
    )
    with django_db_blocker.unblock(), demo, transaction.atomic():
        at = now()
        assert fill_if_empty()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        yield Filled(mails, at)
        transaction.set_rollback(True)


ELSEWHERE = {
    PLEA.name: Plea,
    OFF_SITE.name: OffSiteRequest,
    HELD.name: HeldMessage,
    INQUIRY.name: Inquiry,
    WEEK.name: Week,
    CONTEST.name: Contest,
    TASK.name: TaskJob,
    SUBMISSION.name: Submission,
}
REQUESTS = [request.lifecycle for request in kinds(MEDIATION_LEVEL)]
HERE = [cycle for cycle in LIFECYCLES if cycle.words != "mediation" or cycle in REQUESTS]


def rows_of(cycle: Lifecycle) -> Counter[str]:
    """How many rows of a life cycle stand in each of its states."""
    for model in (Contract, Request):
        if (rows := model.objects.filter(lifecycle=cycle.name)).exists():
            return Counter(rows.values_list("state", flat=True))
    app = "safety" if cycle in SAFETY else "jobs"
    model = ELSEWHERE.get(cycle.name) or apps.get_model(app, cycle.name)
    return Counter(model._default_manager.values_list("state", flat=True))


def to_be_shown(cycle: Lifecycle) -> set[str]:
    """Every state but the ends of a request to which only the end of its contract leads."""
    steps = [step for step in cycle.steps if step.through != ("contract",)]
    return {cycle.first}.union(*(step.destinations(source) for step in steps for source in step.sources))


def not_today(cycle: Lifecycle) -> set[str]:
    """A sheet is corrected on the Monday after its week: on any other day none is."""
    return {"correcting"} if cycle == WEEK and local_date(now()).weekday() else set()


def expected_escrow() -> Iterator[tuple[Holder, int]]:
    return chain(bookkeeping.expected_escrow(), contest_book.expected_escrow(), task_book.expected_escrow())


class TestEveryStateCanBeLookedAt:
    @pytest.mark.parametrize("cycle", HERE, ids=lambda cycle: cycle.name)
    def test_of_every_life_cycle(self, market, cycle):
        found = rows_of(cycle)
        assert to_be_shown(cycle) >= {state.name for state in cycle.states if not state.final}
        assert to_be_shown(cycle) - not_today(cycle) == set(found), found

    def test_contracts_end_in_every_way(self, market):
        taken = set(Contract.objects.filter(closed_at__isnull=False).values_list("steps__step", flat=True))
        ends = {
            step.name
            for step in FIXED_PRICE.steps
            for state in FIXED_PRICE.states
            if state.final and state.name in step.destinations("")
        }
        # Only a mediation that could not be settled in sixty days falls to the contract's own clock: none can.
        assert ends - {"settle_by_rule"} == taken & ends

    def test_second_rounds(self, market):
        again = Contract.objects.filter(rounds_used__gt=0)
        assert {"working", "delivered", "completed"} <= set(again.values_list("state", flat=True))

    def test_work_in_parts_of_which_the_first_is_paid(self, market):
        contract = Contract.objects.get(parts=3, part=1, state="working")
        assert contract.paid and contract.deliveries.count() == 1
        assert sum(part.price for part in agreed_terms(contract).milestones) == contract.price

    def test_work_in_parts_with_some_paid_and_some_to_come(self, market):
        assert Contract.objects.filter(closed_at=None, part__gt=0, part__lt=F("parts") - 1, paid__gt=0).exists()

    def test_a_running_contract_of_somebody_suspended(self, market):
        suspended = [restriction.person_id for restriction in people.suspended_people(now())]
        assert Contract.objects.filter(worker__in=suspended, closed_at=None).exists()

    def test_a_rating_by_rule_that_was_lifted_and_one_that_stands(self, market):
        by_rule = Rating.objects.filter(rater=None)
        assert {rating.lifted_at is None for rating in by_rule} == {True, False}

    def test_a_demand_for_money_outside_the_contract_that_staff_see(self, market):
        assert Request.objects.exclude(claims=[]).filter(closed_at=None).exists()

    def test_ratings_by_both_by_one_and_by_nobody(self, market):
        completed = Contract.objects.filter(state="completed")
        assert {contract.ratings.count() for contract in completed} == {0, 1, 2}
        assert Rating.objects.exclude(reply="").exists()

    def test_a_single_rating_hidden_and_one_published_when_the_month_was_over(self, market):
        alone = [r for r in Rating.objects.all() if Rating.objects.filter(contract=r.contract).count() == 1]
        assert {rating.published_at is None for rating in alone} == {True, False}
        assert all(rating.publish_at <= rating.published_at for rating in alone if rating.published_at)

    def test_an_agreement_taken_back_by_a_later_version(self, market):
        open_sheets = Proposal.objects.filter(state="negotiating").values("sheet")
        newest = {v.sheet_id: v.number for v in Version.objects.filter(sheet__in=open_sheets).order_by("number")}
        given = Consent.objects.filter(version__sheet__in=open_sheets).select_related("version")
        assert any(consent.version.number < newest[consent.version.sheet_id] for consent in given)
        assert any(consent.version.number == newest[consent.version.sheet_id] for consent in given)

    def test_something_is_due_soon_and_nothing_is_late(self, market):
        assert next_due_at() > market.at


class TestTheListings:
    def test_are_at_least_forty_over_all_groups_of_categories(self, market):
        public = Listing.objects.filter(state__in=PUBLIC)
        assert public.count() >= 40
        assert {listing.category.split(".")[0] for listing in public} == {group.slug for group in categories()}

    def test_open_ones_are_more_than_a_page(self, market):
        assert Listing.objects.filter(state="open").count() > 20

    def test_some_leave_points_open_for_the_meter(self, market):
        open_ones = [draft_of(listing) for listing in Listing.objects.filter(state="open")]
        assert any(point.is_open for draft in open_ones for point in points(draft))
        assert any(not point.is_open for draft in open_ones for point in points(draft) if not point.is_required)

    def test_one_is_paid_in_parts(self, market):
        in_parts = [draft_of(listing) for listing in Listing.objects.filter(state="open", values__has_key="milestones")]
        assert {len(draft.terms.milestones) for draft in in_parts} == {3}

    def test_drafts_lack_something(self, market):
        """All but those that wait for a deposit, or waited for one in vain."""
        drafts = Listing.objects.filter(state=LISTING.first).exclude(format__in=FUNDED_FIRST)
        assert drafts and all(missing(draft_of(listing)) for listing in drafts)

    def test_are_of_every_form(self, market):
        assert set(FORMATS) == set(Listing.objects.filter(state="open").values_list("format", flat=True))

    def test_are_japanese_and_some_english(self, market):
        assert {"ja", "en"} == set(Listing.objects.filter(state="open").values_list("language", flat=True))

    def test_are_saved_by_somebody(self, market):
        assert SavedListing.objects.count() >= 10


class TestTheContests:
    def test_are_public_and_private_promised_and_not_and_one_ended_early(self, market):
        plans = [contest.plan for contest in Contest.objects.exclude(published_at=None)]
        assert {plan["is_public"] for plan in plans} == {plan["is_guaranteed"] for plan in plans} == {True, False}
        assert Contest.objects.exclude(ended_early_at=None).exists()

    def test_one_was_shared_among_those_who_met_the_brief(self, market):
        proposals = Contest.objects.get(state="shared").proposals
        assert not proposals.filter(marked_at__isnull=False, overturned_at=None, shared__gt=0).exists()
        assert proposals.filter(overturned_at__isnull=False, shared__gt=0).exists()
        assert proposals.filter(shared__gt=0).count() == 3

    def test_gave_several_prizes_and_one_more(self, market):
        contest = Contest.objects.get(prizes=3)
        assert contest.proposals.filter(is_additional=False, contract__isnull=False).count() == 3
        assert contest.proposals.filter(is_additional=True).count() == 1

    def test_are_talked_about(self, market):
        assert {question.answered_at is None for question in Question.objects.all()} == {True, False}
        assert RevisionWish.objects.filter(proposal__versions__number=2).exists()
        assert ContestProposal.objects.exclude(liked_at=None).exists()

    def test_show_what_was_not_adopted_only_as_its_makers_wish(self, market):
        over = ContestProposal.objects.filter(contest__closed_at__isnull=False, adopted_at=None)
        assert set(over.values_list("may_show", flat=True)) == {True, False}


class TestTheTasks:
    def test_have_workers_who_failed_the_known_answers_or_the_test(self, market):
        failed = [standing for standing in Standing.objects.filter(golds__gt=1) if not standing.golds_right]
        assert failed and Standing.objects.filter(golds_right__gt=1).exists()
        assert {attempt.passed_at is None for attempt in Attempt.objects.all()} == {True, False}

    def test_refused_answers_with_reasons_and_took_one_refusal_back(self, market):
        assert all(Submission.objects.filter(state__in=("refused", "not_approved")).values_list("reason", flat=True))
        assert SubmissionStep.objects.filter(step="take_back_refusal").exists()

    def test_are_worked_on_right_now(self, market):
        assert Submission.objects.filter(state="taken", slot_ends_at__gt=now()).exclude(draft={}).exists()

    def test_are_asked_about(self, market):
        assert {question.answered_at is None for question in TaskQuestion.objects.all()} == {True, False}


class TestTheHours:
    def test_of_one_contract_reach_back_six_weeks_and_go_on(self, market):
        timer = Timer.objects.get()
        states = set(Week.objects.filter(contract=timer.contract).values_list("state", flat=True))
        assert timer.contract.weeks.filter(paid_in_at__isnull=False).count() == 7
        assert {"paid", "settled", "decision", "open"} <= states

    def test_were_corrected_and_asked_about(self, market):
        assert TimeEntry.objects.filter(versions__gt=1).exists()
        assert {word.role for word in LineWord.objects.all()} == {"client", "worker"}

    def test_are_worked_in_another_zone(self, market):
        zones = Week.objects.values_list("contract__worker__time_zone", flat=True)
        assert "America/New_York" in set(zones)

    def test_ended_by_idleness_and_by_silence(self, market):
        taken = set(Contract.objects.filter(lifecycle="hourly").values_list("steps__step", flat=True))
        assert {"end_idle", "end_by_silence", "complete"} <= taken


class TestNothingContradictsItself:
    def test_the_book_adds_up_and_agrees_with_the_contracts(self, market):
        assert list(check_book()) == []
        assert list(check_escrow(expected_escrow())) == []

    def test_every_row_is_in_the_state_its_last_step_led_to(self, market):
        for model in (m for m in apps.get_models() if issubclass(m, WalkingRow)):
            for row in model.objects.prefetch_related("steps"):
                steps = sorted(row.steps.all(), key=lambda step: step.number)
                assert [step.number for step in steps] == list(range(1, row.steps_taken + 1))
                assert steps == [] or steps[-1].to_state == row.state

    def test_steps_messages_and_notices_follow_one_another_in_time(self, market):
        for model in (m for m in apps.get_models() if issubclass(m, StepRecord)):
            for subject in model.objects.values_list("subject_id", flat=True).distinct():
                assert_rising(model.objects.filter(subject=subject).order_by("number"), "taken_at")
        for thread in Message.objects.values_list("thread_id", flat=True).distinct():
            assert_rising(Message.objects.filter(thread=thread).order_by("id"), "posted_at")
        for person in Person.objects.all():
            assert_rising(Notice.objects.filter(person=person).order_by("id"), "created_at")

    def test_nobody_acts_before_joining(self, market):
        joined = dict(Person.objects.values_list("pk", "joined_at"))
        acts = Message.objects.values_list("author_id", "posted_at")
        assert all(joined[person] < at for person, at in acts)

    def test_the_clock_acted_when_it_was_time(self, market):
        caused = {step.name for cycle in LIFECYCLES for step in cycle.steps if not step.by or step.through}
        by_clock = [
            step
            for model in apps.get_models()
            if issubclass(model, StepRecord)
            for step in model.objects.filter(actor="clock").exclude(step__in=caused)
        ]
        assert len(by_clock) >= 10
        assert {step.taken_at - step.deadline_at for step in by_clock} == {timedelta(0)}


def assert_rising(rows, moment: str) -> None:
    moments = list(rows.values_list(moment, flat=True))
    assert moments == sorted(moments)
    assert moments == [] or moments[-1] <= now()


class TestTheMail:
    def test_of_the_past_is_in_the_folder_each_in_its_own_file(self, market):
        assert Dispatch.objects.exclude(state__in=["sent", "unwanted"]).count() == 0
        assert len(list(market.mails.glob("*.log"))) == Dispatch.objects.filter(state="sent").count() > 100

    def test_bears_the_date_on_which_it_was_written(self, market):
        dates = []
        for path in sorted(market.mails.glob("*.log")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            dates.append(parsedate_to_datetime(str(mail["Date"])))
        assert dates == sorted(dates)
        assert (dates[-1] - dates[0]).days > 90

    def test_some_notices_still_wait_to_be_read(self, market):
        unread = Notice.objects.filter(read_at=None).count()
        assert 0 < unread < Notice.objects.count() / 2


class TestThePeople:
    def test_can_sign_in_with_what_is_printed(self, market):
        for address, password, who in accounts():
            assert authenticate(None, username=address, password=password).email == address
            assert who

    @pytest.mark.parametrize("role", ["client", "worker"])
    def test_have_something_to_do_in_contracts_and_requests(self, market, role):
        tasks = {
            player.key: {task.place.thing for task in tasks_of(id_by_email(player.email), now(), most=50).tasks}
            for player in content.players()
            if player.role == role
        }
        assert sum({CONTRACT, REQUEST} & things != set() for things in tasks.values()) >= 5, tasks
        assert sum(REQUEST in things for things in tasks.values()) >= 3, tasks

    def test_of_the_staff_have_proposals_decisions_refusals_and_pleas_before_them(self, market):
        waiting = {(each.words, each.state) for each in waiting_for_staff(now())}
        assert {
            ("mediation", "staff_proposal"),
            ("mediation", "decision"),
            ("contact_reminder", "asked"),
            ("plea", "asked"),
        } <= waiting

    def test_are_of_every_role(self, market):
        assert {player.role for player in content.players()} == {"client", "worker", "newcomer", "staff"}
        assert Person.objects.filter(is_staff=True).count() == 2

    def test_have_addresses_that_belong_to_nobody(self):
        assert all(player.email.endswith(("@example.jp", "@example.com")) for player in content.players())

    def test_hand_over_files_of_several_kinds(self, market):
        kinds = {name.rpartition(".")[2] for name in StoredFile.objects.values_list("name", flat=True)}
        assert {"png", "pdf", "docx", "xlsx", "csv", "zip"} <= kinds


@pytest.mark.parametrize("who", ["", "momiji@example.jp", "hasumi@example.jp", "staff@example.jp"])
def test_every_link_leads_somewhere(market: Filled, settings, who: str) -> None:
    """Followed by a visitor, a client, a worker and staff."""
    settings.ROOT_URLCONF = "tests.web.every_address"
    browser = Client(headers={"accept-language": "ja"})
    if who:
        browser.force_login(Person.objects.get(email=who))
    answers = [(answer.status_code, address, source) for address, source, answer in pages(browser)]
    assert len(answers) > 100
    assert [each for each in answers if each[0] not in (200, 302)] == []


class TestLivingOn:
    def test_again_changes_nothing(self, market):
        before = (Person.objects.count(), Listing.objects.count(), Message.objects.count())
        assert fill_if_empty() is False
        assert (Person.objects.count(), Listing.objects.count(), Message.objects.count()) == before

    def test_lists_contracts_one_a_line_and_nothing_else(self, market, capsys):
        assert main(["demo", "--list-contracts"]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert len(lines) == Contract.objects.count()
        assert dict(lines) == dict(Contract.objects.values_list("reference", "state"))

    def test_a_week_in_the_time_machine_keeps_everything_in_order(self, market):
        before = now()
        (done,) = publish(MoveAsked(timedelta(days=7)))
        assert sum(swept.fired for swept in done.values()) > 10
        assert not any(swept.failed for swept in done.values())
        assert now() - before >= timedelta(days=7)
        assert list(check_book()) == []
        assert list(check_escrow(expected_escrow())) == []
