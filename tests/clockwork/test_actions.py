"""The sweep, on real contracts: every due row once and in order, no row in another's way, nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tachiai.clockwork.actions import RETRY_AFTER, Swept, fire_due, postpone
from tachiai.contracts import actions, announcements, queries
from tachiai.contracts.lifecycles import FIXED_PRICE
from tachiai.contracts.models import Contract, ContractStep
from tachiai.money.audit import check_book
from tachiai.notices.models import Notice
from tests.cast import Cast, make_person
from tests.clockwork.elsewhere import url
from tests.deal import MONDAY, Deal

A_SECOND = timedelta(seconds=1)
SWEEPERS = 5


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


@pytest.fixture
def three(cast: Cast) -> list[Deal]:
    """Three contracts made on three days, the last one first."""
    return [Deal(cast.aoi, cast.ren, at=MONDAY + timedelta(days=days)) for days in (2, 1, 0)]


def due(deal: Deal) -> datetime:
    due_at = deal.contract.due_at
    assert due_at is not None
    return due_at


def sweep(at: datetime) -> Swept:
    """What the clock does with contracts: reminders first."""
    actions.remind(at)
    return actions.sweep(at)


def all_due(deals: list[Deal]) -> datetime:
    return max(due(deal) for deal in deals)


def steps() -> list[tuple[int, str]]:
    """Contract and step of every record, in the order in which they were taken."""
    return list(ContractStep.objects.order_by("id").values_list("subject_id", "step"))


def lapses(deals: list[Deal]) -> list[tuple[int, str]]:
    return [(deal.contract.pk, "lapse") for deal in deals]


def misprint(deal: Deal, version: int = 99) -> None:
    """The contract names a version of its life cycle that this release lacks (1 mends it): its step cannot be taken."""
    Contract.objects.filter(reference=deal.reference).update(lifecycle_version=version)


@pytest.mark.django_db
class TestASweep:
    def test_fires_what_is_due_in_the_order_of_deadlines(self, three: list[Deal]) -> None:
        assert sweep(all_due(three)) == Swept(fired=3)
        assert steps() == lapses(three[::-1])

    def test_fires_each_row_once(self, three: list[Deal]) -> None:
        at = all_due(three)
        sweep(at)
        assert sweep(at) == Swept()

    def test_fires_nothing_before_its_moment(self, deal: Deal) -> None:
        assert sweep(due(deal) - A_SECOND) == Swept()
        assert sweep(due(deal)) == Swept(fired=1)

    def test_leaves_alone_what_was_done_in_time(self, deal: Deal) -> None:
        was_due = due(deal)
        deal.deposit()
        assert sweep(was_due) == Swept()
        deal.expect("working")

    def test_leaves_the_rest_of_a_flood_for_its_next_round(self, three: list[Deal]) -> None:
        at = all_due(three)
        actions.remind(at)
        assert fire_due(Contract.objects.all(), lapse, at=at, most=2) == Swept(fired=2)
        assert steps() == lapses(three[:0:-1])
        assert fire_due(Contract.objects.all(), lapse, at=at, most=2) == Swept(fired=1)


@pytest.mark.django_db(transaction=True)
class TestAStepThatFails:
    def test_blocks_nobody_and_is_tried_again_later(self, three: list[Deal]) -> None:
        at, broken = all_due(three), three[1]
        actions.remind(at)
        misprint(broken)
        assert actions.sweep(at) == Swept(fired=2, failed=1)
        assert broken.contract.stalled_until == at + RETRY_AFTER
        assert broken.state == "awaiting_deposit"

        misprint(broken, 1)
        assert sweep(at + RETRY_AFTER - A_SECOND) == Swept()
        assert sweep(at + RETRY_AFTER) == Swept(fired=1)
        assert broken.contract.stalled_until is None

    def test_is_still_open_to_the_people(self, deal: Deal) -> None:
        at = due(deal)
        misprint(deal)
        sweep(at)
        misprint(deal, 1)
        deal.deposit()
        deal.expect("working")
        assert deal.contract.stalled_until is None

    def test_leaves_no_trace_of_what_it_did_before_it_failed(self, deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
        deal.deposit()
        deal.deliver()
        deal.days_pass(8)
        before = steps()
        monkeypatch.setattr(announcements, "taken", failing)  # the last act of a step: the money has moved by then
        assert sweep(due(deal)) == Swept(failed=1)
        deal.expect("inspection_overdue")
        assert (steps(), deal.escrow()) == (before, 80_000)

    def test_stands_for_itself_even_when_only_the_commit_finds_it(self, three: list[Deal]) -> None:
        """The database checks at commit that a change of state has its record."""
        actions.remind(all_due(three))
        first, broken, last = (deal.contract.pk for deal in three[::-1])

        def cheat(contract: Contract, at: datetime) -> None:
            if contract.pk != broken:
                return lapse(contract, at)
            contract.state, contract.due_at = "completed", None
            contract.save()
            return None

        assert fire_due(Contract.objects.all(), cheat, at=all_due(three)) == Swept(fired=2, failed=1)
        assert [pk for pk, _ in steps()] == [first, last]
        assert Contract.objects.get(pk=broken).stalled_until is not None


@pytest.mark.django_db
class TestReminders:
    def told(self, cast: Cast) -> list[str]:
        kinds = Notice.objects.filter(person=cast.aoi, kind__contains=".remind.").order_by("id")
        return list(kinds.values_list("kind", flat=True))

    def test_come_once_each(self, deal: Deal, cast: Cast) -> None:
        reminders = FIXED_PRICE.state("awaiting_deposit").deadline.reminders
        for number, length in enumerate(reminders, start=1):
            at = deal.at + length
            assert actions.remind(at - A_SECOND) == Swept()
            assert actions.remind(at) == Swept(fired=1)
            assert actions.remind(at) == Swept()
            assert self.told(cast) == ["fixed_price.remind.awaiting_deposit.client"] * number
        assert deal.contract.remind_at is None

    def test_missed_in_an_outage_come_as_one(self, deal: Deal, cast: Cast) -> None:
        last = FIXED_PRICE.state("awaiting_deposit").deadline.reminders[-1]
        assert actions.remind(deal.at + last) == Swept(fired=1)
        assert self.told(cast) == ["fixed_price.remind.awaiting_deposit.client"]
        assert deal.contract.remind_at is None

    def test_missed_in_an_outage_come_before_the_deadline_all_the_same(self, deal: Deal) -> None:
        at = due(deal)
        assert actions.sweep(at) == Swept()
        deal.expect("awaiting_deposit")
        assert actions.remind(at) == Swept(fired=1)
        assert actions.sweep(at) == Swept(fired=1)

    def test_end_with_the_state_they_belong_to(self, deal: Deal, cast: Cast) -> None:
        moment = deal.contract.remind_at
        deal.take("withdraw")
        assert actions.remind(moment) == Swept()


@pytest.mark.django_db
class TestAPostponedDeadline:
    def test_fires_at_the_new_moment_only(self, deal: Deal) -> None:
        deal.deposit()
        contract, later = deal.contract, timedelta(days=10)
        was_due, was_reminded = contract.due_at, contract.remind_at
        contract.work_due_at += later
        postpone(contract, FIXED_PRICE, queries.facts(contract), deal.at)
        contract.save()

        assert (contract.due_at, contract.remind_at) == (was_due + later, was_reminded + later)
        assert sweep(was_due) == Swept()
        assert sweep(was_due + later) == Swept(fired=1)
        deal.expect("delivery_overdue")


@pytest.mark.django_db(transaction=True)
class TestManySweepsAtTheSameTime:
    def test_pass_a_row_that_somebody_holds(self, three: list[Deal]) -> None:
        held, at = three[-1], all_due(three)
        with locked(held):
            assert sweep(at) == Swept(fired=2)
            held.expect("awaiting_deposit")
        assert sweep(at) == Swept(fired=1)

    def test_fire_each_row_exactly_once(self, three: list[Deal]) -> None:
        at = all_due(three)
        actions.remind(at)
        swept = at_the_same_time(lambda: actions.sweep(at))
        assert sum(one.fired for one in swept) == 3
        assert sorted(steps()) == sorted(lapses(three))

    def test_move_money_without_standing_in_each_others_way(self, db: None) -> None:
        """Many people, few accounts of the operator: what a batch held would be what the next one waits for."""
        people = [make_person(f"person{n}@example.com", f"人{n}") for n in range(5)]
        deals = [Deal(people[n % 5], people[(n + 1 + n // 5) % 5], price=20_000) for n in range(15)]
        for deal in deals:
            deal.deposit()
            deal.deliver(files=0)
        sweep(all_due(deals))
        at = all_due(deals)
        actions.remind(at)

        swept = at_the_same_time(lambda: actions.sweep(at))

        assert [one.failed for one in swept] == [0] * SWEEPERS
        assert sum(one.fired for one in swept) == len(deals)
        assert {deal.state for deal in deals} == {"completed"}
        assert ContractStep.objects.filter(step="deem_accepted").count() == len(deals)
        assert [deal.escrow() for deal in deals] == [0] * len(deals)
        assert list(check_book()) == []

    def test_remind_everyone_once(self, three: list[Deal], cast: Cast) -> None:
        at = max(deal.contract.remind_at for deal in three)
        swept = at_the_same_time(lambda: actions.remind(at))
        assert sum(one.fired for one in swept) == 3
        assert Notice.objects.filter(person=cast.ren, kind__contains=".remind.").count() == 3


def lapse(contract: Contract, at: datetime) -> None:
    actions._fire(contract, at)


def failing(*arguments: object) -> None:
    raise RuntimeError("the notices are down")


@contextmanager
def locked(deal: Deal) -> Iterator[None]:
    """Somebody else holds the contract's row."""
    with psycopg.connect(url()) as other:
        other.execute("SELECT 1 FROM contracts_contract WHERE reference = %s FOR UPDATE", [deal.reference])
        yield
        other.rollback()


def at_the_same_time(sweep: Callable[[], Swept]) -> list[Swept]:
    """SWEEPERS threads, each on its own connection, start together."""
    start, swept = threading.Barrier(SWEEPERS), []

    def one() -> None:
        try:
            start.wait()
            swept.append(sweep())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(SWEEPERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(swept) == SWEEPERS, "a sweep failed as a whole"
    return swept
