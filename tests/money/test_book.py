"""What the database itself keeps of the book, whoever writes to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.money.audit import check_book
from tachiai.money.models import Account, Entry, Leg

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def post(
    key: str, legs: dict[str, int], *, movement: str = "pay_in", contract: int | None = 1
) -> tuple[int, list[int]]:
    """One entry straight through the database function; all its lines are called `amount`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM money_post(%s, %s, 'contract', %s, NULL, %s, %s, %s, %s)",
            [key, movement, contract, AT, ["amount"] * len(legs), list(legs), list(legs.values())],
        )
        return cursor.fetchone()


def balances() -> dict[str, int]:
    return dict(Account.objects.values_list("code", "balance"))


def commit_checks() -> None:
    """What the database would say at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refuses(sql: str, *params: Any) -> str:
    """The name of the constraint by which the database refuses a statement."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return refused.value.__cause__.diag.constraint_name  # type: ignore[union-attr]


class TestAnEntry:
    def test_opens_the_accounts_it_needs_and_moves_them(self) -> None:
        _, left = post("a", {"outside:1": -500, "wallet:7": 500})
        assert left == [-500, 500]
        assert balances() == {"outside:1": -500, "wallet:7": 500}
        commit_checks()

    def test_answers_balances_in_the_order_asked(self) -> None:
        post("a", {"outside:1": -500, "wallet:7": 500})
        assert post("b", {"wallet:7": -200, "escrow:1": 200})[1] == [300, 200]
        assert list(Leg.objects.order_by("id").values_list("account__code", "balance_after")) == [
            ("outside:1", -500),
            ("wallet:7", 500),
            ("escrow:1", 200),
            ("wallet:7", 300),
        ]

    def test_happens_once_for_one_key(self) -> None:
        first = post("a", {"outside:1": -500, "wallet:7": 500})
        post("b", {"wallet:7": -200, "escrow:1": 200})
        assert post("a", {"outside:1": -500, "wallet:7": 500}) == first
        assert Entry.objects.count() == 2

    @pytest.mark.parametrize(
        "other",
        [
            {"legs": {"outside:1": -501, "wallet:7": 501}},
            {"legs": {"outside:1": -500, "wallet:8": 500}},
            {"legs": {"outside:1": -500, "wallet:7": 400, "wallet:8": 100}},
            {"legs": {"outside:1": -500}},
            {"legs": {"outside:1": -500, "wallet:7": 500}, "movement": "pay_out"},
            {"legs": {"outside:1": -500, "wallet:7": 500}, "contract": 2},
            {"legs": {"outside:1": -500, "wallet:7": 500}, "contract": None},
        ],
    )
    def test_is_refused_for_a_key_that_means_another(self, other: dict[str, Any]) -> None:
        post("a", {"outside:1": -500, "wallet:7": 500})
        with pytest.raises(IntegrityError, match="another movement"), transaction.atomic():
            post("a", **other)
        assert balances() == {"outside:1": -500, "wallet:7": 500}

    def test_is_refused_as_a_whole_below_nought(self) -> None:
        post("a", {"outside:1": -500, "wallet:7": 500})
        with pytest.raises(IntegrityError, match="account_not_overdrawn"), transaction.atomic():
            post("b", {"wallet:7": -501, "escrow:1": 501})
        with pytest.raises(IntegrityError, match="account_not_overdrawn"), transaction.atomic():
            post("c", {"escrow:9": -1, "wallet:7": 1})
        assert balances() == {"outside:1": -500, "wallet:7": 500}
        assert Entry.objects.count() == 1

    def test_moves_something_in_every_line(self) -> None:
        with pytest.raises(IntegrityError, match="leg_moves_something"), transaction.atomic():
            post("a", {"outside:1": -500, "wallet:7": 500, "fee:1": 0})

    def test_sums_to_nought_at_commit(self) -> None:
        with pytest.raises(IntegrityError, match="do not sum to nought"), transaction.atomic():
            post("a", {"outside:1": -500, "wallet:7": 400})
            commit_checks()


class TestTheBook:
    @pytest.fixture(autouse=True)
    def one_entry(self) -> None:
        post("a", {"outside:1": -500, "wallet:7": 500})
        commit_checks()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE money_leg SET amount = amount * 2",
            "DELETE FROM money_leg",
            "UPDATE money_entry SET made_at = now()",
            "DELETE FROM money_entry",
            "UPDATE money_account SET balance = balance + 100 WHERE code = 'wallet:7'",
            "UPDATE money_account SET code = 'wallet:8' WHERE code = 'wallet:7'",
            "DELETE FROM money_account",
            "INSERT INTO money_account (code, balance) VALUES ('wallet:9', 100)",
        ],
    )
    def test_only_grows_by_movements(self, sql: str) -> None:
        assert refuses(sql) == "book_only_grows"
        assert balances() == {"outside:1": -500, "wallet:7": 500}

    @pytest.mark.parametrize("table", ["money_account", "money_entry", "money_leg"])
    def test_is_never_emptied(self, table: str) -> None:
        enable = f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate;"  # the tests' own set-up disabled it
        assert refuses(f"{enable} TRUNCATE {table} CASCADE") == "book_only_grows"

    def test_moves_the_account_of_a_line_added_by_hand(self) -> None:
        """Somebody with a database prompt cannot write a line that lies about its balance."""
        entry, wallet = Entry.objects.get(), Account.objects.get(code="wallet:7")
        with pytest.raises(IntegrityError, match="do not sum to nought"), transaction.atomic():
            Leg.objects.create(entry=entry, account=wallet, line="amount", amount=30, balance_after=9_999_999)
            assert balances()["wallet:7"] == Leg.objects.latest("id").balance_after == 530
            commit_checks()
        assert list(check_book()) == []

    @pytest.mark.parametrize("nowhere", ["entry_id", "account_id"])
    def test_has_no_line_without_its_account_and_entry(self, nowhere: str) -> None:
        place = {"entry_id": Entry.objects.get().pk, "account_id": Account.objects.get(code="wallet:7").pk}
        with pytest.raises(IntegrityError), transaction.atomic():
            for amount in (5, -5):
                Leg.objects.create(**{**place, nowhere: 10**9}, line="amount", amount=amount, balance_after=0)
            commit_checks()
