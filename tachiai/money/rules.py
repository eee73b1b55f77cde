"""Which accounts there are, which movements of money are permitted, and what a fee is. Anything else raises.

Amounts are integers in the installation's minor unit (yen). A movement is one entry whose legs sum to nought.
An account's balance is the sum of its legs; only the outside world may stand below nought.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tachiai.kernel.amounts import Tier, percent_of, tiered
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.readable import LETTERS
from tachiai.kernel.soundness import Effect

SHARDS = 16
# Who a movement is about, by the word that accounts name them with: a person, a shard, a holder.
Parties = Mapping[str, "int | Holder"]


class Holder(NamedTuple):
    """What an escrow is held for: its kind and its number there (decision 0018)."""

    kind: str
    id: int

    def __str__(self) -> str:
        """As the code of its account ends: 12 for a contract, week-7, listing-3."""
        return str(self.id) if self.kind == CONTRACT else f"{self.kind}-{self.id}"


CONTRACT, WEEK, LISTING = "contract", "week", "listing"


def contract_holder(contract_id: int) -> Holder:
    return Holder(CONTRACT, contract_id)


def week_holder(week_id: int) -> Holder:
    """One week of an hourly contract."""
    return Holder(WEEK, week_id)


def listing_holder(listing_id: int) -> Holder:
    """A listing whose deposit comes before it is published: a contest, a task."""
    return Holder(LISTING, listing_id)


@dataclass(frozen=True)
class Account:
    """One kind of account and whose it is. Its code in the book is kind:owner, such as escrow:12 or fee:3.

    `owner` names the party of the movement; a `shard` account is one of SHARDS that together are one account, so
    that contracts settled at the same moment do not wait for one another.
    """

    kind: str
    owner: str

    def code(self, parties: Parties) -> str:
        return f"{self.kind}:{parties[self.owner]}"


OUTSIDE = Account("outside", "shard")
CLIENT_WALLET = Account("wallet", "client")
WORKER_WALLET = Account("wallet", "worker")
PERSON_WALLET = Account("wallet", "person")
ESCROW = Account("escrow", "holder")
FEE = Account("fee", "shard")
FEE_TAX = Account("fee_tax", "shard")


@dataclass(frozen=True)
class Movement:
    """One permitted way for money to go: all of `amount` from one account, in parts to others.

    `parts` names each line with the account that gets it; `taken` is the line on the source. The names of three lines
    bind the database: ALL leaves nothing on the source, PART leaves something, ADDED finds something there already.
    `holds`: +1 when the escrow is held from then on, -1 when nothing is left of it, 0 when it stays that of something
    that goes on. Its text is money.movement.<name>.
    """

    name: str
    source: Account
    parts: Mapping[str, Account]
    taken: str = "amount"
    holds: int = 0


PAY_IN = "pay_in"
DEPOSIT_ESCROW = "deposit_escrow"
RELEASE_ESCROW = "release_escrow"
RETURN_ESCROW = "return_escrow"
SPLIT_ESCROW = "split_escrow"
TOP_UP_ESCROW = "top_up_escrow"
RETURN_SURPLUS = "return_surplus"
PAY_PART = "pay_part"
SPLIT_PART = "split_part"
RETURN_PART = "return_part"
RETURN_REST = "return_rest"
PAY_OUT = "pay_out"

AMOUNT, ALL, PART, ADDED = "amount", "all", "part", "added"
NET, FEE_LINE, FEE_TAX_LINE, RETURNED, WITHHELD = "net", "fee", "fee_tax", "returned", "withheld"
_TO_WORKER = {NET: WORKER_WALLET, FEE_LINE: FEE, FEE_TAX_LINE: FEE_TAX, WITHHELD: CLIENT_WALLET}
MOVEMENTS: Mapping[str, Movement] = {
    movement.name: movement
    for movement in (
        Movement(PAY_IN, OUTSIDE, {AMOUNT: CLIENT_WALLET}),
        Movement(DEPOSIT_ESCROW, CLIENT_WALLET, {AMOUNT: ESCROW}, holds=1),
        Movement(TOP_UP_ESCROW, CLIENT_WALLET, {ADDED: ESCROW}),
        Movement(RETURN_SURPLUS, ESCROW, {AMOUNT: CLIENT_WALLET}, taken=PART),
        Movement(RELEASE_ESCROW, ESCROW, _TO_WORKER, taken=ALL, holds=-1),
        Movement(SPLIT_ESCROW, ESCROW, {**_TO_WORKER, RETURNED: CLIENT_WALLET}, taken=ALL, holds=-1),
        Movement(RETURN_ESCROW, ESCROW, {AMOUNT: CLIENT_WALLET}, taken=ALL, holds=-1),
        Movement(PAY_PART, ESCROW, _TO_WORKER),
        Movement(SPLIT_PART, ESCROW, {**_TO_WORKER, RETURNED: CLIENT_WALLET}, taken=PART),
        Movement(RETURN_PART, ESCROW, {AMOUNT: CLIENT_WALLET}, taken=PART),
        Movement(RETURN_REST, ESCROW, {AMOUNT: CLIENT_WALLET}, taken=ALL, holds=-1),
        Movement(PAY_OUT, PERSON_WALLET, {AMOUNT: OUTSIDE}),
    )
}
_PAID = {CLIENT_WALLET: Actor.CLIENT, WORKER_WALLET: Actor.WORKER}


def _effect(movement: Movement) -> Effect:
    # What is withheld passes through the client's wallet on its way to the tax office: it is the worker's tax, paid out
    # of the worker's share, so whoever proves to whom a contract's money goes must not count it as the client's.
    pays = movement.holds < 0 or NET in movement.parts
    gets = {to for line, to in movement.parts.items() if pays and line != WITHHELD}
    return Effect(movement.holds, frozenset(_PAID[to] for to in gets if to in _PAID))


EFFECTS: Mapping[str, Effect] = {
    name: _effect(movement)
    for name, movement in MOVEMENTS.items()
    if ESCROW in (movement.source, *movement.parts.values())
}
"""What each movement of an escrow does to it, for the proofs (kernel.soundness)."""


@dataclass(frozen=True)
class Leg:
    """One line of an entry to be made: `amount` yen (not nought) onto the account `code`."""

    line: str
    code: str
    amount: int


def legs_of(movement: Movement, parts: Mapping[str, int], parties: Parties) -> tuple[Leg, ...]:
    """The legs that move `parts` (yen by line). ValueError unless they are the movement's lines and above nought."""
    total = sum(parts.values())
    if set(parts) != set(movement.parts) or min(parts.values()) < 0 or total <= 0:
        raise ValueError(f"{movement.name} cannot move {dict(parts)}")
    gains = [Leg(line, movement.parts[line].code(parties), amount) for line, amount in parts.items()]
    return (Leg(movement.taken, movement.source.code(parties), -total), *(leg for leg in gains if leg.amount))


def shard(number: int) -> int:
    """Which of the sibling accounts takes what belongs to the holder (or person) `number`."""
    return number % SHARDS


_LENGTH = 6


def new_reference(choose: Callable[[Sequence[str]], str]) -> str:
    """What a client writes on a transfer, such as TP-7KQ2M9: no letters that are mistaken for digits."""
    return "TP-" + "".join(choose(LETTERS) for _ in range(_LENGTH))


def reference_in(written: str) -> str:
    """The reference as somebody typed it: spaces, case, width and the hyphen are forgiven."""
    plain = unicodedata.normalize("NFKC", written).upper()
    return "TP-" + "".join(letter for letter in plain if letter.isalnum())[-_LENGTH:]


@dataclass(frozen=True)
class FeeSchedule:
    """What the operator keeps of a price, from `valid_from` on; a contract pins the schedule by name."""

    name: str
    valid_from: date
    tiers: tuple[Tier, ...]
    tax_percent: Fraction


@dataclass(frozen=True)
class Fee:
    """How a price is divided, in yen: `fee` + `tax` + `net` is the price, always."""

    fee: int
    tax: int
    net: int


def fee_of(price: int, schedule: FeeSchedule) -> Fee:
    """The fee on one contract's `price` (yen, tax included), consumption tax on that fee, and the worker's rest."""
    fee = tiered(price, schedule.tiers)
    tax = percent_of(fee, schedule.tax_percent)
    return Fee(fee, tax, price - fee - tax)


def fee_of_part(gross: int, paid_before: int, schedule: FeeSchedule) -> Fee:
    """The fee on `gross` yen for the worker when `paid_before` yen of the same contract were paid already.

    It is what the fee on the total grows by, so a contract paid in parts costs what it would cost paid at once. One
    yen may be where both fee and tax grow by one: a payment never costs more than itself, the rest is waived.
    """
    before, after = fee_of(paid_before, schedule), fee_of(paid_before + gross, schedule)
    fee = min(gross, after.fee - before.fee)
    tax = min(gross - fee, after.tax - before.tax)
    return Fee(fee, tax, gross - fee - tax)


def to_worker(movement: Movement, amount: int, worker_share: int | None) -> int:
    """How many of `amount` yen a movement pays to the worker, before the fee. ValueError for a share that is missing,
    out of bounds, or none of this movement's business."""
    divides = RETURNED in movement.parts
    if divides != (worker_share is not None):
        raise ValueError(f"{movement.name} and a worker's share of {worker_share} do not go together")
    if worker_share is None:
        return amount if NET in movement.parts else 0
    if not 0 <= worker_share <= amount:
        raise ValueError(f"{movement.name} cannot give {worker_share} of {amount} yen to the worker")
    return worker_share


def parts_of(
    movement: Movement, amount: int, gross: int, paid_before: int, schedule: FeeSchedule, withheld: int = 0
) -> Mapping[str, int]:
    """`amount` yen by line: the `gross` of it that is the worker's, less its fee and the tax `withheld` from it; all
    else as the movement says. ValueError when less than `withheld` is left of the worker's share after the fee."""
    fee = fee_of_part(gross, paid_before, schedule)
    if not 0 <= withheld <= fee.net:
        raise ValueError(f"{movement.name} cannot withhold {withheld} of the {fee.net} yen that the worker would get")
    if NET not in movement.parts:
        return dict.fromkeys(movement.parts, amount)
    parts = {NET: fee.net - withheld, FEE_LINE: fee.fee, FEE_TAX_LINE: fee.tax, WITHHELD: withheld}
    return {**parts, RETURNED: amount - gross} if RETURNED in movement.parts else parts


def _schedule(name: str, data: Mapping[str, Any]) -> FeeSchedule:
    where = f"fee schedule {name}"
    _refuse_others(where, data, ("valid_from", "tax_percent", "tiers"))
    tiers = tuple(_tier(where, tier) for tier in data["tiers"])
    ends = [tier.up_to for tier in tiers if tier.up_to is not None]
    if not tiers or tiers[-1].up_to is not None or len(ends) != len(tiers) - 1:
        raise ValueError(f"{where}: the last tier, and only the last, must be open-ended")
    if ends != sorted(set(ends)):
        raise ValueError(f"{where}: each tier must end above the one before")
    # A moment is a date, too, but has an hour.
    if type(data["valid_from"]) is not date:
        raise ValueError(f"{where}: valid_from must be a date without quotes, such as 2027-04-01")
    return FeeSchedule(name, data["valid_from"], tiers, _percent(where, data["tax_percent"]))


def _tier(where: str, tier: Mapping[str, Any]) -> Tier:
    _refuse_others(where, tier, ("percent", "up_to"))
    up_to = tier.get("up_to")
    if up_to is not None and (type(up_to) is not int or up_to <= 0):
        raise ValueError(f"{where}: up_to must be a whole number of yen, not {up_to!r}")
    return Tier(_percent(where, tier["percent"]), up_to)


def _percent(where: str, said: object) -> Fraction:
    percent = Fraction(said) if isinstance(said, str | int | Decimal) else None
    if percent is None or not 0 <= percent <= 100:
        raise ValueError(f"{where}: a percentage must lie between 0 and 100, not {said}")
    return percent


def _refuse_others(where: str, data: Mapping[str, Any], known: Sequence[str]) -> None:
    if others := sorted(data.keys() - set(known)):
        raise ValueError(f"{where}: there is no {others[0]}; known are {', '.join(known)}")


def read_schedules(path: Path) -> Mapping[str, FeeSchedule]:
    """Every schedule of one file by name. ValueError or KeyError when one is not whole, or when there is none."""
    said = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    if not said:
        raise ValueError("there is no fee schedule in it")
    return {name: _schedule(name, data) for name, data in said.items()}


SCHEDULES = dict(read_schedules(Path(__file__).with_name("fees.toml")))


def add_schedules(path: Path) -> None:
    """An operator's own, beside those that come with the program. ValueError or KeyError when one is not whole, or has
    a name that contracts of old may have pinned."""
    own = read_schedules(path)
    if taken := sorted(name for name in own if SCHEDULES.get(name, own[name]) != own[name]):
        raise ValueError(f"there is a schedule {taken[0]} already, and a schedule never changes: give it another name")
    SCHEDULES.update(own)


def schedule_at(moment: datetime) -> FeeSchedule:
    """The schedule that a contract made at `moment` pins; days are Asia/Tokyo's. LookupError before the first one."""
    day = local_date(moment)
    begun = [schedule for schedule in SCHEDULES.values() if schedule.valid_from <= day]
    if not begun:
        raise LookupError(f"no fee schedule is valid on {day}")
    return max(begun, key=lambda schedule: schedule.valid_from)
