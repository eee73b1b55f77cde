"""What a worker meets: a place at a unit, the half-typed answer, the answer, too late, and who gets no place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.conversations.actions.blocks import block_person
from tachiai.kernel.saves import Save
from tachiai.people import actions as people
from tachiai.people.actions import restrict
from tachiai.tasks import actions, queries
from tachiai.tasks.models import Submission, Unit
from tachiai.tasks.rules.plans import CategoryTest, Gold, Qualification, Question
from tests.cast import Cast
from tests.deal import refused
from tests.tasks.batch import ANSWER, SURVEY, Batch, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast: Cast) -> Batch:
    return Batch(cast.aoi)


class TestAPlace:
    def test_is_held_for_an_hour_and_answered(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        assert place.slot_ends_at - batch.at == timedelta(minutes=60)
        batch.minutes_pass(59)
        answer = batch.submit(cast.ren, place)
        assert (answer.state, answer.values, answer.seconds) == ("submitted", {"what": "犬", "note": "耳が長い"}, 3540)
        batch.expect_exact()

    def test_is_the_same_one_for_who_asks_again(self, batch: Batch, cast: Cast) -> None:
        assert batch.take(cast.ren).pk == batch.take(cast.ren).pk
        batch.expect_exact()

    def test_is_never_at_a_unit_that_the_worker_had(self, batch: Batch, cast: Cast) -> None:
        units = {batch.submit(cast.ren).unit_id for _ in range(4)}
        assert len(units) == 4
        assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.all_taken"]

    def test_given_back_is_free_at_once(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=1)
        place = batch.take(cast.ren)
        assert refused(lambda: batch.take(cast.mio)) == ["tasks.refused.all_taken"]
        batch.give_back(cast.ren, place)
        batch.give_back(cast.ren, place)
        assert batch.take(cast.mio).unit_id == place.unit_id
        batch.expect_exact()

    def test_abandoned_is_offered_the_moment_it_ends_and_once(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=1)
        place = batch.take(cast.ren)
        batch.time_passes(timedelta(minutes=60) - timedelta(seconds=1), with_clock=False)
        assert refused(lambda: batch.take(cast.mio)) == ["tasks.refused.all_taken"]
        batch.time_passes(timedelta(seconds=1), with_clock=False)
        assert batch.take(cast.mio).unit_id == place.unit_id
        assert refused(lambda: batch.take(cast.zen)) == ["tasks.refused.all_taken"]
        batch.expect_exact()

    def test_abandoned_is_freed_by_the_clock_with_a_word_before(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=1)
        place = batch.take(cast.ren)
        for _ in range(14):
            batch.minutes_pass(5)
        place.refresh_from_db()
        assert place.state == "freed"
        batch.expect_exact()

    def test_keeps_what_was_typed(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        typed = {"what": ["猫"], "note": ["途中"], "other": ["x"]}
        assert actions.save_half(submission_id=place.pk, worker_id=cast.ren.pk, values=typed, at=batch.at)
        view = queries.place_for(cast.ren.pk, place.pk, batch.at)
        assert view is not None and view.typed == {"what": ["猫"], "note": ["途中"]}
        assert view.instructions.startswith("https://example.com/")
        assert queries.place_for(cast.mio.pk, place.pk, batch.at) is None


class TestTwoWindows:
    """The first has saved; what the second began with is from before."""

    @pytest.fixture
    def place(self, batch: Batch, cast: Cast) -> Submission:
        place = batch.take(cast.ren)
        self.began = place.last_save
        self.save(batch, place, "一つめ", Save("first", frozenset({self.began})))
        return place

    def save(self, batch: Batch, place: Submission, note: str, save: Save | None) -> bool:
        said = {"what": ["犬"], "note": [note]}
        return actions.save_half(submission_id=place.pk, worker_id=place.worker_id, values=said, at=batch.at, save=save)

    def second(self, *over: str) -> Save:
        return Save("second", frozenset(over or {self.began}))

    def submit(self, batch: Batch, place: Submission, **said: list[str]) -> Submission:
        values = {**ANSWER, **said}
        return actions.submit(
            submission_id=place.pk, worker_id=place.worker_id, values=values, at=batch.at, save=self.second()
        )

    def kept(self, place: Submission) -> list[str]:
        place.refresh_from_db()
        return list(place.draft.get("note", ()))

    def test_that_began_before_does_not_save_over_the_other(self, batch: Batch, place: Submission) -> None:
        assert refused(lambda: self.save(batch, place, "二つめ", self.second())) == ["tasks.refused.kept_elsewhere"]
        assert self.kept(place) == ["一つめ"]
        assert self.save(batch, place, "二つめ", self.second("first")) and self.kept(place) == ["二つめ"]

    def test_that_never_heard_of_its_own_save_goes_on(self, batch: Batch, place: Submission) -> None:
        unheard = frozenset({self.began, "first"})
        assert self.save(batch, place, "一つめの続き", Save("next", unheard))
        assert self.kept(place) == ["一つめの続き"]

    def test_that_has_gone_on_is_not_overtaken_by_its_own_older_save(self, batch: Batch, place: Submission) -> None:
        self.save(batch, place, "新しい", Save("newer", frozenset({self.began, "first", "slow"})))
        late = Save("slow", frozenset({self.began, "first"}))
        assert refused(lambda: self.save(batch, place, "古い", late)) == ["tasks.refused.kept_elsewhere"]
        assert self.kept(place) == ["新しい"]

    def test_that_say_the_same_are_one(self, batch: Batch, place: Submission) -> None:
        assert self.save(batch, place, "一つめ", self.second())

    def test_whose_page_says_nothing_saves(self, batch: Batch, place: Submission) -> None:
        assert self.save(batch, place, "二つめ", None) and self.kept(place) == ["二つめ"]

    @pytest.mark.parametrize("said", [{}, {"what": []}])
    def test_that_began_before_does_not_submit(
        self, batch: Batch, place: Submission, said: dict[str, list[str]]
    ) -> None:
        assert refused(lambda: self.submit(batch, place, **said)) == ["tasks.refused.kept_elsewhere"]
        assert self.kept(place) == ["一つめ"] and place.state == "taken"

    def test_that_began_before_submits_what_the_other_saved(self, batch: Batch, place: Submission) -> None:
        assert self.submit(batch, place, note=["一つめ"]).state == "submitted"

    def test_that_comes_too_late_is_kept_beside_what_was_saved(self, batch: Batch, place: Submission) -> None:
        batch.minutes_pass(70)
        assert refused(lambda: self.submit(batch, place)) == ["tasks.refused.too_late"]
        assert self.kept(place) == ["一つめ"] and place.late == ANSWER


class TestAnAnswer:
    def test_counts_once_however_often_it_is_sent(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        batch.submit(cast.ren, place)
        again = batch.submit(cast.ren, place, note=[" 耳が長い "])
        assert again.values == {"what": "犬", "note": "耳が長い"}
        assert batch.standing(cast.ren).submitted == 1

    @pytest.mark.parametrize("other", [{"what": ["猫"]}, {"note": []}, {"what": ["猫", "犬"]}])
    def test_is_the_first_and_another_is_told_so(self, batch: Batch, cast: Cast, other: dict[str, list[str]]) -> None:
        place = batch.take(cast.ren)
        batch.submit(cast.ren, place)
        assert refused(lambda: batch.submit(cast.ren, place, **other)) == ["tasks.refused.answered_elsewhere"]
        place.refresh_from_db()
        assert place.values == {"what": "犬", "note": "耳が長い"}

    def test_that_came_too_late_is_the_first_too(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        batch.minutes_pass(71)
        for _ in range(2):
            assert refused(lambda: batch.submit(cast.ren, place)) == ["tasks.refused.too_late"]
        assert refused(lambda: batch.submit(cast.ren, place, what=["猫"])) == ["tasks.refused.answered_elsewhere"]
        place.refresh_from_db()
        assert place.late == ANSWER

    def test_with_mistakes_is_kept_half_typed(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        with pytest.raises(actions.AnswerMistakes) as caught:
            batch.submit(cast.ren, place, what=[], note=["とても" * 50])
        assert [name for name, _ in caught.value.mistakes] == ["what", "note"]
        place.refresh_from_db()
        assert (place.state, len(place.draft["note"][0])) == ("taken", 150)

    def test_a_little_late_counts_while_the_place_is_free(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        batch.minutes_pass(63)
        assert batch.submit(cast.ren, place).state == "submitted"
        batch.expect_exact()

    @pytest.mark.parametrize("with_clock", [True, False])
    def test_late_that_lost_its_place_is_kept_and_told(self, cast: Cast, with_clock: bool) -> None:
        batch = Batch(cast.aoi, units=1)
        place = batch.take(cast.ren)
        batch.minutes_pass(61, with_clock=with_clock)
        batch.submit(cast.mio)
        assert refused(lambda: batch.submit(cast.ren, place)) == ["tasks.refused.place_lost"]
        place.refresh_from_db()
        assert place.late == ANSWER
        batch.expect_exact()

    @pytest.mark.parametrize("with_clock", [True, False])
    def test_too_late_is_kept_and_told(self, batch: Batch, cast: Cast, with_clock: bool) -> None:
        place = batch.take(cast.ren)
        batch.minutes_pass(61, with_clock=with_clock)
        batch.minutes_pass(10, with_clock=with_clock)
        assert refused(lambda: batch.submit(cast.ren, place)) == ["tasks.refused.too_late"]
        place.refresh_from_db()
        assert (place.state, place.late) == ("freed", ANSWER)
        batch.expect_exact()

    def test_of_another_is_none_of_ones_business(self, batch: Batch, cast: Cast) -> None:
        place = batch.take(cast.ren)
        assert refused(lambda: batch.submit(cast.mio, place)) == ["tasks.refused.no_such_place"]


def listing_stopped(batch: Batch, cast: Cast) -> None:
    listing = batch.job.listing
    listing.recruiting_suspended_by = 1
    listing.save(update_fields=["recruiting_suspended_by"])


def blocked(batch: Batch, cast: Cast) -> None:
    block_person(person_id=cast.aoi.pk, other_id=cast.ren.pk, at=batch.at)


def suspended(batch: Batch, cast: Cast) -> None:
    restrict(
        person_id=cast.ren.pk, kind="limited", reason="調査のあいだ、新しい作業を止めています。", until=None,
        by_staff_id=cast.kei.pk, at=batch.at,
    )  # fmt: skip


def client_limited(batch: Batch, cast: Cast) -> None:
    restrict(
        person_id=cast.aoi.pk, kind="limited", reason="規約の違反を確認しています。", until=None,
        by_staff_id=cast.kei.pk, at=batch.at,
    )  # fmt: skip


def paused(batch: Batch, cast: Cast) -> None:
    batch.step("pause")


def closed(batch: Batch, cast: Cast) -> None:
    batch.step("close")


def stopped(batch: Batch, cast: Cast) -> None:
    batch.step("stop", by=cast.kei, reason="規約に反する内容でした。")


class TestNobodyGetsAPlace:
    @pytest.mark.parametrize(
        ("happens", "why"),
        [
            (listing_stopped, "jobs.refused.listing_stopped"),
            (blocked, "tasks.refused.blocked"),
            (suspended, "people.refused.restricted.limited"),
            (client_limited, "jobs.refused.held_up"),
            (paused, "tasks.refused.not_open.paused"),
            (closed, "tasks.refused.not_open.reviewing"),
            (stopped, "tasks.refused.not_open.reviewing"),
        ],
    )
    def test_once_it_must_not_be(
        self, batch: Batch, cast: Cast, happens: Callable[[Batch, Cast], None], why: str
    ) -> None:
        place = batch.take(cast.ren)
        happens(batch, cast)
        assert why in [reason.key for reason in batch.entrance(cast.ren).refused]
        assert batch.submit(cast.ren, place).state == "submitted", "who holds a place may finish"
        assert refused(lambda: batch.take(cast.ren))[0] == why
        batch.expect_exact()

    def test_in_ones_own_task(self, batch: Batch, cast: Cast) -> None:
        assert refused(lambda: batch.take(cast.aoi)) == ["tasks.refused.own_job"]

    def test_after_enough(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, repeats=3, most_per_worker=1, form=SURVEY)
        batch.submit(cast.ren)
        assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.enough_done"]

    def test_below_the_approval_rate_and_the_number_is_told(self, cast: Cast) -> None:
        earlier = Batch(cast.aoi, units=12)
        answers = [earlier.submit(cast.ren) for _ in range(10)]
        earlier.refuse(*answers[:3])
        earlier.approve(*answers[3:])
        batch = Batch(cast.mio, qualification=Qualification(approval_rate=80))
        (why,) = batch.entrance(cast.ren).refused
        assert (why.key, why.params["rate"], why.params["asked"]) == ("tasks.refused.rate_too_low", 70, 80)
        assert batch.submit(cast.zen).state == "submitted", "a newcomer may work"

    def test_before_the_identity_is_checked(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, qualification=Qualification(identity=True))
        assert [why.key for why in batch.entrance(cast.ren).refused] == ["tasks.refused.identity_first"]
        assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.identity_first"]
        people.confirm_identity(person_id=cast.ren.pk, by_staff_id=cast.kei.pk, reason="窓口で確認。", at=batch.at)
        assert batch.submit(cast.ren).state == "submitted"

    def test_before_the_test_is_passed(self, cast: Cast) -> None:
        test = CategoryTest((Question("犬はどれ", ("柴", "三毛"), 0), Question("猫はどれ", ("柴", "三毛"), 1)), 100)
        batch = Batch(cast.aoi, test=test)

        def answer(*chosen: int) -> actions.Result:
            return actions.take_test(listing_id=batch.listing_id, worker_id=cast.ren.pk, answers=chosen, at=batch.at)

        assert batch.entrance(cast.ren).needs_test
        assert not answer(0, 0).passed
        assert answer(0, 1).passed
        assert batch.submit(cast.ren).state == "submitted"
        again = Batch(cast.aoi, test=test)
        assert again.entrance(cast.ren).is_open, "passed once for the same questions of the same client"

    def test_who_answers_what_is_known_wrongly(self, cast: Cast) -> None:
        gold = Gold(every=2, answers=5, at_least=2, floor_percent=60)
        known = b"picture,gold.what\n" + b"".join(
            f"https://example.com/{number}.jpg,{'犬' if number % 2 else ''}\n".encode() for number in range(1, 11)
        )
        batch = Batch(cast.aoi, content=known, gold=gold)
        assert batch.job.wanted == 5 + 5 * 5
        for _ in range(3):
            batch.submit(cast.ren, what=["猫"])
            batch.submit(cast.mio)
        assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.gold_failed"]
        assert batch.take(cast.mio).state == "taken"


class TestCost:
    def test_of_a_place_and_an_answer_in_questions(self, batch: Batch, cast: Cast) -> None:
        batch.submit(cast.ren)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            place = batch.take(cast.ren)
        with CaptureQueriesContext(connection) as answered:
            batch.submit(cast.ren, place)
        assert len(_asked(taken)) <= 9
        assert len(_asked(answered)) <= 6

    def test_does_not_grow_with_the_batch(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, content=table(5_000), answers_per_unit=3)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tasks_unit")
        with CaptureQueriesContext(connection) as taken:
            batch.take(cast.ren)
        (pick,) = [each["sql"] for each in _asked(taken) if "UPDATE tasks_unit" in each["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS OFF) " + pick)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Index Scan using units_to_take" in plan, plan
        assert "Seq Scan on tasks_unit" not in plan, plan
        assert sum(int(rows) for rows in re.findall(r"Rows Removed by Filter: (\d+)", plan)) < 10, plan


def _asked(captured: CaptureQueriesContext) -> list[dict[str, str]]:
    return [each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]


def test_units_of_a_draft_cannot_be_taken(cast: Cast) -> None:
    batch = Batch(cast.aoi, open_it=False)
    assert Unit.objects.filter(open__gt=0).count() == 0
    assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.no_such_job"]
    assert not Submission.objects.exists()
