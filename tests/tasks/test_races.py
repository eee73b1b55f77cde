"""Many at once: never more answers than wanted, one place for each worker, a killed process loses no answer."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tachiai.clockwork.actions import Swept
from tachiai.kernel.refused import Refusal
from tachiai.kernel.saves import Save
from tachiai.people.models import Person
from tachiai.tasks import actions
from tachiai.tasks.actions.clock import remind_submissions, remind_tasks, sweep_tasks
from tachiai.tasks.models import Submission
from tests.cast import FIRST, Cast, make_person
from tests.clockwork.elsewhere import python
from tests.tasks.batch import ANSWER, SURVEY, Batch

pytestmark = pytest.mark.django_db(transaction=True)


def crowd(many: int) -> list[Person]:
    return [make_person(f"worker{n}@example.com", f"作業者{n}", pk=FIRST + 100 + n) for n in range(many)]


def at_once(calls: Iterable[Callable[[], object]]) -> list[object]:
    """What each call answers, all of them started together; a Refusal is an answer, any other error fails the test."""
    answers: list[object] = []
    calls = list(calls)
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            answers.append(call())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [each for each in answers if isinstance(each, Exception) and not isinstance(each, Refusal)] == []
    return answers


@pytest.mark.parametrize(("units", "each"), [(10, 1), (1, 10), (5, 2)])
def test_fifty_workers_for_ten_places_get_exactly_ten(cast: Cast, units: int, each: int) -> None:
    batch = Batch(cast.aoi, repeats=units, answers_per_unit=each, form=SURVEY)
    people = crowd(50)
    answers = at_once([lambda worker=worker: batch.take(worker) for worker in people])
    taken = [answer for answer in answers if isinstance(answer, Submission)]
    assert len(taken) == 10
    assert max(Counter(place.unit_id for place in taken).values()) == each
    batch.expect_exact()


def test_an_abandoned_place_goes_to_one_of_many(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=1, form=SURVEY)
    batch.take(cast.ren)
    batch.minutes_pass(60, with_clock=False)
    answers = at_once([lambda worker=worker: batch.take(worker) for worker in crowd(8)])
    assert sum(isinstance(answer, Submission) for answer in answers) == 1
    batch.expect_exact()


def test_two_clicks_of_one_worker_are_one_place_and_one_answer(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=5, form=SURVEY)
    places = at_once([lambda: batch.take(cast.ren) for _ in range(4)])
    assert len({place.pk for place in places if isinstance(place, Submission)}) == 1
    (place, *_) = places
    assert isinstance(place, Submission)
    at_once([lambda what=what: batch.submit(cast.ren, place, what=[what]) for what in ("犬", "猫", "その他")])
    assert batch.standing(cast.ren).submitted == 1
    batch.expect_exact()


def test_two_windows_that_save_at_once_keep_one_and_refuse_the_other(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=1, form=SURVEY)
    place = batch.take(cast.ren)
    said = {"submission_id": place.pk, "worker_id": cast.ren.pk, "at": batch.at}
    began = frozenset({place.last_save})
    done = at_once(
        [lambda one=one: actions.save_half(values={"what": [one]}, save=Save(one, began), **said) for one in "犬猫"]
    )
    assert sorted(str(type(each).__name__) for each in done) == ["OtherWindow", "bool"]


def test_two_reviews_of_the_same_answers_pay_once(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=6, form=SURVEY)
    answers = [batch.submit(worker) for worker in (cast.ren, cast.mio, cast.zen, cast.ren)]
    done = at_once([lambda: batch.approve(*answers), lambda: batch.approve(*reversed(answers)), batch.clock])
    assert sorted(each for each in done if isinstance(each, int)) == [0, 4]
    batch.expect_exact()


def test_the_end_waits_for_an_answer_that_another_clock_holds(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=3, form=SURVEY)
    answer = batch.submit(cast.ren)
    batch.step("close")
    over = batch.job.due_at + timedelta(minutes=1)
    remind_tasks(over)
    remind_submissions(over)
    swept: list[Swept] = []
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=answer.pk)  # as another process claims it
        ending = threading.Thread(target=lambda: (swept.append(sweep_tasks(over)), connection.close()))
        ending.start()
        ending.join(timeout=1)
        assert ending.is_alive(), "it waits"
    ending.join(timeout=20)
    assert [each.failed for each in swept] == [0]
    answer.refresh_from_db()
    assert (batch.job.state, answer.state) == ("completed", "approved")
    batch.expect_exact()


def test_late_answer_and_another_worker_meet_at_one_place(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=1, form=SURVEY)
    place = batch.take(cast.ren)
    batch.minutes_pass(61, with_clock=False)
    at_once([lambda: batch.submit(cast.ren, place), lambda: batch.take(cast.mio), batch.clock])
    batch.expect_exact()
    place.refresh_from_db()
    assert (place.state == "submitted") != Submission.objects.filter(worker=cast.mio).exists()
    assert place.values or place.late, "nothing that was typed is lost"


def test_work_and_review_at_the_same_time_stay_exact(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=20, answers_per_unit=2, form=SURVEY)
    people = crowd(6)
    first = [batch.submit(worker) for worker in people]

    def work(worker: Person) -> int:
        for _ in range(3):
            batch.submit(worker)
        return 3

    at_once(
        [
            *(lambda worker=worker: work(worker) for worker in people),
            lambda: batch.approve(*first[:3]),
            lambda: batch.refuse(*first[3:]),
            lambda: batch.step("pause"),
        ]
    )
    batch.expect_exact()


def test_two_clocks_remind_of_the_answers_of_one_job_without_waiting_for_each_other(cast: Cast) -> None:
    """Each has claimed another answer, and one word clears them all."""
    batch = Batch(cast.aoi, repeats=6, form=SURVEY)
    for worker in crowd(6):
        batch.submit(worker)
    at = Submission.objects.earliest("remind_at").remind_at
    swept = at_once([lambda: remind_submissions(at)] * 3)
    assert [each.failed for each in swept if isinstance(each, Swept)] == [0, 0, 0]
    assert not Submission.objects.filter(remind_at__lte=at).exists()


def test_a_job_that_is_finished_keeps_nobody_at_work_unpaid(cast: Cast) -> None:
    batch = Batch(cast.aoi, repeats=20, form=SURVEY)
    people = crowd(6)
    done = at_once([lambda: batch.step("finish"), *(lambda worker=worker: batch.take(worker) for worker in people)])
    is_finished = batch.job.state == "completed"
    assert is_finished == (not any(isinstance(each, Submission) for each in done))
    batch.expect_exact()


def test_a_killed_process_loses_no_answer(cast: Cast) -> None:
    """What it said is in stays in; the rest keep their place and what was typed, and answer as if nothing had been."""
    people = crowd(30)
    batch = Batch(cast.aoi, repeats=len(people), form=SURVEY)
    places = {batch.take(worker).pk: worker for worker in people}
    for place_id, worker in places.items():
        actions.save_half(submission_id=place_id, worker_id=worker.pk, values=ANSWER, at=batch.at)
    pairs = [f"{place_id}:{worker.pk}" for place_id, worker in places.items()]
    process = python("-m", "tests.tasks.mortal", batch.at.isoformat(), *pairs, TACHIAI_LOG="ERROR")
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(random.randint(3, 12))]
    process.kill()
    said += map(int, process.communicate(timeout=60)[0].split())
    kept = {row.pk: row for row in Submission.objects.filter(pk__in=places)}
    answered = {pk for pk, row in kept.items() if row.state == "submitted"}
    assert set(said) <= answered and len(answered) <= len(said) + 1 < len(places)
    assert all(kept[pk].values == {"what": "犬", "note": "耳が長い"} for pk in answered)
    assert all((kept[pk].state, kept[pk].draft) == ("taken", ANSWER) for pk in kept.keys() - answered)
    for pk in kept.keys() - answered:
        batch.submit(places[pk], kept[pk])
    batch.expect_exact()
