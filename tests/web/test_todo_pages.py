"""What is due: one list of everything that waits for a person, late things first, then by deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tachiai.clockwork.waiting import Place
from tachiai.config.schedule import run_due
from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Listing
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.people.models import Person
from tachiai.web.site.todo.pages import PAGE
from tachiai.web.site.todo.tasks import Task, tasks_of
from tests.cast import Cast, make_person
from tests.deal import MONDAY, Deal
from tests.jobs.market import DRAFT, OFFER, Market
from tests.plans import visited
from tests.tasks.batch import Batch
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
TODO = "/todo/"


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


@pytest.fixture
def deal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    return deal


@pytest.fixture
def working(deal: Deal) -> Deal:
    deal.deposit()
    return deal


@pytest.fixture
def disputed(cast: Cast) -> Deal:
    """Delivered, with no round left to reject in."""
    deal = Deal(cast.aoi, cast.ren, rounds=0)
    deal.deposit()
    deal.deliver()
    return deal


def tasks(person: Person, at: datetime) -> list[Task]:
    return list(tasks_of(person.pk, at, most=PAGE).tasks)


def acts(person: Person, at: datetime) -> list[str]:
    """What waits for this person, in order, in Japanese."""
    return [task.act for task in tasks(person, at)]


class TestAContract:
    def test_waits_for_the_deposit_of_the_client_alone(self, deal: Deal, cast: Cast) -> None:
        assert acts(cast.aoi, deal.at) == ["仮払い"]
        assert acts(cast.ren, deal.at) == acts(cast.zen, deal.at) == []

    def test_then_for_the_delivery_by_the_agreed_date(self, working: Deal, cast: Cast) -> None:
        (task,) = tasks(cast.ren, working.at)
        assert (task.act, task.due_at, task.other) == ("納品", working.contract.work_due_at, "葵デザイン室")
        assert acts(cast.aoi, working.at) == []

    def test_is_late_past_that_date_and_due_when_the_clock_acts(self, working: Deal, cast: Cast) -> None:
        working.days_pass(30)
        (task,) = tasks(cast.ren, working.at)
        assert (working.state, task.is_late, task.due_at) == ("working", True, working.contract.due_at)

    @pytest.mark.parametrize(("days", "state", "is_late"), [(6, "delivered", False), (9, "inspection_overdue", True)])
    def test_then_for_the_inspection(self, working: Deal, cast: Cast, days: int, state: str, is_late: bool) -> None:
        working.deliver()
        working.days_pass(days)
        (task,) = tasks(cast.aoi, working.at)
        assert (working.state, task.act, task.is_late) == (state, "検収", is_late)
        assert task.due_at == working.contract.due_at

    def test_waits_for_nobody_while_it_is_mediated(self, disputed: Deal, cast: Cast) -> None:
        disputed.ask("mediation_decision", cast.aoi)
        assert [task.place.thing for task in tasks(cast.aoi, disputed.at)] == []


class TestARequest:
    def test_waits_for_the_side_that_is_asked(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        (task,) = [each for each in tasks(cast.ren, working.at) if each.place.thing == "request"]
        assert (task.due_at, task.other) == (request.due_at, "葵デザイン室")
        assert acts(cast.aoi, working.at) == []

    def test_waits_for_the_asker_once_there_is_a_counter_proposal(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        working.answer(request, "counter", cast.ren, worker_share=40_000)
        assert [task.place.thing for task in tasks(cast.aoi, working.at)] == ["request"]
        assert acts(cast.ren, working.at) == ["納品"]

    def test_waits_for_each_side_that_has_not_answered_a_proposal(self, disputed: Deal, cast: Cast) -> None:
        request = disputed.ask("mediation_decision", cast.aoi)
        disputed.answer(request, "state_case", cast.ren)
        assert tasks(cast.aoi, disputed.at) == tasks(cast.ren, disputed.at) == []
        disputed.answer(request, "propose", cast.kei, worker_share=50_000)
        assert len(tasks(cast.aoi, disputed.at)) == len(tasks(cast.ren, disputed.at)) == 1
        disputed.answer(request, "agree", cast.ren)
        assert (len(tasks(cast.aoi, disputed.at)), tasks(cast.ren, disputed.at)) == (1, [])

    def test_waits_no_more_once_it_is_closed(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        working.answer(request, "refuse", cast.ren)
        assert acts(cast.ren, working.at) == ["納品"]


class TestARating:
    @pytest.fixture
    def ended(self, working: Deal) -> Deal:
        working.deliver()
        working.accept()
        return working

    def rate(self, deal: Deal, rater: Person, role: Actor) -> None:
        stars = dict.fromkeys(RATING_ITEMS[role], 4)
        rating.rate(contract_id=deal.contract.pk, rater_id=rater.pk, stars=stars, comment="", at=deal.at)

    def test_waits_for_both_until_each_has_given_it(self, ended: Deal, cast: Cast) -> None:
        assert acts(cast.aoi, ended.at) == acts(cast.ren, ended.at) == ["評価"]
        self.rate(ended, cast.aoi, Actor.CLIENT)
        assert (acts(cast.aoi, ended.at), acts(cast.ren, ended.at)) == ([], ["評価"])

    def test_waits_as_long_as_it_can_be_given(self, ended: Deal, cast: Cast) -> None:
        (task,) = tasks(cast.ren, ended.at)
        assert acts(cast.ren, task.due_at - timedelta(seconds=1)) == ["評価"]
        assert acts(cast.ren, task.due_at + timedelta(minutes=2)) == []
        ended.at = task.due_at
        self.rate(ended, cast.ren, Actor.WORKER)

    def test_does_not_wait_where_no_money_was_ever_held(self, deal: Deal, cast: Cast) -> None:
        deal.days_pass(16)
        assert (deal.state, acts(cast.aoi, deal.at), acts(cast.ren, deal.at)) == ("lapsed", [], [])


class TestBeforeAContract:
    @pytest.fixture
    def market(self, cast: Cast) -> Market:
        return Market(cast)

    def test_a_new_proposal_waits_for_the_client(self, market: Market, cast: Cast) -> None:
        market.proposal(at=MONDAY)
        assert acts(cast.aoi, MONDAY) == ["応募への返答"]
        assert acts(cast.ren, MONDAY) == []

    def test_terms_wait_for_each_side_that_has_not_agreed_to_them(self, market: Market, cast: Cast) -> None:
        proposal = market.negotiation(at=MONDAY)
        market.propose(proposal, cast.ren, at=MONDAY, scope="案を4つ作る")
        assert len(acts(cast.aoi, MONDAY)) == len(acts(cast.ren, MONDAY)) == 1
        market.agree(proposal, cast.ren, at=MONDAY)
        assert (len(acts(cast.aoi, MONDAY)), acts(cast.ren, MONDAY)) == (1, [])

    def test_new_terms_wait_again_for_the_side_that_had_agreed(self, market: Market, cast: Cast) -> None:
        proposal = market.negotiation(at=MONDAY)
        market.propose(proposal, cast.ren, at=MONDAY, scope="案を4つ作る")
        market.agree(proposal, cast.ren, at=MONDAY)
        market.propose(proposal, cast.aoi, at=MONDAY, scope="案を5つ作る")
        assert len(acts(cast.ren, MONDAY)) == 1

    def test_a_draft_waits_once_its_end_is_near(self, market: Market, cast: Cast) -> None:
        draft = Listing.objects.get(pk=market.draft(at=MONDAY))
        assert draft.remind_at is not None
        assert acts(cast.aoi, draft.remind_at - timedelta(days=1)) == []
        assert acts(cast.aoi, draft.remind_at) == ["下書きの仕上げと公開"]
        assert acts(cast.ren, draft.remind_at) == []


class TestATask:
    def test_waits_for_the_deposit(self, cast: Cast, settings) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        assert acts(cast.aoi, batch.at) == ["仮払い"]
        batch.step("withdraw")
        assert acts(cast.aoi, batch.at) == []

    def test_waits_for_a_review_once_it_is_closed_and_something_came(self, cast: Cast) -> None:
        batch = Batch(cast.aoi)
        answer = batch.submit(cast.ren)
        assert acts(cast.aoi, batch.at) == []
        batch.step("close")
        (waiting,) = tasks(cast.aoi, batch.at)
        assert (waiting.act, waiting.due_at) == ("届いた作業の承認", batch.job.due_at)
        batch.approve(answer)
        assert acts(cast.aoi, batch.at) == []

    def test_waits_for_whoever_holds_a_place_also_when_the_time_is_over(
        self, cast: Cast, visits: Visits, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch = Batch(cast.aoi)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: batch.at)
        place = batch.take(cast.ren)
        assert f'href="/tasks/places/{place.pk}/"' in visits.see(cast.ren, TODO)
        batch.minutes_pass(61)
        (late,) = tasks(cast.ren, batch.at)
        assert (late.act, late.is_late) == ("まだ空きがあれば提出", True)
        batch.days_pass(2)
        assert acts(cast.ren, batch.at) == acts(cast.zen, batch.at) == []


class TestTheList:
    @pytest.fixture
    def busy(self, cast: Cast, deal: Deal) -> Deal:
        """Something of each kind waits for Ren or for Aoi; one contract is late."""
        others = [Deal(cast.aoi, cast.ren) for _ in range(4)]
        for each in (deal, *others):
            each.deposit()
        others[0].deliver()
        others[1].deliver()
        others[1].accept()
        Market(cast).proposal(at=MONDAY, worker=cast.mio)
        deal.days_pass(8)
        others[2].at = deal.at
        others[2].ask("termination", cast.ren)
        Deal(cast.aoi, cast.mio, at=deal.at)
        return deal

    def test_stands_in_the_order_of_deadlines_with_what_is_late_before_all(self, busy: Deal, cast: Cast) -> None:
        listed = tasks(cast.aoi, busy.at)
        assert {task.place.thing for task in listed} == {"contract", "request", "rating", "proposal"}
        assert [task.is_late for task in listed].count(True) == 1
        order = [(not task.is_late, task.due_at.astimezone(TOKYO).date()) for task in listed]
        assert order == sorted(order)

    def test_goes_on_from_page_to_page_without_a_gap_or_a_repeat(self, busy: Deal, cast: Cast) -> None:
        for person in (cast.aoi, cast.ren):
            whole, after = tasks(person, busy.at), None
            paged: list[Task] = []
            while True:
                page = tasks_of(person.pk, busy.at, most=2, after=after)
                paged += page.tasks
                if not page.next_after:
                    break
                after = Place.read(page.next_after)
            assert len(whole) > 2 and paged == whole

    def test_shows_what_to_do_with_whom_by_when_and_what_happens_otherwise(
        self, working: Deal, cast: Cast, visits: Visits
    ) -> None:
        page = visits.see(cast.ren, TODO)
        for said in ("納品", "葵デザイン室", "11月30日(月) 23:59", "<strong>28</strong>", "過ぎると", "珈琲店のロゴ"):
            assert said in page, said
        assert f'href="/contracts/{working.reference}/"' in page

    def test_marks_what_is_late(self, working: Deal, cast: Cast, visits: Visits) -> None:
        assert "遅れています" not in visits.see(cast.ren, TODO)
        working.days_pass(30)
        assert "遅れています" in visits.see(cast.ren, TODO)

    def test_leads_to_the_page_of_a_request(self, working: Deal, cast: Cast, visits: Visits) -> None:
        request = working.ask("termination", cast.aoi)
        assert f'href="/contracts/{working.reference}/requests/{request.pk}/"' in visits.see(cast.ren, TODO)

    def test_with_nothing_in_it_says_so(self, cast: Cast, visits: Visits) -> None:
        assert "いま、あなたの番のものはありません" in visits.see(cast.zen, TODO, lang="ja")

    def test_of_many_things_costs_few_queries_and_has_pages(self, busy: Deal, cast: Cast, visits: Visits) -> None:
        listing = Market(cast).listing(at=busy.at)
        for number in range(PAGE):
            worker = make_person(f"worker{number}@example.com", f"会員{number}")
            jobs.send_proposal(listing_id=listing, worker_id=worker.pk, offer=OFFER, at=busy.at)
        first = visits.see(cast.aoi, TODO)
        assert first.count("clock-bar-compact") == PAGE and 'rel="next"' in first
        after = tasks_of(cast.aoi.pk, busy.at, most=PAGE).next_after
        second = visits.see(cast.aoi, TODO, after=after)
        assert 0 < second.count("clock-bar-compact") < PAGE and 'rel="next"' not in second

    def test_begins_at_the_start_for_a_place_that_is_none(self, working: Deal, cast: Cast, visits: Visits) -> None:
        for nonsense in ("x", "1.2", "1.99999999999999999999.contract.1", "2.1.contract.1", "1.1.contract.-1"):
            assert "珈琲店のロゴ" in visits.see(cast.ren, TODO, after=nonsense)

    def test_is_what_the_home_page_begins_with(self, busy: Deal, cast: Cast, visits: Visits) -> None:
        home = visits.see(cast.aoi, "/")
        for task in tasks(cast.aoi, busy.at)[:10]:
            assert f'href="{task.href}"' in home
        assert f'href="{TODO}"' in home

    def test_is_nobody_elses(self, busy: Deal, cast: Cast, visits: Visits) -> None:
        assert tasks(cast.zen, busy.at) == tasks(cast.kei, busy.at) == []
        assert visits.access(TODO) == {"client": 200, "worker": 200, "stranger": 200, "staff": 200, "visitor": 302}

    def test_reads_in_english(self, working: Deal, cast: Cast, visits: Visits) -> None:
        page = visits.see(cast.ren, TODO, lang="en")
        assert "To do" in page and "Deliver the work" in page and "by " in page


@given(
    st.builds(
        Place,
        st.booleans(),
        st.integers(0, 9 * 10**10).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        st.sampled_from(["contract", "request", "rating", "proposal", "draft"]),
        st.integers(1, 2**59),
    )
)
def test_a_place_comes_back_from_an_address_as_it_was(place: Place) -> None:
    assert Place.read(str(place)) == place


class TestAmongMany:
    """One person's list in a market of thousands of contracts and requests: it visits that person's rows."""

    CONTRACTS = 20_000

    @pytest.fixture
    def many(self, cast: Cast) -> Deal:
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        copy_contract(deal, self.CONTRACTS, people=[cast.mio.pk, cast.zen.pk])
        return deal

    def test_looks_at_the_rows_of_that_person_alone(self, many: Deal, cast: Cast) -> None:
        many.ask("termination", cast.aoi)
        for person, expected in ((cast.aoi, 0), (cast.ren, 2), (cast.kei, 0)):
            with CaptureQueriesContext(connection) as asked:
                found = tasks(person, many.at)
            assert len(found) == expected
            assert sum(visited(each["sql"]) for each in asked) <= 30

    def test_does_not_pay_for_what_the_person_did_long_ago(self, many: Deal, cast: Cast) -> None:
        copy_contract(many, self.CONTRACTS // 100, people=[cast.kei.pk, cast.mio.pk], one_in=10**6)
        with CaptureQueriesContext(connection) as asked:
            found = tasks(cast.kei, many.at + timedelta(days=1000))
        assert found == []
        assert sum(visited(each["sql"]) for each in asked) <= 30


def copy_contract(deal: Deal, count: int, *, people: list[int], one_in: int = 2) -> None:
    """Many contracts like that of `deal` between two others. One in so many runs, with a request; the others ended."""
    values = {"id": deal.contract.pk, "n": count, "client": people[0], "worker": people[1], "one_in": one_in}
    with connection.cursor() as cursor:
        for statement in _COPIES:
            cursor.execute(statement, values)
        cursor.execute("ANALYZE contracts_contract, contracts_request, jobs_proposal")


_COPIES = (
    """WITH sheet AS (INSERT INTO terms_sheet (baseline, opened_at) VALUES ('{}', now()) RETURNING id)
       INSERT INTO terms_version (sheet_id, number, "values", digest, proposed_by_id, proposed_at)
       SELECT sheet.id, 1000 + n, "values", digest, proposed_by_id, proposed_at
       FROM sheet, terms_version v, generate_series(1, %(n)s) n
       WHERE v.id = (SELECT terms_id FROM contracts_contract WHERE id = %(id)s)""",
    """INSERT INTO jobs_proposal (listing_id, client_id, worker_id, message, price, due_on, thread_id, sheet_id,
           sent_at, changed_at, lifecycle_version, state, entered_at, steps_taken)
       SELECT listing_id, %(client)s, %(worker)s, 'x', price, due_on, thread_id, sheet_id,
           sent_at, changed_at, 1, 'contracted', entered_at, 2
       FROM jobs_proposal p, generate_series(1, %(n)s) n
       WHERE p.id = (SELECT proposal_id FROM contracts_contract WHERE id = %(id)s)""",
    "ANALYZE terms_sheet, terms_version, jobs_proposal",
    """WITH old AS (SELECT * FROM contracts_contract WHERE id = %(id)s),
            terms AS (SELECT id, number - 1000 AS n FROM terms_version
                      WHERE number > 1000 AND sheet_id = (SELECT max(id) FROM terms_sheet)),
            talks AS (SELECT id, row_number() OVER (ORDER BY id) n FROM jobs_proposal WHERE client_id = %(client)s)
       INSERT INTO contracts_contract (reference, lifecycle, client_id, worker_id, listing_id, proposal_id, terms_id,
           thread_id, title, price, part, parts, part_price, paid, fee_schedule, packs, rounds_agreed, rounds_used,
           redo_days, work_due_at, made_at, lifecycle_version, entered_at, steps_taken,
           state, due_at, closed_at)
       SELECT %(client)s || '-' || n, lifecycle, %(client)s, %(worker)s, listing_id, talks.id, terms.id,
           thread_id, title, price, part, parts, part_price, paid, fee_schedule, packs, rounds_agreed, rounds_used,
           redo_days, work_due_at, made_at, lifecycle_version, entered_at, steps_taken,
           CASE n %% %(one_in)s WHEN 1 THEN state ELSE 'completed' END,
           CASE n %% %(one_in)s WHEN 1 THEN due_at + n * interval '1 minute' END,
           CASE n %% %(one_in)s WHEN 1 THEN NULL ELSE made_at END
       FROM old, terms JOIN talks USING (n)""",
    """INSERT INTO contracts_request (contract_id, lifecycle, lifecycle_version, asked_by, opened_by_id, opened_at,
           "values", claims, state, entered_at, due_at, steps_taken)
       SELECT id, 'change', 1, 'client', client_id, made_at, '{}', '[]', 'proposed', made_at, due_at, 0
       FROM contracts_contract WHERE closed_at IS NULL AND client_id = %(client)s""",
)


def test_everything_due_in_the_list_is_done_by_the_clock_when_nobody_does_it(cast: Cast) -> None:
    """What the list says is due is what the clock reads: after the last deadline, nothing of the contract waits."""
    deal = Deal(cast.aoi, cast.ren)
    for _ in range(20):
        waiting = [task for person in (cast.aoi, cast.ren) for task in tasks(person, deal.at)]
        if not waiting:
            break
        deal.at = max(task.due_at for task in waiting) + timedelta(minutes=2)
        run_due(deal.at)
    assert waiting == [] and deal.contract.closed_at is not None


def test_a_draft_of_somebody_else_is_in_nobodys_list(cast: Cast) -> None:
    draft = replace(DRAFT, title="")
    listing = Listing.objects.get(pk=jobs.save_draft(client_id=cast.zen.pk, draft=draft, at=MONDAY))
    assert listing.remind_at is not None
    assert [task.title for task in tasks(cast.zen, listing.remind_at)] == ["名前のない下書き"]
    assert tasks(cast.aoi, listing.remind_at) == []
