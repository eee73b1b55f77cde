"""A contract's story, told by its verbs: who may do what when, what the clock does, where the money goes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from tachiai.clockwork.actions import By
from tachiai.contracts import actions, queries
from tachiai.contracts.models import Contract, ContractStep, ItemFinding
from tachiai.contracts.queries.deliveries import deliveries_of
from tachiai.conversations.actions.consent import give_consent, withdraw_consent
from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.safety import Warned
from tachiai.kernel.lifecycle import Actor
from tachiai.money import actions as money
from tachiai.money.queries import awaited_pay_in, wallet_balance
from tachiai.notices.models import Notice
from tachiai.people.actions import restrict
from tachiai.screening.queries import findings_of
from tests.cast import Cast
from tests.deal import MONDAY, Deal, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


@pytest.fixture
def working(deal: Deal) -> Deal:
    deal.deposit()
    return deal


@pytest.fixture
def delivered(working: Deal) -> Deal:
    working.deliver()
    return working


class TestTheWholeWay:
    def test_deposit_delivery_acceptance_and_payment(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        assert deal.escrow() == 80_000
        deal.deliver()
        deal.accept()
        deal.expect("completed")
        assert deal.escrow() == 0
        assert deal.wallet(cast.ren) == 80_000 - 16_000 - 1_600

    def test_every_step_leaves_its_record_in_order(self, delivered: Deal) -> None:
        delivered.accept()
        taken = ContractStep.objects.filter(subject=delivered.contract).order_by("number")
        assert [(s.number, s.step, s.actor) for s in taken] == [
            (1, "deposit", "client"),
            (2, "deliver", "worker"),
            (3, "accept", "client"),
        ]

    def test_acceptance_passes_every_item(self, delivered: Deal) -> None:
        delivered.accept()
        (delivery,) = deliveries_of(delivered.contract.pk)
        assert [finding.passed for finding in delivery.findings] == [True, True, True]


class TestBeforeTheDeposit:
    def test_there_is_no_delivery(self, deal: Deal) -> None:
        assert refused(deal.deliver) == ["lifecycle.not_now"]

    def test_without_funds_the_deposit_says_what_is_missing(self, deal: Deal) -> None:
        assert refused(lambda: deal.take("deposit", actor=Actor.CLIENT)) == ["contracts.refused.funds_not_ready"]

    def test_either_side_may_withdraw(self, deal: Deal, cast: Cast) -> None:
        deal.take("withdraw", actor=Actor.WORKER)
        deal.expect("lapsed")

    def test_silence_lets_it_lapse_with_two_reminders_before(self, deal: Deal, cast: Cast) -> None:
        deal.days_pass(15)
        deal.expect("lapsed")
        kinds = Notice.objects.filter(person=cast.aoi).order_by("id").values_list("kind", flat=True)
        assert [k for k in kinds if k.startswith("fixed_price")] == [
            "fixed_price.remind.awaiting_deposit.client",
            "fixed_price.remind.awaiting_deposit.client",
            "fixed_price.lapse.client",
        ]

    def test_money_left_from_a_refund_covers_the_next_deposit(self, working: Deal, cast: Cast) -> None:
        working.take("give_up")
        assert working.wallet(cast.aoi) == 80_000
        next_deal = Deal(cast.aoi, cast.mio)
        next_deal.deposit()
        next_deal.expect("working")
        assert next_deal.wallet(cast.aoi) == 0


class TestStaffConfirmTheDeposit:
    @pytest.fixture(autouse=True)
    def record_only(self, settings, demo_bank: None) -> None:
        settings.FUNDS = "record_only"

    def test_work_starts_when_the_transfer_was_confirmed(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.expect("awaiting_deposit")
        pay_in = awaited_pay_in(deal.contract.holder)
        money.confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=cast.kei.pk, at=deal.at)
        deal.expect("working")
        assert deal.escrow() == 80_000

    def test_announcing_twice_awaits_one_transfer(self, deal: Deal) -> None:
        deal.deposit()
        first = awaited_pay_in(deal.contract.holder)
        deal.deposit()
        assert awaited_pay_in(deal.contract.holder) == first

    def test_a_transfer_that_comes_too_late_stays_with_the_client(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        pay_in = awaited_pay_in(deal.contract.holder)
        deal.days_pass(15)
        money.confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=cast.kei.pk, at=deal.at)
        deal.expect("lapsed")
        assert wallet_balance(cast.aoi.pk) == 80_000


class TestSilence:
    def test_of_the_client_after_a_delivery_ends_in_payment(self, delivered: Deal, cast: Cast) -> None:
        delivered.days_pass(8)
        delivered.expect("inspection_overdue")
        delivered.days_pass(8)
        delivered.expect("completed")
        assert delivered.wallet(cast.ren) == 62_400

    def test_of_the_worker_ends_in_a_refund(self, working: Deal, cast: Cast) -> None:
        working.days_pass(28 + 15)
        working.expect("delivery_overdue")
        working.days_pass(31)
        working.expect("terminated")
        assert working.wallet(cast.aoi) == 80_000

    def test_staff_hear_of_an_overdue_inspection(self, delivered: Deal, cast: Cast) -> None:
        told = cast.kei
        delivered.days_pass(8)
        assert Notice.objects.filter(person=told, kind="fixed_price.mark_inspection_overdue.staff").count() == 1

    def test_the_worker_may_still_deliver_when_overdue(self, working: Deal) -> None:
        working.days_pass(28 + 15)
        working.deliver()
        working.expect("delivered")

    def test_the_client_may_end_an_overdue_contract_and_not_before(self, working: Deal, cast: Cast) -> None:
        assert refused(lambda: working.take("end_overdue")) == ["lifecycle.not_now"]
        working.days_pass(28 + 15)
        working.take("end_overdue")
        assert working.wallet(cast.aoi) == 80_000

    def test_a_deposit_after_the_agreed_date_still_gives_the_worker_time(self, cast: Cast) -> None:
        late = Deal(cast.aoi, cast.ren, due_on=MONDAY.date() + timedelta(days=8))
        late.days_pass(12)
        late.deposit()
        assert (late.contract.due_at - late.at).days >= 13


class TestRejection:
    def test_needs_a_reason_for_an_agreed_item(self, delivered: Deal) -> None:
        assert refused(lambda: delivered.reject(item_reasons={})) == ["contracts.refused.no_item_named"]
        assert refused(lambda: delivered.reject(item_reasons={7: "?"})) == ["contracts.refused.no_item_named"]
        assert refused(lambda: delivered.reject(item_reasons={0: " "})) == ["contracts.refused.item_reason_missing"]
        delivered.expect("delivered")

    def test_gives_the_worker_the_agreed_time_to_redo(self, delivered: Deal) -> None:
        delivered.at = delivered.contract.work_due_at
        delivered.reject()
        delivered.expect("working")
        assert (delivered.contract.work_due_at - delivered.at).days == 5

    def test_counts_the_rounds_and_stops_at_the_agreed_number(self, delivered: Deal) -> None:
        for _ in range(2):
            delivered.reject()
            delivered.deliver()
        assert refused(delivered.reject) == ["contracts.refused.no_round_left"]
        delivered.accept()
        delivered.expect("completed")

    def test_of_which_none_was_agreed_is_not_called_used_up(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, rounds=0)
        deal.deposit()
        deal.deliver()
        assert refused(deal.reject) == ["contracts.refused.no_round_agreed"]

    @pytest.mark.parametrize(
        ("said", "told"), [("LINEのIDは aoi-design です。", "warned"), ("殺すぞ。", "not_as_it_is")]
    )
    def test_is_looked_at_like_a_message_and_can_be_said_otherwise_also_without_messages(
        self, delivered: Deal, cast: Cast, said: str, told: str
    ) -> None:
        why = {"reason": "しつこい連絡でした。", "until": None, "by_staff_id": cast.kei.pk, "at": delivered.at}
        restrict(person_id=cast.aoi.pk, kind="messages", **why)
        withdraw_consent(person_id=cast.aoi.pk, at=delivered.at)
        reasons = {0: "背景が白です。", 1: said}
        assert refused(lambda: delivered.reject(item_reasons=reasons)) == [f"conversations.refused.{told}"]
        delivered.expect("delivered")
        assert not ItemFinding.objects.exists()
        delivered.reject(item_reasons={0: "背景が白です。"})
        delivered.expect("working")

    def test_with_a_warning_goes_once_exactly_that_was_seen(self, delivered: Deal, cast: Cast) -> None:
        contract = delivered.contract
        step = {"contract_id": contract.pk, "step": "reject", "by": delivered.by(cast.aoi), "at": delivered.at}
        step["answers"] = {"item_reasons": {1: "見本の電話番号が03-1234-5678ではありません。"}}
        with pytest.raises(Warned) as warned:
            actions.take_step(**step)
        assert [spot.rule for spot in warned.value.judged.spots] == ["phone_landline"]
        actions.take_step(**step, seen=warned.value.judged.seen)
        delivered.expect("working")
        (kept,) = findings_of(subject_kind="contract", subject_id=contract.pk)
        assert (kept.rule, kept.place) == ("phone_landline", "message")

    def test_is_looked_at_where_there_are_hints_alone_only_for_who_wants_them(
        self, delivered: Deal, cast: Cast, settings
    ) -> None:
        settings.MESSAGE_SCREENING = "sender_hints"
        reasons = {1: "見本の電話番号が03-1234-5678ではありません。"}
        give_consent(person_id=cast.aoi.pk, version=CONSENT_VERSION, in_mode="sender_hints", at=delivered.at)
        assert refused(lambda: delivered.reject(item_reasons=reasons)) == ["conversations.refused.warned"]
        withdraw_consent(person_id=cast.aoi.pk, at=delivered.at)
        delivered.reject(item_reasons=reasons)
        delivered.expect("working")
        assert findings_of(subject_kind="contract", subject_id=delivered.contract.pk) == []

    def test_is_shown_item_by_item_with_its_reason(self, delivered: Deal) -> None:
        delivered.reject(item_reasons={1: "PNGがありません。"})
        (delivery,) = deliveries_of(delivered.contract.pk)
        findings = [(f.passed, f.reason) for f in delivery.findings]
        assert findings == [(True, ""), (False, "PNGがありません。"), (True, "")]


class TestWhoMay:
    @pytest.mark.parametrize("step", ["accept", "reject"])
    def test_the_worker_cannot_inspect(self, delivered: Deal, step: str) -> None:
        assert refused(lambda: delivered.take(step, actor=Actor.WORKER)) == ["lifecycle.not_yours"]

    def test_the_client_cannot_take_the_money_back_while_inspecting(self, delivered: Deal) -> None:
        view = delivered.view(delivered.client)
        assert [o.step.name for o in queries.offered(view) if o.is_open] == ["accept", "reject"]

    def test_nobody_can_act_for_the_clock(self, delivered: Deal) -> None:
        assert refused(lambda: delivered.take("deem_accepted", actor=Actor.CLIENT)) == ["lifecycle.not_yours"]

    def test_a_stranger_sees_nothing(self, delivered: Deal, cast: Cast) -> None:
        assert delivered.view(cast.zen) is None
        assert delivered.view(cast.kei).role is Actor.STAFF

    def test_files_of_somebody_else_are_no_delivery(self, working: Deal, cast: Cast) -> None:
        stolen = working.file(cast.zen)
        assert refused(lambda: working.take("deliver", files=[stolen])) == ["contracts.refused.not_your_file"]
        working.expect("working")

    def test_a_delivery_needs_something(self, working: Deal) -> None:
        assert refused(lambda: working.take("deliver", note=" ", files=[])) == ["contracts.refused.nothing_delivered"]


class TestTheSameClickTwice:
    def accept(self, deal: Deal, expected: int) -> Contract:
        by = By(Actor.CLIENT, deal.client.pk)
        return actions.take_step(contract_id=deal.contract.pk, step="accept", by=by, at=deal.at, expected=expected)

    def test_does_the_thing_once(self, delivered: Deal, cast: Cast) -> None:
        seen = delivered.contract.steps_taken
        self.accept(delivered, seen)
        self.accept(delivered, seen)
        assert delivered.wallet(cast.ren) == 62_400

    def test_on_an_outdated_page_is_refused(self, delivered: Deal) -> None:
        seen = delivered.contract.steps_taken
        delivered.reject()
        assert refused(lambda: self.accept(delivered, seen)) == ["contracts.refused.page_outdated"]


class TestTheDatabaseKeepsTheTrace:
    def commit(self) -> None:
        connection.check_constraints()

    def test_a_state_cannot_change_without_its_record(self, delivered: Deal) -> None:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Contract.objects.filter(pk=delivered.contract.pk).update(state="completed")
            self.commit()
        delivered.expect("delivered")

    def test_a_record_cannot_be_changed_or_removed(self, delivered: Deal) -> None:
        record = ContractStep.objects.filter(subject=delivered.contract)
        for attempt in (lambda: record.update(step="accept"), record.delete):
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                attempt()
