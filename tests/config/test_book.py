"""`tachiai book check`: nothing to say of a sound book, exit code 1 and the place of every difference otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from tachiai.config.cli import main
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.audit import CHECKS

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACHIAI_LANG", "en")


def post(contract: int, code: str, amount: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT money_post(%s, %s, 'contract', %s, 1, %s, %s, %s, %s)",
            [code, "deposit_escrow", contract, AT, ["amount", "amount"], ["outside:1", code], [-amount, amount]],
        )


def test_an_empty_book_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["book", "check"]) == 0
    assert "the book adds up: 0 accounts" in capsys.readouterr().out


def test_money_held_for_no_contract_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    post(77, "escrow:77", 5_000)
    assert main(["book", "check"]) == 1
    said = capsys.readouterr().out
    assert "escrow:77: holds 5,000 yen, its state says 0 yen" in said
    assert "deposit_escrow.amount on outside: 1 lines" in said
    assert "the book does not add up: 2 differences" in said


def test_every_difference_has_its_words() -> None:
    for check in (*CHECKS, "escrow_is_what_its_holder_says"):
        assert f"book.difference.{check}" in CATALOGUE
