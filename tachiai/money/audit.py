"""The audit of the book: re-adds everything from the legs, in SQL over whole tables, and names every difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tachiai.money.rules import CLIENT_WALLET, CONTRACT, DEPOSIT_ESCROW, ESCROW, MOVEMENTS, OUTSIDE, Holder

# What each check means, and a query that finds what breaks it: (where, found, expected).
CHECKS: Mapping[str, str] = {
    "entry_sums_to_nought": """
        SELECT 'entry ' || e.id, coalesce(sum(l.amount), 0), 0 FROM money_entry e
        LEFT JOIN money_leg l ON l.entry_id = e.id
        GROUP BY e.id HAVING coalesce(sum(l.amount), 0) <> 0 OR count(l.id) < 2
    """,
    "balance_is_sum_of_legs": """
        SELECT a.code, a.balance, coalesce(sum(l.amount), 0) FROM money_account a
        LEFT JOIN money_leg l ON l.account_id = a.id
        GROUP BY a.id HAVING a.balance <> coalesce(sum(l.amount), 0)
    """,
    "running_balance_adds_up": """
        SELECT 'leg ' || id, balance_after, added FROM (
            SELECT id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS added FROM money_leg
        ) AS history WHERE balance_after <> added
    """,
    "nothing_below_nought": """
        SELECT a.code, min(l.balance_after), 0 FROM money_account a JOIN money_leg l ON l.account_id = a.id
        WHERE a.code NOT LIKE %(outside)s GROUP BY a.id HAVING min(l.balance_after) < 0
    """,
    "all_accounts_sum_to_nought": """
        SELECT 'book', sum(balance), 0 FROM money_account HAVING sum(balance) <> 0
    """,
    "only_permitted_lines": """
        SELECT e.movement || '.' || l.line || ' on ' || split_part(a.code, ':', 1), count(*), 0
        FROM money_leg l JOIN money_entry e ON e.id = l.entry_id JOIN money_account a ON a.id = l.account_id
        GROUP BY e.movement, l.line, split_part(a.code, ':', 1), sign(l.amount)
        HAVING NOT (e.movement || ' ' || l.line || ' ' || split_part(a.code, ':', 1) || ' ' || sign(l.amount)
                    = ANY(%(permitted)s))
    """,
    "escrow_of_its_own_holder": """
        SELECT 'entry ' || e.id || ' on ' || a.code, e.holder_id, substring(a.code from '[0-9]+$')::bigint
        FROM money_leg l JOIN money_entry e ON e.id = l.entry_id JOIN money_account a ON a.id = l.account_id
        WHERE a.code LIKE %(escrow)s AND a.code <>
            concat(%(escrow_kind)s::text, ':', nullif(e.holder_kind, %(contract)s) || '-', e.holder_id)
    """,
    "the_clients_lines_go_to_who_deposited": """
        SELECT 'entry ' || e.id || ' on ' || a.code, l.amount, 0
        FROM money_leg l JOIN money_entry e ON e.id = l.entry_id JOIN money_account a ON a.id = l.account_id
        WHERE e.movement || ' ' || l.line = ANY(%(to_client)s) AND l.amount > 0 AND NOT EXISTS (
            SELECT FROM money_entry d JOIN money_leg from_wallet ON from_wallet.entry_id = d.id
            WHERE (d.holder_kind, d.holder_id) = (e.holder_kind, e.holder_id) AND d.movement = %(deposit)s
                AND from_wallet.amount < 0 AND from_wallet.account_id = l.account_id)
    """,
    "confirmed_pay_ins_are_posted": """
        SELECT 'pay-in ' || p.id, coalesce(sum(l.amount), 0), p.amount FROM money_payin p
        LEFT JOIN money_entry e ON e.key = 'pay_in:' || p.id
        LEFT JOIN money_leg l ON l.entry_id = e.id AND l.amount > 0
        GROUP BY p.id
        HAVING coalesce(sum(l.amount), 0) <> CASE p.state WHEN 'confirmed' THEN p.amount ELSE 0 END
    """,
    "recorded_payouts_are_posted": """
        SELECT 'payout ' || p.id, coalesce(sum(l.amount), 0), p.amount FROM money_payout p
        LEFT JOIN money_entry e ON e.key = 'pay_out:' || p.id
        LEFT JOIN money_leg l ON l.entry_id = e.id AND l.amount > 0
        GROUP BY p.id HAVING coalesce(sum(l.amount), 0) <> p.amount
    """,
}


@dataclass(frozen=True)
class Difference:
    """One thing that does not add up: which check, where in the book, what was found and expected (yen or counts)."""

    check: str
    where: str
    found: int
    expected: int


def check_book() -> Iterator[Difference]:
    """Every difference inside the book; none when it is sound. Reads one snapshot if its caller holds one."""
    params: dict[str, Any] = {
        "outside": f"{OUTSIDE.kind}:%",
        "escrow": f"{ESCROW.kind}:%",
        "escrow_kind": ESCROW.kind,
        "contract": CONTRACT,
        "to_client": sorted(_to_client()),
        "deposit": DEPOSIT_ESCROW,
        "permitted": sorted(_permitted()),
    }
    with connection.cursor() as cursor:
        for check, query in CHECKS.items():
            cursor.execute(query, params)
            for where, found, expected in cursor:
                yield Difference(check, where, int(found or 0), int(expected))


def check_escrow(expected: Iterable[tuple[Holder, int]]) -> Iterator[Difference]:
    """Compare what is held for each holder with what its state says should be: (holder, yen above nought)."""
    held = _held()
    for holder, amount in expected:
        found = held.pop(ESCROW.code({"holder": holder}), 0)
        if found != amount:
            yield Difference("escrow_is_what_its_holder_says", f"{holder.kind} {holder.id}", found, amount)
    for code, found in sorted(held.items()):
        yield Difference("escrow_is_what_its_holder_says", code, found, 0)


def _held() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, balance FROM money_account WHERE code LIKE %s AND balance <> 0", [f"{ESCROW.kind}:%"]
        )
        return dict(cursor.fetchall())


def _permitted() -> Iterator[str]:
    """Every line that the declared movements allow, as `movement line kind sign`."""
    for movement in MOVEMENTS.values():
        yield f"{movement.name} {movement.taken} {movement.source.kind} -1"
        for line, account in movement.parts.items():
            yield f"{movement.name} {line} {account.kind} 1"


def _to_client() -> Iterator[str]:
    """The lines by which an escrow pays its client (what goes back, and the tax withheld), as `movement line`."""
    for movement in MOVEMENTS.values():
        if movement.source == ESCROW:
            yield from (f"{movement.name} {line}" for line, to in movement.parts.items() if to == CLIENT_WALLET)
