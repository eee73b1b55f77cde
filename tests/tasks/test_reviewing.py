"""What a client does with answers, and what the clock does when the client does nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.conversations.safety import Warned
from tachiai.money.actions import confirm_pay_in
from tachiai.money.audit import check_book, check_escrow
from tachiai.money.queries import awaited_pay_in, wallet_balance
from tachiai.notices.models import Notice
from tachiai.people.actions import ClosureAsked, restrict
from tachiai.screening.queries import findings_of
from tachiai.tasks import actions, queries
from tachiai.tasks.bookkeeping import expected_escrow
from tachiai.tasks.models import Submission
from tests.cast import Cast
from tests.deal import refused
from tests.tasks.batch import Batch, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast: Cast) -> Batch:
    """Ten units at 50 yen."""
    return Batch(cast.aoi, units=10)


class TestApproving:
    def test_pays_at_once_and_once(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        assert batch.approve(answer) == 1
        assert batch.approve(answer) == 0
        assert (batch.escrow, batch.standing(cast.ren).paid) == (450, 50)
        assert wallet_balance(cast.ren.pk) == 39  # less 20 % and the tax on that
        batch.expect_exact()

    def test_is_final(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        batch.approve(answer)
        assert batch.refuse(answer) == 0
        answer.refresh_from_db()
        assert answer.state == "approved"

    def test_pays_several_workers_in_one_go(self, batch: Batch, cast: Cast) -> None:
        answers = [batch.submit(who) for who in (cast.ren, cast.mio, cast.ren, cast.zen)]
        assert batch.approve(*answers) == 4
        assert batch.standing(cast.ren).paid == 100
        batch.expect_exact()

    def test_everything_that_was_wanted_completes_the_job(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=2)
        batch.approve(batch.submit(cast.ren), batch.submit(cast.mio))
        assert (batch.job.state, batch.job.listing.state, batch.escrow) == ("completed", "closed", 0)
        batch.expect_exact()

    def test_of_anothers_job_is_refused(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        job_id = batch.job.pk
        assert refused(
            lambda: actions.approve(job_id=job_id, client_id=cast.zen.pk, submission_ids=[answer.pk], at=batch.at)
        ) == ["tasks.refused.no_such_job"]


class TestRefusing:
    def test_needs_a_reason_that_the_worker_reads(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        assert refused(lambda: batch.refuse(answer, reason="だめ")) == ["tasks.refused.reason_too_short"]
        batch.refuse(answer)
        view = queries.place_for(cast.ren.pk, answer.pk, batch.at)
        assert view is not None and view.submission.reason == "写真と答えが合っていません。"
        assert view.answers["what"] == "犬", "the worker still has the words"

    @pytest.mark.parametrize(
        ("said", "told"), [("残りは手渡しで直接払います。", "warned"), ("殺すぞ。二度と答えるな。", "not_as_it_is")]
    )
    def test_is_looked_at_like_a_message_and_can_be_said_otherwise_also_without_messages(
        self, batch: Batch, cast: Cast, said: str, told: str
    ) -> None:
        answer = batch.submit(cast.ren)
        why = {"reason": "しつこい連絡でした。", "until": None, "by_staff_id": cast.kei.pk, "at": batch.at}
        restrict(person_id=cast.aoi.pk, kind="messages", **why)
        assert refused(lambda: batch.refuse(answer, reason=said)) == [f"conversations.refused.{told}"]
        answer.refresh_from_db()
        assert (answer.state, answer.reason, batch.job.refused) == ("submitted", "", 0)
        assert batch.refuse(answer) == 1

    def test_that_warns_goes_once_exactly_that_was_seen(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        decided = {"job_id": batch.job.pk, "client_id": cast.aoi.pk, "submission_ids": [answer.pk], "at": batch.at}
        decided["reason"] = "残りは手渡しで直接払います。"
        with pytest.raises(Warned) as warned:
            actions.refuse(**decided)
        assert actions.refuse(**decided, seen=warned.value.judged.seen) == 1
        assert findings_of(subject_kind="task_job", subject_id=batch.job.pk)

    def test_offers_the_unit_to_somebody_else(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=1)
        answer = batch.submit(cast.ren)
        batch.refuse(answer)
        assert refused(lambda: batch.take(cast.ren)) == ["tasks.refused.all_taken"]
        assert batch.take(cast.mio).unit_id == answer.unit_id
        batch.expect_exact()

    def test_is_counted_against_what_was_wanted_at_first(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=11)
        answers = [batch.submit(cast.ren) for _ in range(6)]
        assert refused(lambda: batch.refuse(*answers[:4])) == ["tasks.refused.refusals_left"]
        assert batch.refuse(*answers[:3]) == 3
        assert refused(lambda: batch.refuse(answers[3])) == ["tasks.refused.refusals_left"]
        batch.expect_exact()

    def test_hides_the_words_from_the_client(self, batch: Batch, cast: Cast) -> None:
        kept, gone = batch.submit(cast.ren), batch.submit(cast.mio)
        batch.refuse(gone)
        (shown,) = queries.to_review(batch.job, "refused")
        assert (shown.submission.pk, shown.values, shown.is_hidden) == (gone.pk, {}, True)
        assert [result.about["submission"] for result in queries.iter_results(batch.job)] == [kept.pk]

    def test_is_told_once_for_many_with_the_numbers(self, batch: Batch, cast: Cast) -> None:
        answers = [batch.submit(cast.ren) for _ in range(5)]
        for answer in answers[:3]:
            batch.approve(answer)
        batch.refuse(*answers[3:])
        batch.minutes_pass(30)
        (told,) = Notice.objects.filter(person=cast.ren, kind__startswith="task_answer.")
        assert (told.params["approved"], told.params["refused"], told.params["amount_yen"]) == (3, 2, 150)


class TestARefusalTakenBack:
    def test_is_paid_after_all(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        batch.refuse(answer)
        batch.take_back(answer)
        batch.take_back(answer)
        answer.refresh_from_db()
        assert (answer.state, answer.reason, batch.job.refused) == ("approved", "", 0)
        batch.expect_exact()

    def test_costs_one_more_when_its_place_is_gone(self, cast: Cast) -> None:
        batch = Batch(cast.aoi, units=2)
        answer = batch.submit(cast.ren)
        batch.refuse(answer)
        batch.submit(cast.mio), batch.submit(cast.mio)
        assert refused(lambda: batch.take_back(answer)) == ["money.refused.overdrawn"]
        batch.expect_exact()
        other = Batch(cast.aoi, units=1)
        other.step("close")
        other.step("finish")
        batch.take_back(answer)
        assert (batch.job.wanted, batch.job.added, batch.job.approved) == (3, 1, 1)
        batch.expect_exact()

    def test_is_too_late_once_the_job_is_completed(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        batch.refuse(answer)
        batch.step("finish")
        assert batch.escrow == 0
        assert refused(lambda: batch.take_back(answer)) == ["tasks.refused.job_is_over"]


class TestSilence:
    def test_pays_what_was_answered_and_returns_the_rest(self, batch: Batch, cast: Cast) -> None:
        answers = [batch.submit(cast.ren) for _ in range(3)]
        batch.refuse(answers[0])
        batch.days_pass(15)
        assert batch.job.state == "reviewing"
        batch.days_pass(15)
        assert batch.job.state == "completed"
        assert [Submission.objects.get(pk=each.pk).state for each in answers] == [
            "not_approved",
            "approved",
            "approved",
        ]
        assert (batch.escrow, batch.standing(cast.ren).paid) == (0, 100)
        batch.expect_exact()

    def test_of_a_client_who_closed_early_pays_sooner(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        batch.step("close")
        answer.refresh_from_db()
        assert answer.due_at == batch.job.due_at
        batch.days_pass(15)
        assert batch.job.state == "completed"
        assert batch.standing(cast.ren).paid == 50

    def test_settles_many_in_chunks(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tachiai.tasks.actions.settling.MOST_AT_ONCE", 4)
        batch = Batch(cast.aoi, content=table(10))
        for _ in range(9):
            batch.submit(cast.ren)
        batch.time_passes(timedelta(days=15))
        batch.time_passes(timedelta(days=15))
        assert (batch.job.state, batch.job.approved) == ("completed", 9)
        batch.expect_exact()

    def test_without_a_deposit_nothing_is_published(self, cast: Cast, settings) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        assert batch.job.listing.state == "draft"
        batch.days_pass(15)
        assert queries.job_of(batch.listing_id) is None

    def test_withdrawn_it_can_be_published_again(self, cast: Cast, settings) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        batch.step("withdraw")
        settings.FUNDS = "demo_bank"
        assert batch.publish().state == "open"


class TestTheJob:
    def test_is_paused_and_goes_on_a_few_times(self, batch: Batch, cast: Cast) -> None:
        for _ in range(5):
            batch.step("pause")
            batch.step("resume")
        assert refused(lambda: batch.step("pause")) == ["tasks.refused.no_pause_left"]
        assert batch.submit(cast.ren).state == "submitted"

    def test_cannot_be_finished_over_an_answer(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        assert refused(lambda: batch.step("finish")) == ["tasks.refused.unsettled"]
        batch.approve(answer)
        batch.step("finish")
        assert (batch.escrow, batch.job.state) == (0, "completed")
        assert wallet_balance(cast.aoi.pk) == 450

    def test_ends_with_its_listing_and_later_with_a_longer_one(self, batch: Batch, cast: Cast) -> None:
        answer = batch.submit(cast.ren)
        before = batch.job.due_at
        actions.extend(
            job_id=batch.job.pk, client_id=cast.aoi.pk, apply_on=before.date() + timedelta(days=7), at=batch.at
        )
        assert batch.job.due_at - before == timedelta(days=7)
        assert Submission.objects.get(pk=answer.pk).due_at == batch.job.due_at + timedelta(days=14)

    def test_tells_of_its_end_in_its_own_words_alone(self, batch: Batch, cast: Cast) -> None:
        batch.days_pass(16)
        told = list(Notice.objects.filter(person=cast.aoi).values_list("kind", flat=True))
        assert {"task.remind.open.client", "task.end_with_listing.client"} <= set(told)
        assert not [kind for kind in told if kind.startswith("listing.")]

    def test_a_deposit_is_for_what_it_was_asked_for(self, cast: Cast, settings) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        pay_in_id = money_pay_in(batch)
        batch.load(table(5))
        from_staff(pay_in_id, cast, batch)
        assert batch.job.state == "awaiting_deposit"
        assert wallet_balance(cast.aoi.pk) == 200
        assert Notice.objects.filter(person=cast.aoi, kind="money.task_kept").exists()
        batch.publish()
        from_staff(money_pay_in(batch), cast, batch)
        assert (batch.job.state, batch.escrow) == ("open", 250)

    @pytest.mark.parametrize("way", ["withdraw", "lapse"])
    def test_that_is_not_published_awaits_no_money(self, cast: Cast, settings, way: str) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        job = batch.job
        assert awaited_pay_in(job.holder) is not None
        _give_up(batch, way)
        job.refresh_from_db()
        assert (job.state, awaited_pay_in(job.holder)) == ("lapsed", None)

    @pytest.mark.parametrize("way", ["withdraw", "lapse"])
    def test_whose_money_comes_too_late_leaves_it_to_its_client(self, cast: Cast, settings, way: str) -> None:
        settings.FUNDS = "record_only"
        batch = Batch(cast.aoi)
        pay_in_id = money_pay_in(batch)
        _give_up(batch, way)
        from_staff(pay_in_id, cast, batch)
        assert wallet_balance(cast.aoi.pk) == 200
        assert Notice.objects.filter(person=cast.aoi, kind="money.task_kept").count() == 1

    def test_keeps_its_clients_account_open(self, batch: Batch, cast: Cast) -> None:
        batch.submit(cast.ren)
        for who, why in ((cast.aoi, "tasks.refused.job_runs"), (cast.ren, "tasks.refused.answers_wait")):
            assert [each.key for each in queries.objections_to_closing(ClosureAsked(who.pk))] == [why]


def _give_up(batch: Batch, way: str) -> None:
    if way == "withdraw":
        batch.step("withdraw")
    else:
        batch.time_passes(timedelta(days=16))


def money_pay_in(batch: Batch) -> int:
    awaited = awaited_pay_in(batch.job.holder)
    assert awaited is not None
    return awaited.pk


def from_staff(pay_in_id: int, cast: Cast, batch: Batch) -> None:
    confirm_pay_in(pay_in_id=pay_in_id, by_staff_id=cast.kei.pk, at=batch.at)


def test_figures_and_agreement_and_book(cast: Cast) -> None:
    batch = Batch(cast.aoi, units=1, answers_per_unit=4)
    places = [(who, batch.take(who)) for who in (cast.ren, cast.mio, cast.zen)]
    batch.minutes_pass(2)
    for (who, place), what in zip(places, ("犬", "犬", "猫"), strict=True):
        batch.submit(who, place, what=[what])
    first, *_ = queries.to_review(batch.job)
    assert first.agrees == {"what": 66, "note": 100}
    progress = batch.progress()
    assert (progress.wanted, progress.open, progress.waiting) == (4, 1, 3)
    assert (progress.median_seconds, progress.yen_an_hour) == (120, 1500)
    assert [*check_book(), *check_escrow(expected_escrow())] == []
