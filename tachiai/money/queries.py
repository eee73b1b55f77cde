"""Reads of the book: balances, statements, what is held for whom, what is awaited. Amounts in yen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet, Sum

from tachiai.clockwork.queries import MOST_COUNTED, Backlog, Waiting
from tachiai.kernel.refused import Refused
from tachiai.money.models import Account, Entry, Leg, PayIn
from tachiai.money.rules import (
    ALL,
    CLIENT_WALLET,
    EFFECTS,
    ESCROW,
    FEE,
    FEE_LINE,
    FEE_TAX,
    FEE_TAX_LINE,
    MOVEMENTS,
    NET,
    PART,
    PERSON_WALLET,
    RETURNED,
    WITHHELD,
    WORKER_WALLET,
    Holder,
    reference_in,
)
from tachiai.people.actions import ClosureAsked

PAGE = 50
CHUNK = 1000


def wallet_balance(person_id: int) -> int:
    """What the installation owes this person: rewards and returned deposits not yet paid out or used."""
    return _balance(_wallet(person_id))


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Listener: an account that is owed money stays open until staff have paid it out."""
    balance = wallet_balance(asked.person_id)
    return [Refused("money.refused.wallet_not_empty", {"balance_yen": balance})] if balance else []


def escrow_balance(holder: Holder) -> int:
    """What is held for this holder."""
    return _balance(ESCROW.code({"holder": holder}))


def _wallet(person_id: int) -> str:
    return PERSON_WALLET.code({"person": person_id})


def _balance(code: str) -> int:
    return _account(code)[1]


def _account(code: str) -> tuple[int, int]:
    """Id and balance; an account that no money ever touched is (0, 0)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, balance FROM money_account WHERE code = %s", [code])
        return cursor.fetchone() or (0, 0)


class StatementLine(NamedTuple):
    """One change of a wallet. `id` is its place in the history; `balance` what it left.

    For a reward, `fee` and `fee_tax` are what the operator kept of its `price`, and `withheld` the income tax that the
    client pays for the worker. That tax is a line of its own in the client's history. For what a client gets back of a
    deposit that was divided, `divided` is the whole of it and `share` what the worker got, before the fee.
    """

    id: int
    made_at: datetime
    movement: str
    holder_kind: str
    holder_id: int | None
    line: str
    amount: int
    balance: int
    fee: int
    fee_tax: int
    withheld: int
    divided: int

    @property
    def holder(self) -> Holder | None:
        """What it was for; None when it belongs to no escrow."""
        return None if self.holder_id is None else Holder(self.holder_kind, self.holder_id)

    @property
    def is_withheld_tax(self) -> bool:
        """Whether this is a worker's tax that stands in the client's wallet until it is paid to the tax office."""
        return self.line == WITHHELD

    @property
    def text_key(self) -> str:
        return "money.withheld_tax" if self.is_withheld_tax else f"money.movement.{self.movement}"

    @property
    def price(self) -> int:
        return self.amount + self.fee + self.fee_tax + self.withheld if self.line == NET else 0

    @property
    def share(self) -> int:
        return self.divided - self.amount if self.line == RETURNED else 0

    @property
    def received(self) -> int:
        return max(0, self.amount)

    @property
    def paid(self) -> int:
        return max(0, -self.amount)


@dataclass(frozen=True)
class Statement:
    """One page of a wallet's history, newest first.

    `older` is the `before` of the next page, `newer` the `after` of the previous one; None where there is none.
    """

    balance: int
    lines: tuple[StatementLine, ...]
    older: int | None
    newer: int | None


# Comparing (account, id) as rows leaves PostgreSQL one way only to find the page in order: to read it off the index
# legs_of_account. With `account = x ORDER BY id` it may walk back through everybody's newer legs instead. What was
# taken off a reward, and the whole of what was divided, stand on other accounts of its entry.
_LINES = """
SELECT leg.id, entry.made_at, entry.movement, entry.holder_kind, entry.holder_id,
    leg.line, leg.amount, leg.balance_after,
    coalesce((SELECT part.amount FROM money_leg part WHERE leg.line = %(net)s
              AND part.entry_id = entry.id AND part.line = %(fee)s), 0),
    coalesce((SELECT part.amount FROM money_leg part WHERE leg.line = %(net)s
              AND part.entry_id = entry.id AND part.line = %(fee_tax)s), 0),
    coalesce((SELECT part.amount FROM money_leg part WHERE leg.line = %(net)s
              AND part.entry_id = entry.id AND part.line = %(withheld)s), 0),
    coalesce((SELECT -part.amount FROM money_leg part WHERE leg.line = %(returned)s
              AND part.entry_id = entry.id AND part.line IN (%(all)s, %(part)s)), 0)
FROM money_leg leg JOIN money_entry entry ON entry.id = leg.entry_id
WHERE (leg.account_id, leg.id) > (%(account)s, %(after)s) AND (leg.account_id, leg.id) < (%(account)s, %(before)s)
ORDER BY leg.account_id {order}, leg.id {order} LIMIT %(limit)s
"""
_NEWEST_FIRST, _OLDEST_FIRST = (_LINES.format(order=order) for order in ("DESC", "ASC"))
_FIXED = {
    "net": NET,
    "fee": FEE_LINE,
    "fee_tax": FEE_TAX_LINE,
    "withheld": WITHHELD,
    "returned": RETURNED,
    "all": ALL,
    "part": PART,
}
_END = 2**63 - 1


def statement(person_id: int, *, before: int | None = None, after: int | None = None, limit: int = PAGE) -> Statement:
    """The page of at most `limit` lines older than line `before`, or newer than `after`, or the latest page.

    Costs the same however long the history is.
    """
    account, balance = _account(_wallet(person_id))
    if after is None:
        found = _lines(_NEWEST_FIRST, account, limit + 1, before=_END if before is None else before)
        lines, more_older, more_newer = found[:limit], len(found) > limit, before is not None
    else:
        found = _lines(_OLDEST_FIRST, account, limit + 1, after=after)
        lines, more_older, more_newer = found[:limit][::-1], True, len(found) > limit
    return Statement(
        balance,
        tuple(lines),
        lines[-1].id if lines and more_older else None,
        lines[0].id if lines and more_newer else None,
    )


def iter_statement(person_id: int) -> Iterator[StatementLine]:
    """The whole history, oldest first, read in pieces: memory does not grow with it."""
    account, _ = _account(_wallet(person_id))
    last = 0
    while lines := _lines(_OLDEST_FIRST, account, CHUNK, after=last):
        yield from lines
        last = lines[-1].id


def _lines(query: str, account_id: int, limit: int, *, before: int = _END, after: int = 0) -> list[StatementLine]:
    params: dict[str, int | str] = {**_FIXED, "account": account_id, "before": before, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [StatementLine._make(row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class HeldMoney:
    """Where the money of one holder, or of several, is.

    `deposited` = `held` + `released` + `fee` + `fee_tax` + `withheld` + `refunded`, always.

    What was added to a deposit counts as deposited, what was returned of it (a part, the rest, all) as refunded. What
    was withheld of the rewards went to the client too, but to pay the worker's tax with it.
    """

    deposited: int = 0
    released: int = 0
    fee: int = 0
    fee_tax: int = 0
    withheld: int = 0
    refunded: int = 0

    @property
    def held(self) -> int:
        return self.deposited - self.released - self.fee - self.fee_tax - self.withheld - self.refunded


_GETS = {ESCROW: "deposited", WORKER_WALLET: "released", FEE: "fee", FEE_TAX: "fee_tax", CLIENT_WALLET: "refunded"}
_ESCROW_LINES = {
    (name, line): WITHHELD if line == WITHHELD else _GETS[to]
    for name in EFFECTS
    for line, to in MOVEMENTS[name].parts.items()
}


def held_released_refunded(*holders: Holder) -> HeldMoney:
    """What was deposited for holders of one kind and where it went; fee and tax on the fee are amounts of their own."""
    kinds, numbers = {holder.kind for holder in holders}, [holder.id for holder in holders]
    gains = Leg.objects.filter(entry__holder_kind__in=kinds, entry__holder_id__in=numbers, amount__gt=0)
    by_line = gains.values_list("entry__movement", "line").annotate(total=Sum("amount")).order_by()
    sums: dict[str, int] = {}
    for movement, line, total in by_line:
        if name := _ESCROW_LINES.get((movement, line)):
            sums[name] = sums.get(name, 0) + total
    return HeldMoney(**sums)


def received(person_id: int, *holders: Holder) -> int:
    """What this person was paid out of these holders of one kind, after the fee and without what was withheld."""
    if not holders:
        return 0
    kinds, numbers = {holder.kind for holder in holders}, [holder.id for holder in holders]
    rewards = Leg.objects.filter(account__code=_wallet(person_id), line=NET)
    ours = rewards.filter(entry__holder_kind__in=kinds, entry__holder_id__in=numbers)
    return ours.aggregate(total=Sum("amount"))["total"] or 0


def lines_of(entry_id: int) -> dict[str, int]:
    """What one entry moved, in yen by line; the line on its source is below nought, a line of nothing is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, amount FROM money_leg WHERE entry_id = %s", [entry_id])
        return dict(cursor.fetchall())


def awaited_pay_in(holder: Holder) -> PayIn | None:
    """The transfer that this holder waits for, if one was announced."""
    return PayIn.objects.filter(holder_kind=holder.kind, holder_id=holder.id, state="awaited").first()


def pay_in(pay_in_id: int) -> PayIn | None:
    """One pay-in with its client, for staff."""
    return PayIn.objects.select_related("client", "confirmed_by").filter(pk=pay_in_id).first()


def awaited_pay_ins(*, limit: int = PAGE, after: int = 0) -> list[PayIn]:
    """Announced and not yet arrived, longest waiting first; those later than pay-in `after`."""
    awaited = PayIn.objects.select_related("client").filter(state="awaited", pk__gt=after)
    return list(awaited.order_by("pk")[:limit])


def pay_in_backlog() -> Waiting:
    """The announced transfers that nobody has confirmed."""
    return Waiting(PayIn.objects.filter(state="awaited"), "announced_at")


def pay_ins_by_reference(written: str) -> list[PayIn]:
    """Those whose reference a transfer names, in whatever state; spaces, case, width and hyphen are forgiven."""
    return list(PayIn.objects.select_related("client").filter(reference=reference_in(written)))


@dataclass(frozen=True)
class Wallet:
    """Money that stands in one person's wallet."""

    id: int
    person_id: int
    balance: int


def wallets_with_money(*, limit: int = PAGE, after: int = 0) -> list[Wallet]:
    """Wallets that are not empty, in the order they were opened; those later than wallet `after`."""
    rows = _full_wallets().filter(pk__gt=after).order_by("pk").values_list("pk", "code", "balance")[:limit]
    return [Wallet(pk, int(code.partition(":")[2]), balance) for pk, code, balance in rows]


def wallet_backlog() -> Backlog:
    """The wallets with money, counted as far as any backlog is."""
    return Backlog(_full_wallets()[:MOST_COUNTED].count())


def _full_wallets() -> QuerySet[Account]:
    return Account.objects.filter(code__startswith=f"{PERSON_WALLET.kind}:", balance__gt=0)


@dataclass(frozen=True)
class BookSize:
    """How much there is in the book; `held` is what the installation owes or keeps in all, in yen."""

    accounts: int
    entries: int
    legs: int
    held: int


def size_of_book() -> BookSize:
    """Counts everything; for the audit, not for pages."""
    inside = Account.objects.exclude(code__startswith="outside:")
    held = inside.aggregate(total=Sum("balance"))["total"] or 0
    return BookSize(Account.objects.count(), Entry.objects.count(), Leg.objects.count(), held)
