"""Money that clients announce and staff confirm: what it does to the contract that waits for it, or no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tachiai.contracts import bookkeeping
from tachiai.contracts.models import Request
from tachiai.money import actions as money
from tachiai.money import audit
from tachiai.money.models import PayIn
from tachiai.money.queries import awaited_pay_in, held_released_refunded
from tachiai.notices.models import Notice
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db
KEPT = "money.kept_in_wallet"


@pytest.fixture(autouse=True)
def by_bank(settings: Any) -> None:
    """Money takes its way through the bank, and staff confirm it."""
    settings.DEMO, settings.FUNDS = False, "record_only"


@pytest.fixture(autouse=True)
def the_book_adds_up(db: None) -> Iterator[None]:
    yield
    assert [*audit.check_book(), *audit.check_escrow(bookkeeping.expected_escrow())] == []


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """80,000 yen, announced and on their way."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


@pytest.fixture
def working(deal: Deal, cast: Cast) -> Deal:
    arrive(deal, cast)
    deal.expect("working")
    return deal


@pytest.fixture
def rising(working: Deal, cast: Cast) -> Request:
    """Both agreed on 100,000 yen; Aoi has announced the missing 20,000."""
    request = working.ask("change", cast.ren, terms=replace(working.terms, price=100_000))
    working.answer(request, "accept", cast.aoi)
    return working.top_up(request)


def awaited(deal: Deal) -> PayIn:
    found = awaited_pay_in(deal.contract.holder)
    assert found is not None
    return found


def arrive(deal: Deal, cast: Cast, pay_in: PayIn | None = None) -> None:
    """Staff see the money, of the pay-in that is awaited or of the one named."""
    pay_in = pay_in or awaited(deal)
    money.confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=cast.kei.pk, at=deal.at)


def told_of_kept_money(cast: Cast) -> int:
    return Notice.objects.filter(person=cast.aoi, kind=KEPT).count()


class TestTheDifferenceOfAHigherPrice:
    def test_is_announced_beside_the_deposit_that_arrived(self, working: Deal, rising: Request) -> None:
        assert (awaited(working).amount, working.escrow()) == (20_000, 80_000)
        assert PayIn.objects.filter(holder_id=working.contract.pk, state="confirmed").count() == 1

    def test_applies_the_change_when_it_arrives(self, working: Deal, rising: Request, cast: Cast) -> None:
        arrive(working, cast)
        assert (working.escrow(), working.contract.price, working.open_requests()) == (100_000, 100_000, {})
        assert held_released_refunded(working.contract.holder).deposited == 100_000
        assert (working.wallet(cast.aoi), told_of_kept_money(cast)) == (0, 0)

    def test_may_be_asked_for_twice(self, working: Deal, rising: Request, cast: Cast) -> None:
        arrive(working, cast)
        working.at += working.at.resolution
        request = working.ask("change", cast.ren, terms=replace(working.terms, price=120_000))
        working.answer(request, "accept", cast.aoi)
        working.top_up(request)
        arrive(working, cast)
        assert (working.escrow(), working.contract.price) == (120_000, 120_000)

    @pytest.mark.parametrize("end", ["call_off", "expire", "give_up"])
    def test_is_awaited_no_longer_than_the_change(self, working: Deal, rising: Request, cast: Cast, end: str) -> None:
        sent = awaited(working)
        if end == "call_off":
            working.answer(rising, end, cast.ren)
        elif end == "expire":
            working.days_pass(8)
        else:
            working.take("give_up")
        assert (working.open_requests(), awaited_pay_in(working.contract.holder)) == ({}, None)
        before = working.wallet(cast.aoi)
        arrive(working, cast, sent)
        assert (working.contract.price, working.wallet(cast.aoi)) == (80_000, before + 20_000)
        assert told_of_kept_money(cast) == 1


class TestADepositOnItsWay:
    def test_is_awaited_no_longer_when_the_terms_change(self, deal: Deal, cast: Cast) -> None:
        """A reference means one amount, and 80,000 yen are not what is asked for any more."""
        sent = awaited(deal)
        deal.answer(deal.ask("change", cast.ren, terms=replace(deal.terms, price=100_000)), "accept", cast.aoi)
        assert awaited_pay_in(deal.contract.holder) is None
        deal.deposit()
        assert awaited(deal).amount == 100_000
        arrive(deal, cast, sent)
        deal.expect("awaiting_deposit")
        assert (deal.wallet(cast.aoi), told_of_kept_money(cast)) == (80_000, 1)
        deal.deposit()
        assert awaited(deal).amount == 20_000
        arrive(deal, cast)
        deal.expect("working")
        assert (deal.escrow(), deal.wallet(cast.aoi)) == (100_000, 0)

    def test_that_arrives_while_a_change_is_open_waits_in_the_wallet(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("change", cast.ren)
        arrive(deal, cast)
        deal.expect("awaiting_deposit")
        assert (deal.wallet(cast.aoi), told_of_kept_money(cast)) == (80_000, 1)
        deal.answer(request, "refuse", cast.aoi)
        deal.deposit()
        assert (deal.state, deal.escrow()) == ("working", 80_000)

    def test_is_awaited_no_longer_when_other_money_made_the_deposit(self, deal: Deal, cast: Cast) -> None:
        other = money.announce_pay_in(holder=deal.contract.holder, client_id=cast.aoi.pk, amount=80_000, at=deal.at)
        money.cancel_pay_in(holder=deal.contract.holder)
        deal.deposit()
        assert awaited(deal) != other
        arrive(deal, cast, other)
        assert (deal.state, awaited_pay_in(deal.contract.holder)) == ("working", None)
