"""The sweep: what was written is linked soon after, once, by any number of workers; also what is committed late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tachiai.clockwork.actions import RETRY_AFTER, Swept
from tachiai.conversations.actions import post_message
from tachiai.evidence import actions
from tachiai.evidence.actions import extend, sweep
from tachiai.evidence.models import Chain, Followed, Link
from tests.cast import Cast
from tests.deal import Deal

# How many rounds it takes depends on the numbers given out before: they begin at one here, whatever ran earlier.
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


@pytest.fixture
def deal(cast: Cast, settings) -> Deal:
    settings.FUNDS = "demo_bank"
    return Deal(cast.aoi, cast.ren)


def swept(deal: Deal, rounds: int = 3) -> int:
    """How many chains some rounds of the sweep extended."""
    return sum(each.fired for each in rounds_of(deal, rounds))


def rounds_of(deal: Deal, rounds: int = 3) -> list[Swept]:
    """What each of some rounds of the sweep did, with nobody else at work on the server in between."""
    found = []
    for _ in range(rounds):
        found.append(sweep(deal.at))
        others_end()
    return found


def others_end() -> None:
    """Wait for the transactions of other databases on this server (other workers' tests), as the sweep does: numbers
    of transactions are common to all of them."""
    running = _running_elsewhere()
    give_up = time.monotonic() + 60
    while running & _running_elsewhere() and time.monotonic() < give_up:
        time.sleep(0.02)


def _running_elsewhere() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, backend_xid::text FROM pg_stat_activity"
            " WHERE datname <> current_database() AND backend_xid IS NOT NULL"
        )
        return set(cursor.fetchall())


def linked(deal: Deal) -> list[tuple[str, int]]:
    return list(Link.objects.filter(chain__contract_id=deal.contract.pk).order_by("number").values_list("kind", "item"))


def elsewhere(work: Callable[[], Any]) -> threading.Thread:
    """`work` on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_what_was_written_is_linked_once(deal: Deal, cast: Cast) -> None:
    assert swept(deal) == 1
    before = linked(deal)
    assert before[0][0] == "contract"
    assert swept(deal) == 0
    deal.deposit()
    deal.write(cast.ren)
    assert swept(deal) == 1
    assert linked(deal)[: len(before)] == before
    assert {"step", "message", "movement"} <= {kind for kind, _ in linked(deal)[len(before) :]}
    assert extend(contract_id=deal.contract.pk, at=deal.at) == 0


def test_a_round_without_news_costs_two_questions(deal: Deal, django_assert_num_queries) -> None:
    swept(deal)
    with django_assert_num_queries(5):  # two around them; the place, what is newest, whether a chain waits
        sweep(deal.at)


def test_what_is_committed_late_is_not_missed(deal: Deal, cast: Cast) -> None:
    """Somebody takes a number, somebody else takes the next one and commits; the first one commits after that."""
    swept(deal)
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            post_message(thread_id=late.contract.thread_id, author_id=cast.ren.pk, body="遅れて", at=deal.at)
            written.set()
            go_on.wait(20)

    late = Deal(cast.aoi, cast.ren)
    swept(deal)
    cast.ren.pk  # noqa: B018 - made here, not in the other thread
    thread = elsewhere(slowly)
    assert written.wait(20)
    deal.write(cast.aoi, "先に")
    assert swept(deal) == 0, "followed past a number that may still come"
    go_on.set()
    thread.join()
    assert swept(deal) == 2
    assert all("message" in [kind for kind, _ in linked(one)[-2:]] for one in (late, deal))


def test_a_contract_whose_record_cannot_be_read_is_tried_again_and_holds_up_no_other(
    deal: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, real = Deal(cast.aoi, cast.ren), actions.entries

    def broken(contract: Any, *rest: Any) -> Any:
        if contract.pk == deal.contract.pk:
            raise RuntimeError("unreadable")
        return real(contract, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "entries", broken)
        rounds = rounds_of(deal)
        assert (sum(one.fired for one in rounds), sum(one.failed for one in rounds)) == (1, 1)
        assert Chain.objects.get(contract_id=deal.contract.pk).wanted_at == deal.at + RETRY_AFTER
    assert linked(other)
    assert not linked(deal)
    assert sweep(deal.at).fired == 0
    assert sweep(deal.at + RETRY_AFTER + timedelta(seconds=1)).fired == 1
    assert linked(deal)


def test_a_long_past_is_followed_piece_by_piece(deal: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "STRETCH", 20)
    deal.write(cast.ren)
    rounds = 0
    while sweep(deal.at).fired or Followed.objects.get().seen != Followed.objects.get().upto or rounds < 3:
        rounds += 1
        others_end()
        assert rounds < 500
    assert extend(contract_id=deal.contract.pk, at=deal.at) == 0


def test_two_workers_link_each_entry_once(deal: Deal, cast: Cast) -> None:
    deals = [deal, *(Deal(cast.aoi, cast.ren) for _ in range(1))]
    sweep(deal.at)
    sweep(deal.at)
    for one in deals:
        one.write(cast.ren)
    numbers = [one.contract.pk for one in deals]

    def work() -> None:
        for _ in range(4):
            sweep(deal.at)
            for number in numbers:
                extend(contract_id=number, at=deal.at)

    for thread in [elsewhere(work), elsewhere(work)]:
        thread.join()
    for one in deals:
        chain = Chain.objects.get(contract_id=one.contract.pk)
        assert chain.length == len(linked(one)) == len(set(linked(one)))


def test_a_step_never_waits_for_its_evidence(deal: Deal) -> None:
    """While a chain is being extended, its contract can be locked and changed: evidence holds nothing of it."""
    extend(contract_id=deal.contract.pk, at=deal.at)
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Chain.objects.select_for_update().get(contract_id=number)
            Link.objects.filter(chain__contract_id=number).count()
            held.set()
            go_on.wait(20)

    number = deal.contract.pk
    thread = elsewhere(hold)
    assert held.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    try:
        deal.deposit()
    finally:
        go_on.set()
        thread.join()
    deal.expect("working")
