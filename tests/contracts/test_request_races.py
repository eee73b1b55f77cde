"""Two people (or one of them and the clock) press opposing buttons in the same moment: one consistent end, whoever
comes first, the book right, and nobody meets a deadlock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction

from tachiai.config.schedule import run_due
from tachiai.contracts import bookkeeping, requests
from tachiai.contracts.models import ContractStep, Request, RequestStep
from tachiai.kernel.refused import Refusal
from tachiai.money import audit
from tests.cast import Cast
from tests.deal import TERMS, Deal

pytestmark = pytest.mark.django_db(transaction=True)
PRICE = TERMS.price or 0
RAISED = replace(TERMS, price=PRICE + 20_000)
PATIENCE = 20
Press = Callable[[], object]


@pytest.fixture(autouse=True)
def all_is_well_in_the_end(cast: Cast) -> Iterator[None]:
    yield
    assert [*audit.check_book(), *audit.check_escrow(bookkeeping.expected_escrow())] == []
    assert not Request.objects.filter(stalled_until__isnull=False).exists()


@pytest.fixture
def working(cast: Cast) -> Deal:
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


@pytest.fixture
def in_mediation(cast: Cast) -> Deal:
    """A delivery without rounds left, brought before staff; each side has offered a division."""
    deal = Deal(cast.aoi, cast.ren, rounds=0)
    deal.deposit()
    deal.deliver()
    talks = deal.ask("mediation_decision", cast.aoi)
    deal.answer(talks, "offer", cast.aoi, worker_share=30_000)
    deal.answer(talks, "offer", cast.ren, worker_share=60_000)
    return deal


class Beside:
    """A press of a button in another browser: on a thread and a connection of its own."""

    def __init__(self, press: Press, starts: threading.Barrier | None = None):
        self.refused: list[str] = []
        self.failed: list[Exception] = []
        self._press, self._starts = press, starts
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._starts:
                self._starts.wait(PATIENCE)
            self._press()
        except Refusal as refusal:
            self.refused = [reason.key for reason in refusal.reasons]
        except Exception as error:
            self.failed.append(error)
        finally:
            connection.close()

    def until_it_waits(self) -> None:
        """Until the database says that somebody waits for a lock, or the press is done."""
        ends = time.monotonic() + PATIENCE
        while self._thread.is_alive() and time.monotonic() < ends:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone():
                    return
            time.sleep(0.01)

    def done(self) -> list[str]:
        """The reasons for which it was refused; none when it went through."""
        self._thread.join(timeout=PATIENCE)
        assert not self._thread.is_alive()
        assert self.failed == []
        return self.refused


def right_behind(first: Press, second: Press) -> list[str]:
    """`second` is pressed while `first` is being done; answers with the reasons for which it is refused."""
    with transaction.atomic():
        first()
        late = Beside(second)
        late.until_it_waits()
    return late.done()


def at_once(*presses: Press) -> list[list[str]]:
    """All pressed in the same moment; answers with what each was refused for."""
    starts = threading.Barrier(len(presses))
    return [press.done() for press in [Beside(press, starts) for press in presses]]


def latest(deal: Deal) -> Request:
    return Request.objects.filter(contract_id=deal.contract.pk).order_by("-pk")[0]


class TestTheClientAcceptsTheEndWhileTheWorkerDelivers:
    @pytest.fixture
    def accept(self, working: Deal, cast: Cast) -> Press:
        asked = working.ask("termination", cast.ren, worker_share=20_000)
        return lambda: working.answer(asked, "accept", cast.aoi)

    def test_who_accepts_first_ends_it(self, working: Deal, accept: Press, cast: Cast) -> None:
        assert right_behind(accept, working.deliver) == ["lifecycle.not_now"]
        working.expect("terminated")
        assert (working.escrow(), working.wallet(cast.aoi)) == (0, PRICE - 20_000)

    def test_who_delivers_first_has_delivered(self, working: Deal, accept: Press) -> None:
        assert right_behind(working.deliver, accept) == ["lifecycle.not_now"]
        working.expect("delivered")
        assert (working.escrow(), latest(working).state) == (PRICE, "closed")

    def test_in_the_same_moment_one_of_the_two_counts(self, working: Deal, accept: Press) -> None:
        refused = at_once(accept, working.deliver)
        assert sorted(refused) == [[], ["lifecycle.not_now"]]
        working.expect("delivered" if refused[0] else "terminated")


class TestTheClientPaysTheDifferenceWhileTheWorkerCallsItOff:
    @pytest.fixture
    def change(self, working: Deal, cast: Cast) -> Request:
        asked = working.ask("change", cast.aoi, terms=RAISED)
        working.answer(asked, "accept", cast.ren)
        assert latest(working).state == "awaiting_top_up"
        return asked

    def test_paid_first(self, working: Deal, change: Request, cast: Cast) -> None:
        call_off = right_behind(lambda: working.top_up(change), lambda: working.answer(change, "call_off", cast.ren))
        assert call_off == ["lifecycle.not_now"]
        assert (working.escrow(), latest(working).state) == (PRICE + 20_000, "applied")

    def test_called_off_first(self, working: Deal, change: Request, cast: Cast) -> None:
        top_up = right_behind(lambda: working.answer(change, "call_off", cast.ren), lambda: working.top_up(change))
        assert top_up == ["contracts.refused.deposit_not_awaited"]
        assert (working.escrow(), working.wallet(cast.aoi), latest(working).state) == (PRICE, 0, "closed")

    def test_in_the_same_moment_nothing_is_lost(self, working: Deal, change: Request, cast: Cast) -> None:
        refused = at_once(lambda: working.top_up(change), lambda: working.answer(change, "call_off", cast.ren))
        assert sum(1 for each in refused if not each) == 1
        assert working.escrow() == (PRICE if refused[0] else PRICE + 20_000)
        assert working.wallet(cast.aoi) == 0


class TestBothAcceptTheOffersOfTheOther:
    @pytest.mark.parametrize("client_first", [True, False])
    def test_the_first_acceptance_divides(self, in_mediation: Deal, cast: Cast, client_first: bool) -> None:
        talks = latest(in_mediation)
        presses = [
            lambda: in_mediation.answer(talks, "accept_offer", cast.aoi),
            lambda: in_mediation.answer(talks, "accept_offer", cast.ren),
        ]
        assert right_behind(*(presses if client_first else presses[::-1])) == ["lifecycle.not_now"]
        in_mediation.expect("terminated")
        share = 60_000 if client_first else 30_000  # the offer of the other
        assert (in_mediation.escrow(), in_mediation.wallet(cast.aoi)) == (0, PRICE - share)

    def test_in_the_same_moment_one_division_is_made(self, in_mediation: Deal, cast: Cast) -> None:
        talks = latest(in_mediation)
        refused = at_once(
            lambda: in_mediation.answer(talks, "accept_offer", cast.aoi),
            lambda: in_mediation.answer(talks, "accept_offer", cast.ren),
        )
        assert sorted(refused) == [[], ["lifecycle.not_now"]]
        assert in_mediation.wallet(cast.aoi) == PRICE - (30_000 if refused[0] else 60_000)
        assert ContractStep.objects.filter(subject_id=in_mediation.contract.pk, step="settle").count() == 1


class TestTheClockPassesWhileTheAskedSideAccepts:
    @pytest.fixture
    def due(self, working: Deal, cast: Cast) -> Request:
        """A division that the worker asked for, on the very minute at which its days to answer end."""
        asked = working.ask("termination", cast.ren, worker_share=20_000)
        working.days_pass(6.9)
        due_at = Request.objects.get(pk=asked.pk).due_at
        assert due_at is not None
        working.at = due_at
        return asked

    def test_the_clock_first(self, working: Deal, due: Request, cast: Cast) -> None:
        refused = right_behind(lambda: requests.sweep(working.at), lambda: working.answer(due, "accept", cast.aoi))
        assert refused == ["lifecycle.not_now"]
        assert (latest(working).state, working.wallet(cast.aoi)) == ("ended", PRICE)

    def test_the_answer_first(self, working: Deal, due: Request, cast: Cast) -> None:
        assert right_behind(lambda: working.answer(due, "accept", cast.aoi), lambda: run_due(working.at)) == []
        assert (latest(working).state, working.wallet(cast.aoi)) == ("agreed", PRICE - 20_000)

    def test_three_clocks_and_an_answer_in_the_same_moment(self, working: Deal, due: Request, cast: Cast) -> None:
        refused, *_ = at_once(lambda: working.answer(due, "accept", cast.aoi), *[lambda: run_due(working.at)] * 3)
        run_due(working.at)  # what was held by the answer is tried again
        working.expect("terminated")
        assert latest(working).state == ("ended" if refused else "agreed")
        assert working.wallet(cast.aoi) == (PRICE if refused else PRICE - 20_000)
        assert RequestStep.objects.filter(subject_id=due.pk).count() == 1


class TestOpeningWhileTheOtherActs:
    def test_a_change_comes_before_the_delivery(self, working: Deal, cast: Cast) -> None:
        refused = right_behind(lambda: working.ask("change", cast.aoi), working.deliver)
        assert refused == ["contracts.refused.blocked_by.change"]
        working.expect("working")

    def test_the_delivery_comes_before_a_change(self, working: Deal, cast: Cast) -> None:
        refused = right_behind(working.deliver, lambda: working.ask("change", cast.aoi))
        assert refused == ["contracts.refused.delivered.change"]
        assert working.open_requests() == {}

    def test_two_sides_open_the_same(self, working: Deal, cast: Cast) -> None:
        refused = at_once(lambda: working.ask("termination", cast.aoi), lambda: working.ask("termination", cast.ren))
        assert sorted(refused) == [[], ["contracts.refused.request_already_open"]]
        assert working.open_requests() == {"termination": "proposed"}

    def test_one_side_clicks_twice(self, working: Deal, cast: Cast) -> None:
        assert at_once(*[lambda: working.ask("termination", cast.aoi)] * 2) == [[], []]
        assert Request.objects.filter(contract_id=working.contract.pk).count() == 1

    def test_a_word_and_the_end_for_silence(self, working: Deal, cast: Cast) -> None:
        """The silent side writes in the moment in which the other ends for silence: one of the two counts."""
        working.days_pass(4)
        asked = working.ask("contact_reminder", cast.aoi)
        working.days_pass(8)
        assert latest(working).state == "unanswered"
        refused, _ = at_once(lambda: working.answer(asked, "end", cast.aoi), lambda: working.write(cast.ren))
        working.expect("working" if refused else "terminated")
        assert latest(working).state == ("answered" if refused else "ended")
        assert working.escrow() == (PRICE if refused else 0)
