"""The money of contests: whatever people and the clock do, in whatever order, the book sums to nought and each escrow
holds what the state says."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tachiai.contests import bookkeeping
from tachiai.contracts import bookkeeping as contracts
from tachiai.jobs.actions.moderation import resume_listing, suspend_listing
from tachiai.kernel.refused import Refusal
from tachiai.money.audit import check_book, check_escrow
from tests.cast import Cast
from tests.contests.stage import PRIZE, Stage


def differences() -> list[object]:
    expected = [*contracts.expected_escrow(), *bookkeeping.expected_escrow()]
    return [*check_book(), *check_escrow(expected)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_book_holds_what_the_states_say_after_any_sequence(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    stage = Stage(cast, prizes=chance.randint(1, 3), is_guaranteed=chance.random() < 0.5, prize=PRIZE + seed)
    stage.deposit()
    workers, sent = (cast.ren, cast.mio, cast.zen), []

    def propose() -> None:
        worker = chance.choice(workers)
        sent.append((stage.propose(worker, text=f"案{len(sent)}"), worker))

    def stop() -> None:
        by = {"listing_id": stage.listing_id, "by_staff_id": cast.kei.pk, "decision_id": 1, "at": stage.at}
        suspend_listing(kind="recruiting", **by)
        stage.days_pass(chance.randint(0, 4))
        resume_listing(kind="recruiting", **by)

    acts = (
        propose,
        propose,
        lambda: sent and stage.withdraw(*chance.choice(sent)),
        lambda: sent and stage.mark(chance.choice(sent)[0]),
        lambda: sent and stage.award(chance.choice(sent)[0]),
        lambda: sent and stage.award_more(chance.choice(sent)[0]),
        lambda: chance.random() < 0.3 and stage.finish(),
        lambda: chance.random() < 0.3 and stage.end_early(),
        lambda: chance.random() < 0.3 and stop(),
        lambda: stage.days_pass(chance.randint(1, 6)),
    )
    for _ in range(18):
        try:
            chance.choice(acts)()
        except Refusal:
            continue
        assert differences() == []
    stage.days_pass(60)
    assert (stage.held(), differences()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_the_last_prize_is_given_once_however_many_tabs_are_open(cast: Cast, settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    stage = Stage(cast)
    stage.deposit()
    both = [stage.propose(cast.ren), stage.propose(cast.mio)]
    stage.to_selection()

    def adopt(proposal_id: int) -> str:
        try:
            return stage.award(proposal_id).reference
        except Refusal as refusal:
            return refusal.reasons[0].key
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(adopt, both))
    assert answers.count("lifecycle.not_now") == 1
    assert (stage.state, stage.held(), differences()) == ("awarded", 0, [])
