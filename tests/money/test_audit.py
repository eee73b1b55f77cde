"""The audit finds nothing in a sound book, and everything in one that somebody tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tachiai.money.audit import CHECKS, check_book, check_escrow
from tachiai.money.models import Account, Leg
from tachiai.money.rules import contract_holder
from tests.cast import Cast
from tests.money.moves import Deal, pay_in

pytestmark = pytest.mark.django_db
FIRST, SECOND = contract_holder(1), contract_holder(2)


@pytest.fixture(autouse=True)
def story(cast: Cast) -> None:
    """One contract is paid, one runs, one is divided with tax withheld, and one client's money waits."""
    pay_in(cast.aoi, 250_000, staff=cast.kei)
    paid, running = Deal(1, cast.aoi, cast.ren), Deal(2, cast.aoi, cast.mio)
    divided = Deal(3, cast.aoi, cast.mio, 5_000)
    for step in (paid.deposit, running.deposit, paid.release, divided.deposit):
        step()
    divided.split(1_000, withheld=102)


@contextmanager
def triggers_off() -> Iterator[None]:
    """What a superuser of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def tamper(sql: str) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(sql)


def found() -> set[str]:
    return {difference.check for difference in check_book()}


def test_a_sound_book_has_no_difference() -> None:
    assert list(check_book()) == []
    assert list(check_escrow([(FIRST, 0), (SECOND, 100_000)])) == []


@pytest.mark.parametrize(
    ("sql", "checks"),
    [
        ("UPDATE money_account SET balance = balance + 1 WHERE code LIKE 'wallet:%%' AND balance = 78000",
         {"balance_is_sum_of_legs", "all_accounts_sum_to_nought"}),
        ("UPDATE money_account SET balance = balance + CASE code WHEN 'fee:1' THEN 5 ELSE -5 END "
         "WHERE code IN ('fee:1', 'fee_tax:1')", {"balance_is_sum_of_legs"}),
        ("UPDATE money_leg SET amount = amount + 1 WHERE line = 'net'",
         {"entry_sums_to_nought", "balance_is_sum_of_legs", "running_balance_adds_up"}),
        ("UPDATE money_leg SET balance_after = 0 WHERE line = 'fee'", {"running_balance_adds_up"}),
        ("DELETE FROM money_leg WHERE line = 'fee_tax'", {"entry_sums_to_nought", "balance_is_sum_of_legs"}),
        ("DELETE FROM money_leg WHERE entry_id = (SELECT min(id) FROM money_entry)",
         {"entry_sums_to_nought", "balance_is_sum_of_legs", "running_balance_adds_up",
          "confirmed_pay_ins_are_posted"}),
        ("UPDATE money_entry SET movement = 'gift' WHERE movement = 'pay_in'", {"only_permitted_lines"}),
        ("UPDATE money_leg SET line = 'withheld' WHERE line = 'net'", {"the_clients_lines_go_to_who_deposited"}),
        ("UPDATE money_leg SET line = 'withheld' WHERE line = 'fee'",
         {"only_permitted_lines", "the_clients_lines_go_to_who_deposited"}),
        ("UPDATE money_leg SET amount = amount - 1 WHERE line = 'withheld'",
         {"entry_sums_to_nought", "balance_is_sum_of_legs", "running_balance_adds_up"}),
        ("UPDATE money_entry SET holder_id = 9 WHERE movement = 'release_escrow'", {"escrow_of_its_own_holder"}),
        ("UPDATE money_payin SET amount = amount + 1", {"confirmed_pay_ins_are_posted"}),
        ("UPDATE money_payin SET state = 'awaited', confirmed_at = NULL, confirmed_by_id = NULL",
         {"confirmed_pay_ins_are_posted"}),
        ("INSERT INTO money_payout (person_id, amount, key, recorded_at, recorded_by_id) "
         "SELECT id, 5, gen_random_uuid(), now(), id FROM people_person LIMIT 1", {"recorded_payouts_are_posted"}),
        ("WITH moved AS (UPDATE money_account SET code = 'outside:99' WHERE code = 'fee:1' RETURNING id) "
         "SELECT 1", {"only_permitted_lines"}),
    ],
)  # fmt: skip
def test_a_tampered_book_is_found(sql: str, checks: set[str]) -> None:
    tamper(sql)
    assert found() == checks


def test_an_account_that_was_ever_below_nought_is_found() -> None:
    wallet = Account.objects.get(balance=78_000)
    leg = Leg.objects.get(account=wallet)
    tamper("ALTER TABLE money_account DROP CONSTRAINT account_not_overdrawn")
    tamper(f"UPDATE money_leg SET amount = -amount, balance_after = -balance_after WHERE id = {leg.pk}")
    tamper(f"UPDATE money_account SET balance = -balance WHERE id = {wallet.pk}")
    assert "nothing_below_nought" in found()


def test_every_check_is_named_by_some_test() -> None:
    source = open(__file__).read()  # noqa: PTH123, SIM115
    assert [check for check in CHECKS if f'"{check}"' not in source] == []


def test_a_difference_names_its_place_and_both_amounts() -> None:
    tamper("UPDATE money_account SET balance = balance + 1 WHERE code = 'fee:1'")
    assert ("fee:1", 20_001, 20_000) in [(d.where, d.found, d.expected) for d in check_book()]


class TestEscrowAndState:
    def test_disagree_when_a_finished_contract_holds_money(self) -> None:
        (difference,) = check_escrow([(FIRST, 0), (SECOND, 0)])
        assert (difference.where, difference.found, difference.expected) == ("contract 2", 100_000, 0)

    def test_disagree_when_a_running_contract_holds_nothing(self) -> None:
        (difference,) = check_escrow([(FIRST, 100_000), (SECOND, 100_000)])
        assert (difference.where, difference.found, difference.expected) == ("contract 1", 0, 100_000)

    def test_disagree_when_money_is_held_for_a_contract_that_is_not_there(self) -> None:
        (difference,) = check_escrow([(FIRST, 0)])
        assert (difference.where, difference.found) == ("escrow:2", 100_000)
