"""Any history of movements keeps the book: what is impossible changes nothing, what is possible adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tachiai.kernel.refused import Refusal
from tachiai.money import actions
from tachiai.money.audit import check_book, check_escrow
from tachiai.money.models import Account
from tachiai.money.queries import escrow_balance, held_released_refunded
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    EFFECTS,
    MOVEMENTS,
    NET,
    PAY_IN,
    PAY_OUT,
    RETURNED,
    SCHEDULES,
    contract_holder,
    fee_of,
)
from tests.cast import Cast
from tests.money.moves import AT, FEES, Deal, pay_in

pytestmark = pytest.mark.django_db
AGAIN = "again"
BINDS = ("leg_takes_all", "leg_leaves_something", "leg_adds_to_something")
WHAT_IS_HELD = 0
EXAMPLES = 50
Plan = tuple[list[tuple[int, list[int]]], str]


@pytest.fixture(autouse=True)
def everyone(cast: Cast) -> None:
    """Each example is rolled back: who is first named inside one would be gone in the next."""
    cast.everyone()


@pytest.fixture
def done() -> Iterator[Counter[str]]:
    """How often each movement happened, over all examples: refusing everything would keep the book too."""
    counted: Counter[str] = Counter()
    yield counted
    assert counted[AGAIN] and counted[PAY_IN]
    assert sum(counted[name] for name in EFFECTS) > EXAMPLES


class TestAnyHistory:
    moves = st.lists(
        st.tuples(
            st.sampled_from([PAY_IN, PAY_IN, *EFFECTS, DEPOSIT_ESCROW, PAY_OUT, AGAIN]),
            st.integers(1, 3),
            st.sampled_from([WHAT_IS_HELD, WHAT_IS_HELD, 1, 4_999, 100_000, 200_001]),
        ),
        min_size=12,
        max_size=30,
    )

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=moves)
    def test_keeps_the_book(self, cast: Cast, done: Counter[str], moves: list[tuple[str, int, int]]) -> None:
        """With two deposits to begin from, whatever is tried in whatever order: nothing falls below nought, everything
        adds up, repeating changes nothing."""
        with transaction.atomic():
            pay_in(cast.aoi, 300_000, staff=cast.kei)
            for number in (1, 2):
                Deal(number, cast.aoi, cast.ren).deposit()
            last = _nothing
            for place, (name, contract, amount) in enumerate(moves, start=2):
                before = _book()
                if name == AGAIN:
                    done[AGAIN] += last is not _nothing
                    last()
                    assert _book() == before
                    continue
                last = self._attempt(
                    cast, name, contract, amount or escrow_balance(contract_holder(contract)) or 500, place
                )
                try:
                    with transaction.atomic():
                        last()
                        done[name] += 1
                except (Refusal, IntegrityError) as refusal:
                    assert isinstance(refusal, Refusal) or any(each in str(refusal) for each in BINDS)
                    assert _book() == before
                    last = _nothing
            assert sum(balance for _, balance in _book()) == 0
            assert all(balance >= 0 for code, balance in _book() if not code.startswith("outside:"))
            assert list(check_book()) == []
            transaction.set_rollback(True)

    def _attempt(self, cast: Cast, name: str, contract: int, amount: int, place: int) -> Callable[[], object]:
        if name == PAY_IN:
            awaited = actions.announce_pay_in(
                holder=contract_holder(contract), client_id=cast.aoi.pk, amount=amount, at=AT
            )
            return lambda: actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=AT)
        if name == PAY_OUT:
            person = (cast.aoi, cast.ren)[contract % 2]
            return lambda: actions.record_pay_out(
                person_id=person.pk, amount=amount, by_staff_id=cast.kei.pk, key=UUID(int=place), at=AT
            )
        return lambda: actions.post_movement(
            name,
            holder=contract_holder(contract),
            client_id=cast.aoi.pk,
            worker_id=cast.ren.pk,
            amount=amount,
            worker_share=amount * place // 32 if RETURNED in MOVEMENTS[name].parts else None,
            withheld=amount * place // 320 if NET in MOVEMENTS[name].parts else 0,
            fee_schedule=FEES,
            step_number=place,
            at=AT,
        )


class TestAnyContracts:
    """Three contracts side by side, each told by its own plan: parts, changes of the deposit, an end."""

    changes = st.lists(st.integers(-60_000, 60_000), max_size=3)
    parts = st.lists(st.tuples(st.integers(1, 250_000), changes), min_size=1, max_size=4)
    plans = st.lists(st.tuples(parts, st.sampled_from(["release", "give_back", "split"])), min_size=3, max_size=3)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(plans=plans, turns=st.randoms(use_true_random=False), percent=st.integers(0, 100), taxed=st.integers(0, 70))
    def test_end_with_every_yen_where_it_belongs(
        self, cast: Cast, plans: list[Plan], turns: Random, percent: int, taxed: int
    ) -> None:
        with transaction.atomic():
            pay_in(cast.aoi, 10**7, staff=cast.kei)
            deals = [Deal(number, cast.aoi, cast.ren) for number in range(len(plans))]
            walks = [
                self._walk(deal, parts, end, percent, taxed) for deal, (parts, end) in zip(deals, plans, strict=True)
            ]
            while walks:
                walk = turns.choice(walks)
                if next(walk, None) is None:
                    walks.remove(walk)
                held = sum(escrow_balance(contract_holder(deal.number)) for deal in deals)
                assert held == sum(held_released_refunded(contract_holder(deal.number)).held for deal in deals)
                assert sum(balance for _, balance in _book()) == 0
            assert list(check_book()) == []
            assert list(check_escrow([])) == []
            for deal in deals:
                self._ended_well(deal, taxed)
            transaction.set_rollback(True)

    def _walk(
        self, deal: Deal, parts: list[tuple[int, list[int]]], end: str, percent: int, taxed: int
    ) -> Iterator[bool]:
        for number, (price, changes) in enumerate(parts, start=1):
            deal.price = price
            yield bool(deal.deposit())
            for change in changes:
                if change > 0:
                    yield bool(deal.top_up(change))
                elif 0 < -change < deal.price:
                    yield bool(deal.return_surplus(-change))
                assert escrow_balance(contract_holder(deal.number)) == deal.price
            is_last = number == len(parts)
            if is_last and end == "split":
                share = deal.price * percent // 100
                yield bool(deal.split(share, share * taxed // 100))
            elif is_last and end == "give_back":
                yield bool(deal.give_back())
            else:
                yield bool(deal.release(deal.price * taxed // 100))

    def _ended_well(self, deal: Deal, taxed: int) -> None:
        """A payment of one yen may be less than what the fee and its tax grow by; every other costs its exact part."""
        now, fee = held_released_refunded(contract_holder(deal.number)), fee_of(deal.paid, SCHEDULES[FEES])
        assert now.held == 0
        assert now.released + now.fee + now.fee_tax + now.withheld == deal.paid
        assert now.withheld == sum(payment * taxed // 100 for payment in deal.payments)
        assert now.deposited == deal.paid + now.refunded
        assert 0 <= fee.fee + fee.tax - now.fee - now.fee_tax <= deal.payments.count(1)


def _nothing() -> object:
    return None


def _book() -> list[tuple[str, int]]:
    return list(Account.objects.exclude(balance=0).order_by("code").values_list("code", "balance"))
