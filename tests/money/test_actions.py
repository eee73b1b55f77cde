"""How money comes in, is held, released, returned and paid out; and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from tachiai.kernel import events
from tachiai.kernel.refused import Refusal
from tachiai.money import actions
from tachiai.money.actions import PayInConfirmed
from tachiai.money.audit import check_book
from tachiai.money.models import Account, Entry, Leg, PayIn, PayOut
from tachiai.money.queries import awaited_pay_in, escrow_balance, held_released_refunded, statement, wallet_balance
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    PAY_IN,
    PAY_OUT,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    SPLIT_ESCROW,
    TOP_UP_ESCROW,
    contract_holder,
)
from tests.cast import Cast
from tests.money.moves import AT, Deal, pay_in

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
FIRST, SECOND = contract_holder(1), contract_holder(2)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Contract 1 over 100,000 yen; the money for it stands in Aoi's wallet."""
    pay_in(cast.aoi, 100_000, staff=cast.kei)
    return Deal(1, cast.aoi, cast.ren)


def refused(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.key for reason in refusal.value.reasons]


class TestAContract:
    def test_holds_what_was_deposited(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        assert (wallet_balance(cast.aoi.pk), escrow_balance(FIRST)) == (0, 100_000)

    def test_pays_the_worker_the_fee_and_its_tax(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.release()
        assert (escrow_balance(FIRST), wallet_balance(cast.ren.pk)) == (0, 78_000)
        assert dict(Account.objects.filter(code__startswith="fee").values_list("code", "balance")) == {
            "fee:1": 20_000,
            "fee_tax:1": 2_000,
        }

    def test_returns_everything_to_the_client(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.give_back()
        assert (escrow_balance(FIRST), wallet_balance(cast.aoi.pk)) == (0, 100_000)

    def test_of_one_yen_has_no_fee_line(self, deal: Deal, cast: Cast) -> None:
        deal.price = 1
        deal.deposit()
        moved = deal.release()
        assert sorted(Leg.objects.filter(entry=moved.entry_id).values_list("line", flat=True)) == ["all", "net"]

    def test_moves_once_for_one_step(self, deal: Deal) -> None:
        first = deal.deposit()
        assert deal.again(DEPOSIT_ESCROW) == first
        assert (escrow_balance(FIRST), Entry.objects.count()) == (100_000, 2)

    def test_cannot_move_another_amount_for_the_same_step(self, deal: Deal) -> None:
        deal.deposit()
        deal.price = 50_000
        with pytest.raises(IntegrityError), transaction.atomic():
            deal.again(DEPOSIT_ESCROW)
        assert escrow_balance(FIRST) == 100_000

    def test_cannot_deposit_more_than_the_client_has(self, deal: Deal, cast: Cast) -> None:
        deal.price = 100_001
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            deal.deposit()
        assert refused(refusal) == ["money.refused.overdrawn"]
        assert (wallet_balance(cast.aoi.pk), escrow_balance(FIRST)) == (100_000, 0)

    def test_cannot_pay_twice(self, deal: Deal) -> None:
        deal.deposit()
        deal.release()
        with pytest.raises(Refusal), transaction.atomic():
            deal.release()
        with pytest.raises(Refusal), transaction.atomic():
            deal.give_back()

    @pytest.mark.parametrize("leave", ["release", "give_back"])
    def test_leaves_nothing_behind_when_it_settles(self, deal: Deal, leave: str) -> None:
        deal.deposit()
        deal.price = 99_999
        with pytest.raises(IntegrityError, match="leg_takes_all"), transaction.atomic():
            getattr(deal, leave)()
        assert escrow_balance(FIRST) == 100_000

    def test_cannot_use_the_money_of_another_contract(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        other = Deal(2, cast.aoi, cast.ren)
        with pytest.raises(Refusal), transaction.atomic():
            other.release()

    @pytest.mark.parametrize("movement", ["give_to_a_friend", PAY_IN, PAY_OUT, ""])
    def test_knows_only_its_own_movements(self, deal: Deal, movement: str) -> None:
        with pytest.raises(LookupError):
            deal.again(movement)

    def test_undoes_the_money_with_the_step_that_failed(self, deal: Deal) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            deal.deposit()
            raise RuntimeError
        assert (escrow_balance(FIRST), Entry.objects.count()) == (0, 1)

    def test_tells_where_its_money_is(self, deal: Deal) -> None:
        assert held_released_refunded(FIRST).deposited == 0
        deal.deposit()
        assert (
            held_released_refunded(FIRST).deposited,
            held_released_refunded(FIRST).held,
        ) == (100_000, 100_000)
        deal.release()
        now = held_released_refunded(FIRST)
        assert (now.held, now.released, now.fee, now.fee_tax, now.refunded) == (0, 78_000, 20_000, 2_000, 0)


class TestADepositThatChanges:
    """Contract 1 over 100,000 yen; 150,000 stood in Aoi's wallet before the deposit."""

    @pytest.fixture(autouse=True)
    def running(self, deal: Deal, cast: Cast) -> None:
        pay_in(cast.aoi, 50_000, staff=cast.kei)
        deal.deposit()

    def test_grows_by_what_the_client_has(self, deal: Deal, cast: Cast) -> None:
        assert deal.top_up(50_000).to_worker == 0
        assert (escrow_balance(FIRST), wallet_balance(cast.aoi.pk)) == (150_000, 0)

    def test_does_not_grow_by_more_than_the_client_has(self, deal: Deal, cast: Cast) -> None:
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            deal.top_up(50_001)
        assert refused(refusal) == ["money.refused.overdrawn"]
        assert (escrow_balance(FIRST), wallet_balance(cast.aoi.pk)) == (100_000, 50_000)

    def test_shrinks_by_what_is_given_back(self, deal: Deal, cast: Cast) -> None:
        assert deal.return_surplus(99_999).to_worker == 0
        assert (escrow_balance(FIRST), wallet_balance(cast.aoi.pk)) == (1, 149_999)

    @pytest.mark.parametrize(("less", "complaint"), [(100_000, "leg_leaves_something"), (100_001, "overdrawn")])
    def test_does_not_shrink_to_nothing(self, deal: Deal, cast: Cast, less: int, complaint: str) -> None:
        with pytest.raises((IntegrityError, Refusal), match=complaint), transaction.atomic():
            deal.return_surplus(less)
        assert (escrow_balance(FIRST), wallet_balance(cast.aoi.pk)) == (100_000, 50_000)

    def test_must_be_there_to_grow(self, cast: Cast) -> None:
        other = Deal(2, cast.aoi, cast.ren)
        with pytest.raises(IntegrityError, match="leg_adds_to_something"), transaction.atomic():
            other.top_up(1)
        assert (escrow_balance(SECOND), wallet_balance(cast.aoi.pk)) == (0, 50_000)

    def test_changes_once_for_one_step(self, deal: Deal) -> None:
        first = deal.top_up(20_000)
        assert deal.again(TOP_UP_ESCROW, amount=20_000) == first
        assert escrow_balance(FIRST) == 120_000

    def test_counts_what_was_added_as_deposited_and_what_went_back_as_refunded(self, deal: Deal) -> None:
        deal.top_up(50_000)
        deal.return_surplus(30_000)
        now = held_released_refunded(FIRST)
        assert (now.deposited, now.refunded, now.held) == (150_000, 30_000, 120_000)
        deal.release()
        now = held_released_refunded(FIRST)
        assert (now.released, now.fee, now.fee_tax, now.held) == (95_800, 22_000, 2_200, 0)


class TestASplit:
    @pytest.fixture(autouse=True)
    def running(self, deal: Deal) -> None:
        deal.deposit()

    @pytest.mark.parametrize(
        ("share", "worker", "fee", "tax", "client"),
        [
            (0, 0, 0, 0, 100_000),
            (1, 1, 0, 0, 99_999),
            (5, 4, 1, 0, 99_995),
            (30_000, 23_400, 6_000, 600, 70_000),
            (100_000, 78_000, 20_000, 2_000, 0),
        ],
    )
    def test_pays_the_share_less_its_fee_and_returns_the_rest(
        self, deal: Deal, cast: Cast, share: int, worker: int, fee: int, tax: int, client: int
    ) -> None:
        assert deal.split(share).to_worker == share
        assert (wallet_balance(cast.ren.pk), wallet_balance(cast.aoi.pk)) == (worker, client)
        now = held_released_refunded(FIRST)
        assert (now.released, now.fee, now.fee_tax, now.refunded, now.held) == (worker, fee, tax, client, 0)
        assert list(check_book()) == []

    @pytest.mark.parametrize("share", [-1, 100_001, None])
    def test_knows_no_share_outside_the_amount(self, deal: Deal, share: int | None) -> None:
        with pytest.raises(ValueError, match="share|give"):
            deal.again(SPLIT_ESCROW, share=share)
        assert escrow_balance(FIRST) == 100_000

    @pytest.mark.parametrize("movement", [RELEASE_ESCROW, RETURN_ESCROW])
    def test_is_not_meant_by_another_movement(self, deal: Deal, movement: str) -> None:
        with pytest.raises(ValueError, match="share"):
            deal.again(movement, share=5)
        assert escrow_balance(FIRST) == 100_000

    def test_leaves_nothing_behind(self, deal: Deal) -> None:
        deal.price = 99_999
        with pytest.raises(IntegrityError, match="leg_takes_all"), transaction.atomic():
            deal.split(50_000)
        assert escrow_balance(FIRST) == 100_000

    def test_happens_once_for_one_step(self, deal: Deal, cast: Cast) -> None:
        first = deal.split(30_000)
        deal.payments.clear()  # the step is the same, and so is what was paid before it
        assert deal.again(SPLIT_ESCROW, share=30_000) == first
        with pytest.raises(IntegrityError), transaction.atomic():
            deal.again(SPLIT_ESCROW, share=30_001)
        assert wallet_balance(cast.ren.pk) == 23_400


class TestWithholding:
    """Of 100,000 yen, 22,000 are the fee and its tax; 10,210 are income tax, which Aoi pays for Ren."""

    @pytest.fixture(autouse=True)
    def running(self, deal: Deal) -> None:
        deal.deposit()

    def test_sets_the_tax_aside_in_the_clients_wallet(self, deal: Deal, cast: Cast) -> None:
        assert deal.release(withheld=10_210).to_worker == 100_000
        assert (wallet_balance(cast.ren.pk), wallet_balance(cast.aoi.pk), escrow_balance(FIRST)) == (
            67_790,
            10_210,
            0,
        )
        now = held_released_refunded(FIRST)
        assert (now.deposited, now.released, now.fee, now.fee_tax) == (100_000, 67_790, 20_000, 2_000)
        assert (now.withheld, now.refunded, now.held) == (10_210, 0, 0)
        assert list(check_book()) == []

    def test_of_a_division_stands_beside_what_goes_back(self, deal: Deal, cast: Cast) -> None:
        deal.split(30_000, withheld=3_063)
        assert (wallet_balance(cast.ren.pk), wallet_balance(cast.aoi.pk)) == (23_400 - 3_063, 70_000 + 3_063)
        now = held_released_refunded(FIRST)
        assert (now.withheld, now.refunded, now.released, now.held) == (3_063, 70_000, 20_337, 0)
        assert list(check_book()) == []

    def test_may_take_all_that_the_fee_leaves(self, deal: Deal, cast: Cast) -> None:
        deal.release(withheld=78_000)
        assert (wallet_balance(cast.ren.pk), wallet_balance(cast.aoi.pk)) == (0, 78_000)
        assert list(check_book()) == []

    @pytest.mark.parametrize("withheld", [-1, 78_001, 100_000])
    def test_takes_no_more_than_that(self, deal: Deal, withheld: int) -> None:
        with pytest.raises(ValueError, match="cannot withhold"):
            deal.again(RELEASE_ESCROW, withheld=withheld)
        with pytest.raises(ValueError, match="cannot withhold"):
            deal.again(SPLIT_ESCROW, share=100_000, withheld=withheld)
        assert escrow_balance(FIRST) == 100_000

    @pytest.mark.parametrize("movement", [DEPOSIT_ESCROW, RETURN_ESCROW, TOP_UP_ESCROW])
    def test_is_for_what_pays_the_worker(self, deal: Deal, movement: str) -> None:
        with pytest.raises(ValueError, match="cannot withhold"):
            deal.again(movement, withheld=1)

    def test_happens_once_for_one_step(self, deal: Deal, cast: Cast) -> None:
        first = deal.split(30_000, withheld=3_063)
        deal.payments.clear()  # the step is the same, and so is what was paid before it
        assert deal.again(SPLIT_ESCROW, share=30_000, withheld=3_063) == first
        with pytest.raises(IntegrityError, match="another movement"), transaction.atomic():
            deal.again(SPLIT_ESCROW, share=30_000, withheld=3_062)
        assert wallet_balance(cast.aoi.pk) == 73_063

    def test_changes_no_fee_of_a_later_part(self, cast: Cast) -> None:
        """Fees are on what the contract paid before tax: the second 100,000 yen cost 10 %."""
        pay_in(cast.aoi, 200_000, staff=cast.kei)
        parts = Deal(2, cast.aoi, cast.ren)
        for withheld in (10_210, 0):
            parts.deposit()
            parts.release(withheld=withheld)
        now = held_released_refunded(SECOND)
        assert (now.fee, now.fee_tax, now.withheld) == (30_000, 3_000, 10_210)


class TestAContractInParts:
    def test_costs_what_it_would_cost_at_once(self, cast: Cast) -> None:
        """120,000 + 60,000 + 40,000 yen, the last split in half: 200,000 yen for the worker."""
        pay_in(cast.aoi, 220_000, staff=cast.kei)
        deal, paid = Deal(1, cast.aoi, cast.ren), []
        for part in (120_000, 60_000, 40_000):
            deal.price = part
            deal.deposit()
            assert escrow_balance(FIRST) == part
            moved = deal.split(20_000) if part == 40_000 else deal.release()
            paid.append(moved.to_worker)
        assert paid == [120_000, 60_000, 20_000]
        now = held_released_refunded(FIRST)
        assert (now.deposited, now.fee, now.fee_tax, now.released) == (220_000, 30_000, 3_000, 167_000)
        assert (now.refunded, now.held, wallet_balance(cast.aoi.pk)) == (20_000, 0, 20_000)


class TestAPayIn:
    def test_is_awaited_under_a_reference(self, cast: Cast) -> None:
        awaited = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        assert awaited.reference.startswith("TP-")
        assert (awaited.state, wallet_balance(cast.aoi.pk)) == ("awaited", 0)

    def test_is_one_for_a_contract_however_often_it_is_announced(self, cast: Cast) -> None:
        first = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        again = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=LATER)
        other = actions.announce_pay_in(holder=SECOND, client_id=cast.aoi.pk, amount=500, at=AT)
        assert (again.pk, again.announced_at) == (first.pk, AT)
        assert other.reference != first.reference

    def test_of_another_amount_takes_the_place_of_the_former(self, cast: Cast) -> None:
        """A reference means one amount: staff compare it with what arrived. Both can still be confirmed."""
        first = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        second = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=700, at=LATER)
        first.refresh_from_db()
        assert (first.state, first.amount, second.state, second.amount) == ("cancelled", 500, "awaited", 700)
        assert second.reference != first.reference
        assert awaited_pay_in(FIRST) == second
        for each in (first, second):
            actions.confirm_pay_in(pay_in_id=each.pk, by_staff_id=cast.kei.pk, at=LATER)
        assert wallet_balance(cast.aoi.pk) == 1_200

    def test_can_follow_one_that_arrived(self, cast: Cast, heard: list[PayInConfirmed]) -> None:
        """A running contract whose price rises asks for more money, be it the same amount again."""
        first = pay_in(cast.aoi, 500, staff=cast.kei)
        second = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=LATER)
        assert (second.state, awaited_pay_in(FIRST)) == ("awaited", second)
        actions.confirm_pay_in(pay_in_id=second.pk, by_staff_id=cast.kei.pk, at=LATER)
        assert [event.pay_in_id for event in heard] == [first, second.pk]
        assert (wallet_balance(cast.aoi.pk), awaited_pay_in(FIRST)) == (1_000, None)
        assert list(check_book()) == []

    def test_avoids_a_reference_that_is_taken(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        letters = iter("AAAAAAAAAAAABBBBBB")
        monkeypatch.setattr(actions.secrets, "choice", lambda _: next(letters))
        made = [
            actions.announce_pay_in(
                holder=contract_holder(contract), client_id=cast.aoi.pk, amount=500, at=AT
            ).reference
            for contract in (1, 2)
        ]
        assert made == ["TP-AAAAAA", "TP-BBBBBB"]

    def test_enters_the_wallet_when_staff_confirm(self, cast: Cast, heard: list[PayInConfirmed]) -> None:
        pk = pay_in(cast.aoi, 500, staff=cast.kei, contract=9)
        done = PayIn.objects.get(pk=pk)
        assert (done.state, done.confirmed_at, done.confirmed_by) == ("confirmed", AT, cast.kei)
        assert wallet_balance(cast.aoi.pk) == 500
        assert heard == [PayInConfirmed(pk, contract_holder(9), cast.aoi.pk, 500, AT, cast.kei.pk)]

    def test_confirmed_twice_arrives_once(self, cast: Cast, heard: list[PayInConfirmed]) -> None:
        pk = pay_in(cast.aoi, 500, staff=cast.kei)
        again = actions.confirm_pay_in(pay_in_id=pk, by_staff_id=cast.kei.pk, at=LATER)
        assert again.confirmed_at == AT
        assert (wallet_balance(cast.aoi.pk), len(heard)) == (500, 1)

    def test_is_confirmed_by_staff_alone(self, cast: Cast, heard: list[PayInConfirmed]) -> None:
        awaited = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        for somebody in (cast.aoi, cast.ren, cast.zen):
            with pytest.raises(Refusal) as refusal:
                actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=somebody.pk, at=AT)
            assert refused(refusal) == ["money.refused.not_staff"]
        assert (wallet_balance(cast.aoi.pk), heard) == (0, [])

    def test_is_undone_when_a_listener_fails(self, cast: Cast) -> None:
        awaited = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        events.wire({PayInConfirmed: [lambda event: 1 / 0]})
        with pytest.raises(ZeroDivisionError):
            actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=AT)
        awaited.refresh_from_db()
        assert (awaited.state, wallet_balance(cast.aoi.pk)) == ("awaited", 0)

    def test_can_be_cancelled_and_still_arrive_late(self, cast: Cast) -> None:
        awaited = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        assert actions.cancel_pay_in(holder=FIRST)
        assert not actions.cancel_pay_in(holder=FIRST)
        actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=LATER)
        assert wallet_balance(cast.aoi.pk) == 500
        assert not actions.cancel_pay_in(holder=FIRST)

    def test_arrives_at_once_at_the_demo_bank_only(self, cast: Cast, heard: list[PayInConfirmed]) -> None:
        awaited = actions.announce_pay_in(holder=FIRST, client_id=cast.aoi.pk, amount=500, at=AT)
        assert not actions.confirm_by_demo_bank(pay_in_id=awaited.pk, at=AT)
        assert (wallet_balance(cast.aoi.pk), heard) == (0, [])
        with override_settings(FUNDS="demo_bank"):
            assert actions.confirm_by_demo_bank(pay_in_id=awaited.pk, at=AT)
        assert (wallet_balance(cast.aoi.pk), heard[0].by_staff_id) == (500, None)


class TestAPayout:
    KEY = UUID(int=7)

    @pytest.fixture(autouse=True)
    def ren_has_earned(self, deal: Deal) -> None:
        deal.deposit()
        deal.release()

    def pay(self, cast: Cast, amount: int = 70_000, key: UUID = KEY, by: str = "kei") -> PayOut:
        staff = getattr(cast, by)
        return actions.record_pay_out(person_id=cast.ren.pk, amount=amount, by_staff_id=staff.pk, key=key, at=LATER)

    def test_leaves_the_wallet_and_the_book(self, cast: Cast) -> None:
        assert self.pay(cast).recorded_by == cast.kei
        assert wallet_balance(cast.ren.pk) == 8_000
        assert statement(cast.ren.pk).lines[0].movement == "pay_out"

    def test_recorded_twice_happens_once(self, cast: Cast) -> None:
        assert self.pay(cast).pk == self.pay(cast).pk
        assert (wallet_balance(cast.ren.pk), PayOut.objects.count()) == (8_000, 1)

    @pytest.mark.parametrize(
        ("amount", "by", "reason"),
        [
            (78_001, "kei", "overdrawn"),
            (0, "kei", "amount_too_small"),
            (-5, "kei", "amount_too_small"),
            (70_000, "ren", "not_staff"),
        ],
    )
    def test_is_refused(self, cast: Cast, amount: int, by: str, reason: str) -> None:
        with pytest.raises(Refusal) as refusal:
            self.pay(cast, amount, by=by)
        assert refused(refusal) == [f"money.refused.{reason}"]
        assert (wallet_balance(cast.ren.pk), PayOut.objects.count()) == (78_000, 0)

    def test_is_not_mistaken_for_another_with_the_same_key(self, cast: Cast) -> None:
        self.pay(cast)
        with pytest.raises(Refusal) as refusal:
            self.pay(cast, 1_000)
        assert refused(refusal) == ["money.refused.recorded_otherwise"]
        self.pay(cast, 1_000, key=uuid4())
        assert wallet_balance(cast.ren.pk) == 7_000
