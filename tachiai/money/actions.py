"""The only writers of the book. Every movement goes through `money_post` in one round trip, or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import gateways
from tachiai.money.models import PayIn, PayOut
from tachiai.money.rules import (
    AMOUNT,
    CONTRACT,
    EFFECTS,
    LISTING,
    MOVEMENTS,
    PAY_IN,
    PAY_OUT,
    SCHEDULES,
    WEEK,
    Holder,
    Movement,
    Parties,
    legs_of,
    new_reference,
    parts_of,
    shard,
    to_worker,
)
from tachiai.notices.actions import tell
from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act
from tachiai.people.rules.restrictions import Act

_POST = "SELECT entry FROM money_post(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_REFUSALS = {"account_not_overdrawn": "money.refused.overdrawn"}
_TRIES = 5
STATEMENT_PATH = "/money/"
# What the log of staff acts calls the holder of each kind.
LOGGED_AS = {CONTRACT: "contracts.contract", WEEK: "contracts.week", LISTING: "jobs.listing"}


@dataclass(frozen=True)
class PayInConfirming:
    """Event before anything is locked: who keeps the holder locks it first, as its own steps do. So a confirmation
    and a step of the same holder wait for each other instead of ending in a deadlock. Listeners look only at holders
    of their own kind."""

    holder: Holder


@dataclass(frozen=True)
class PayInConfirmed:
    """Event: the announced money stands in the client's wallet. `by_staff_id` is None when the demo bank did it."""

    pay_in_id: int
    holder: Holder
    client_id: int
    amount: int
    at: datetime
    by_staff_id: int | None


@dataclass(frozen=True)
class Moved:
    """A movement made: its entry, and how many yen of it were the worker's, before fee and withheld tax."""

    entry_id: int
    to_worker: int


def post_movement(
    movement: str,
    *,
    holder: Holder,
    client_id: int,
    worker_id: int | None,
    amount: int,
    worker_share: int | None = None,
    paid_before: int = 0,
    withheld: int = 0,
    fee_schedule: str,
    step_number: int,
    at: datetime,
    apart: str = "",
) -> Moved:
    """Move `amount` yen as a step of `holder` demands, in the caller's transaction.

    `worker_share`: how much of the amount a split gives to the worker, before the fee; the client gets the rest.
    `worker_id`: None when the movement pays no worker.
    `paid_before`: what the holder paid to this worker so far, before fees, because fees are on the total.
    `withheld`: how much of the worker's share is income tax that the client pays to the tax office instead: it goes to
    the client's wallet.

    Happens once per (holder, step number, movement, and `apart` when one step moves several times). A Refusal when an
    account would fall below nought,
    IntegrityError when money would stay behind in an escrow that the movement settles, or when it adds to or takes a
    part of an escrow that is not held before and after; LookupError for a movement that is not permitted, ValueError
    for a share that is not within the amount, or when more is withheld than is left of the share after the fee.
    """
    declared = MOVEMENTS[movement]
    if movement not in EFFECTS:
        raise LookupError(f"{movement} is no movement of an escrow")
    parties: dict[str, int | Holder] = {"holder": holder, "client": client_id, "shard": shard(holder.id)}
    if worker_id is not None:
        parties["worker"] = worker_id
    key = f"{holder.kind}:{holder.id}:{step_number}:{movement}{apart}"
    gross = to_worker(declared, amount, worker_share)
    parts = parts_of(declared, amount, gross, paid_before, SCHEDULES[fee_schedule], withheld)
    return Moved(_post(key, declared, parts, parties, holder, step_number, at), gross)


def _post(
    key: str,
    movement: Movement,
    parts: Mapping[str, int],
    parties: Parties,
    holder: Holder | None,
    step_number: int | None,
    at: datetime,
) -> int:
    legs = legs_of(movement, parts, parties)
    lines, codes, amounts = ([getattr(leg, name) for leg in legs] for name in ("line", "code", "amount"))
    try:
        with connection.cursor() as cursor:
            kind, number = holder or ("", None)
            cursor.execute(_POST, [key, movement.name, kind, number, step_number, at, lines, codes, amounts])
            (entry_id,) = cursor.fetchone()
            return entry_id
    except IntegrityError as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError) -> Exception:
    constraint = error.__cause__.diag.constraint_name if error.__cause__ else None  # type: ignore[attr-defined]
    return Refusal(Refused(_REFUSALS[constraint])) if constraint in _REFUSALS else error


@transaction.atomic
def announce_pay_in(*, holder: Holder, client_id: int, amount: int, at: datetime) -> PayIn:
    """The client means to transfer `amount` yen for this holder, naming the reference answered.

    One is awaited per holder: announcing again answers that one. A reference means one amount for ever: when
    another is missing by now, the former pay-in is cancelled (if it is on its way, staff can still confirm it).
    """
    _awaited(holder).exclude(amount=amount).update(state="cancelled")
    for _ in range(_TRIES):
        reference = new_reference(secrets.choice)
        if PayIn.objects.filter(reference=reference).exists():
            continue
        pay_in, _made = PayIn.objects.get_or_create(
            holder_kind=holder.kind,
            holder_id=holder.id,
            state="awaited",
            defaults={"client_id": client_id, "amount": amount, "reference": reference, "announced_at": at},
        )
        return pay_in
    raise RuntimeError("no free reference found")


@transaction.atomic
def confirm_pay_in(*, pay_in_id: int, by_staff_id: int, at: datetime) -> PayIn:
    """Staff saw the money arrive: it enters the client's wallet, its holder is told. Again: nothing changes.

    A cancelled pay-in can be confirmed too; the money is the client's.
    """
    if by_staff_id not in people.staff_ids():
        raise Refusal(Refused("money.refused.not_staff"))
    return _confirm(pay_in_id, by_staff_id, at)


@transaction.atomic
def confirm_by_demo_bank(*, pay_in_id: int, at: datetime) -> bool:
    """With the demo bank the money arrives at once: True. Otherwise nothing happens: False, and staff confirm."""
    if not gateways.arrives_at_once():
        return False
    _confirm(pay_in_id, None, at)
    return True


def _confirm(pay_in_id: int, by_staff_id: int | None, at: datetime) -> PayIn:
    publish(PayInConfirming(PayIn.objects.get(pk=pay_in_id).holder))
    pay_in = PayIn.objects.select_for_update().get(pk=pay_in_id)
    if pay_in.state == "confirmed":
        return pay_in
    pay_in.state, pay_in.confirmed_at, pay_in.confirmed_by_id = "confirmed", at, by_staff_id
    pay_in.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    parties = {"client": pay_in.client_id, "shard": shard(pay_in.holder_id)}
    parts = {AMOUNT: pay_in.amount}
    _post(f"pay_in:{pay_in.pk}", MOVEMENTS[PAY_IN], parts, parties, pay_in.holder, None, at)
    if by_staff_id is not None:
        log_staff_act(
            staff_id=by_staff_id,
            act="confirm_pay_in",
            subject_kind=LOGGED_AS[pay_in.holder_kind],
            subject_id=pay_in.holder_id,
            reason=f"{pay_in.reference} ¥{pay_in.amount:,}",
            at=at,
        )
    publish(PayInConfirmed(pay_in.pk, pay_in.holder, pay_in.client_id, pay_in.amount, at, by_staff_id))
    return pay_in


def cancel_pay_in(*, holder: Holder) -> bool:
    """No money is awaited any more for this holder; False when none was. A late transfer can still be confirmed."""
    return bool(_awaited(holder).update(state="cancelled"))


def _awaited(holder: Holder) -> QuerySet[PayIn]:
    return PayIn.objects.filter(holder_kind=holder.kind, holder_id=holder.id, state="awaited")


@transaction.atomic
def record_pay_out(*, person_id: int, amount: int, by_staff_id: int, key: UUID, at: datetime) -> PayOut:
    """Staff sent `amount` yen of this person's wallet to their bank account. The same `key` records it once.

    Refusals: not staff, an amount of nought or less, while the person's payouts are on hold, more than the wallet
    holds, the key of another payout.
    """
    if by_staff_id not in people.staff_ids():
        raise Refusal(Refused("money.refused.not_staff"))
    if amount <= 0:
        raise Refusal(Refused("money.refused.amount_too_small"))
    if people.forbidding(person_id, Act.BE_PAID, at):
        raise Refusal(Refused("money.refused.payout_on_hold"))
    pay_out, is_new = PayOut.objects.get_or_create(
        key=key,
        defaults={"person_id": person_id, "amount": amount, "recorded_at": at, "recorded_by_id": by_staff_id},
    )
    if (pay_out.person_id, pay_out.amount) != (person_id, amount):
        raise Refusal(Refused("money.refused.recorded_otherwise"))
    if is_new:
        parties = {"person": person_id, "shard": shard(person_id)}
        log_staff_act(
            staff_id=by_staff_id,
            act="record_pay_out",
            subject_kind="people.person",
            subject_id=person_id,
            reason=f"¥{amount:,}",
            at=at,
        )
        _post(f"pay_out:{pay_out.pk}", MOVEMENTS[PAY_OUT], {AMOUNT: amount}, parties, None, None, at)
        params = {"amount_yen": amount}
        tell(person_id=person_id, kind="money.paid_out", params=params, path=STATEMENT_PATH, at=at)
    return pay_out
