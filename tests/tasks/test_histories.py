"""Any history of a task keeps it exact: places, answers, reviews and the clock in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tachiai.kernel.refused import Refusal
from tachiai.money.audit import check_book, check_escrow
from tachiai.people.models import Person
from tachiai.tasks.bookkeeping import expected_escrow
from tachiai.tasks.models import Submission
from tachiai.tasks.rules import most_refusals
from tests.cast import Cast
from tests.tasks.batch import SURVEY, Batch

pytestmark = pytest.mark.django_db
EXAMPLES = 8
# By how often each is tried.
VERBS = {
    **dict.fromkeys(("take", "submit", "approve", "work", "refuse"), 6.0),
    **dict.fromkeys(("take_back", "give_back", "an_hour", "some_minutes"), 2.0),
    **dict.fromkeys(("pause", "resume", "a_week"), 0.5),
    **dict.fromkeys(("close", "stop", "finish"), 0.2),
}
MOVES = 25


@pytest.fixture(autouse=True)
def everyone(cast: Cast) -> None:
    """Each example is rolled back: who is first named inside one would be gone in the next."""
    cast.everyone()


@pytest.fixture
def done() -> Iterator[Counter[str]]:
    """How often each move happened, over all examples: refusing everything would keep a task exact too."""
    counted: Counter[str] = Counter()
    yield counted
    assert min(counted[verb] for verb in ("take", "submit", "approve", "refuse")) > 0


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=True), units=st.integers(2, 6), each=st.integers(1, 2))
def test_any_history_is_exact(random: Random, units: int, each: int, cast: Cast, done: Counter[str]) -> None:
    with transaction.atomic():
        history = History(cast, Batch(cast.aoi, repeats=units, answers_per_unit=each, form=SURVEY))
        for verb in random.choices([*VERBS], [*VERBS.values()], k=MOVES):
            who, which = random.randrange(3), random.randrange(10)
            try:
                with transaction.atomic():
                    history.play(verb, who, which)
                done[verb] += 1
            except Refusal:
                pass
            history.batch.expect_exact()
        job = history.batch.job
        assert job.refused <= most_refusals(job.original)
        assert [*check_book(), *check_escrow(expected_escrow())] == []
        for _ in range(3):
            history.batch.time_passes(timedelta(days=16))
        assert history.batch.job.state == "completed", "silence traps nobody"
        history.batch.expect_exact()
        transaction.set_rollback(True)


class History:
    """Three workers, one client, and time."""

    def __init__(self, cast: Cast, batch: Batch):
        self.cast, self.batch = cast, batch
        self.workers: tuple[Person, ...] = (cast.ren, cast.mio, cast.zen)

    def play(self, verb: str, who: int, which: int) -> None:
        worker, batch = self.workers[who], self.batch
        if verb in ("pause", "resume", "close", "finish"):
            batch.step(verb)
        elif verb == "stop":
            batch.step("stop", by=self.cast.kei, reason="規約に反する内容でした。")
        elif verb in ("an_hour", "some_minutes", "a_week"):
            batch.minutes_pass({"an_hour": 60, "some_minutes": 4, "a_week": 7 * 24 * 60}[verb], with_clock=which < 5)
        elif verb == "take":
            batch.take(worker)
        elif verb == "work":
            batch.submit(worker)
        elif verb in ("submit", "give_back"):
            place = self._one(which, worker=worker, state__in=("taken", "overdue", "freed"))
            batch.submit(worker, place) if verb == "submit" else batch.give_back(worker, place)
        else:
            state = "refused" if verb == "take_back" else "submitted"
            answer = self._one(which, state=state)
            {"approve": batch.approve, "refuse": batch.refuse, "take_back": batch.take_back}[verb](answer)

    def _one(self, which: int, **filters: object) -> Submission:
        found = list(Submission.objects.filter(job_id=self.batch.job.pk, **filters).order_by("pk"))
        if not found:
            raise Refusal
        return found[which % len(found)]
