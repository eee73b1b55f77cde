"""What a worker is told that answers bring is what they are paid, to the yen."""

from __future__ import annotations

import pytest

from tachiai.money.queries import wallet_balance
from tachiai.people.models import Person
from tachiai.tasks import queries
from tests.cast import Cast
from tests.tasks.batch import Batch

pytestmark = pytest.mark.django_db
# Of 1 yen some fee is waived, of 33 it is rounded, and with the second of 60,000 the next tier begins.
REWARDS = (1, 33, 60_000)


@pytest.fixture(params=REWARDS)
def batch(cast: Cast, request: pytest.FixtureRequest) -> Batch:
    return Batch(cast.aoi, units=60 if request.param == 1 else 8, reward=request.param)


def told_at_the_place(batch: Batch, worker: Person) -> int:
    found = queries.place_for(worker.pk, batch.take(worker).pk, batch.at)
    assert found is not None
    return found.net


def test_each_answer_pays_what_was_said_at_its_place(batch: Batch, cast: Cast) -> None:
    for _ in range(batch.job.wanted):
        told, before = told_at_the_place(batch, cast.ren), wallet_balance(cast.ren.pk)
        batch.approve(batch.submit(cast.ren))
        assert wallet_balance(cast.ren.pk) - before == told
    assert queries.earned(cast.ren.pk) == queries.Earned(wallet_balance(cast.ren.pk), 0)


def test_answers_that_wait_pay_together_what_was_said(batch: Batch, cast: Cast) -> None:
    batch.approve(batch.submit(cast.ren))
    batch.submit(cast.mio)
    told = [told_at_the_place(batch, cast.ren)]
    waiting = [batch.submit(cast.ren)]
    told.append(told_at_the_place(batch, cast.ren))
    waiting.append(batch.submit(cast.ren))
    paid = wallet_balance(cast.ren.pk)
    assert queries.earned(cast.ren.pk) == queries.Earned(paid, sum(told))
    batch.approve(*waiting)
    assert wallet_balance(cast.ren.pk) == paid + sum(told)
    assert queries.earned(cast.ren.pk) == queries.Earned(paid + sum(told), 0)


def test_what_was_refused_brings_nothing_until_it_is_taken_back(cast: Cast) -> None:
    batch = Batch(cast.aoi, units=4, reward=33)
    answer = batch.submit(cast.ren)
    batch.refuse(answer)
    assert queries.earned(cast.ren.pk) == queries.Earned(0, 0)
    batch.take_back(answer)
    assert queries.earned(cast.ren.pk) == queries.Earned(wallet_balance(cast.ren.pk), 0)


def test_what_other_work_brought_is_not_counted(cast: Cast) -> None:
    first, second = Batch(cast.aoi, reward=50), Batch(cast.mio, reward=33)
    first.approve(first.submit(cast.ren))
    second.submit(cast.ren)
    assert queries.earned(cast.ren.pk) == queries.Earned(39, 27)
    assert queries.earned(cast.zen.pk) == queries.Earned(0, 0)
