"""What the book is compared with: a contract in each state, and what it should hold there."""

from __future__ import annotations

import pytest

from tachiai.contracts import bookkeeping
from tachiai.money.audit import check_book, check_escrow
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """A contract whose deposit has arrived."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


def differences() -> list[object]:
    return [*check_book(), *check_escrow(bookkeeping.expected_escrow())]


def test_a_working_contract_holds_its_price(deal: Deal) -> None:
    assert list(bookkeeping.expected_escrow()) == [(deal.contract.holder, 80_000)]
    assert differences() == []


def test_book_and_contracts_agree_on_the_whole_way(deal: Deal) -> None:
    for step in (deal.deliver, deal.reject, deal.deliver, deal.accept):
        step()
        assert differences() == []
    assert list(bookkeeping.expected_escrow()) == []


def test_book_and_contracts_agree_when_it_ends_early(deal: Deal, cast: Cast) -> None:
    deal.take("give_up")
    assert differences() == []
    assert deal.wallet(cast.aoi) == 80_000


def test_a_contract_is_called_by_its_reference_and_title(deal: Deal) -> None:
    found = bookkeeping.names([deal.contract.pk, None, 10**9])
    assert found == {deal.contract.pk: bookkeeping.ContractName(deal.reference, "珈琲店のロゴ")}
    assert bookkeeping.names([]) == {}
