"""What builders know: frozen snapshots, made by `gathering` and by tests. Amounts in yen, moments aware.

"Part" is a milestone, counted from 0; work that is not divided has one part without a title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tachiai.contracts.rules.tax import tax_in
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.money.rules import FEE_LINE, FEE_TAX_LINE, NET, WITHHELD
from tachiai.people.rules import Trader
from tachiai.terms.rules import Milestone, Terms
from tachiai.terms.rules.choices import JobForm


def moment_data(moment: datetime) -> str:
    """A moment for machines: ISO, in Japan's time as on the paper."""
    return moment.astimezone(TOKYO).isoformat()


@dataclass(frozen=True)
class Side:
    """One side of a contract: the account and its name, and what it declared of itself in trade."""

    person_id: int
    display_name: str
    trader: Trader

    @property
    def name(self) -> str:
        """The trade name, or what the account is called when none was declared."""
        return self.trader.trade_name or self.display_name


@dataclass(frozen=True)
class Matter:
    """What every paper of a contract says: which contract, between whom, in which language; `origin` of its site."""

    reference: str
    title: str
    language: str
    client: Side
    worker: Side
    origin: str


@dataclass(frozen=True)
class Signed:
    """One side's yes: how it was confirmed (`passkey`, `password` or `session`) and when."""

    role: str
    method: str
    given_at: datetime
    digest: str


@dataclass(frozen=True)
class Part:
    """One part of the work with every day and amount that follows from the terms; `fee` contains `tax`."""

    title: str
    due_on: date
    inspect_by: date
    pay_on: date
    fee: int
    tax: int
    acceptance_items: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        days = {name: getattr(self, name).isoformat() for name in ("due_on", "inspect_by", "pay_on")}
        return {**asdict(self), **days, "acceptance_items": list(self.acceptance_items)}


@dataclass(frozen=True)
class Agreement:
    """The terms that both sides agreed to, version `number` of their sheet.

    `made_at`: when the contract was made. `packs`: the jurisdiction packs pinned at the order. `inspection`: how long
    it can take at most, from the delivery, by the life cycle that the contract pinned.
    """

    terms: Terms
    number: int
    digest: str
    signed: tuple[Signed, ...]
    made_at: datetime
    inspection: timedelta
    packs: tuple[str, ...] = ()

    @property
    def agreed_at(self) -> datetime:
        """The moment of the last consent; of the making, where that came later: both sides of an award consented to
        the brief before one of them chose."""
        return max(self.made_at, *(each.given_at for each in self.signed))

    @property
    def agreed_on(self) -> date:
        """The day of the order (業務委託をした日)."""
        return local_date(self.agreed_at)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """A delivery on the due date is inspected, or counts as accepted, by `inspect_by`. Hourly work has no parts."""
        if self.terms.form == JobForm.HOURLY:
            return ()
        return tuple(self._part(part) for part in self.terms.parts)

    def _part(self, part: Milestone) -> Part:
        pay_on = self.terms.pay_on(part)
        if part.due_on is None or part.price is None or pay_on is None:
            raise ValueError("terms with open points are nothing to make a paper of")
        tax = tax_in(part.price, self.terms.tax, self.packs, self.agreed_on)
        inspect_by = part.due_on + self.inspection
        return Part(part.title, part.due_on, inspect_by, pay_on, part.price, tax, part.acceptance_items)


@dataclass(frozen=True)
class Change:
    """What both sides agreed to in the place of the terms `before`, which were version `before_number` of the sheet.

    `order_serial`: the first order notice, or the reference of a contract that has none because it is older than they.
    """

    before: Terms
    before_number: int
    before_digest: str
    after: Agreement
    order_serial: str


@dataclass(frozen=True)
class HandedFile:
    """A file as it was handed over."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Found:
    """How one acceptance item, as it was agreed then, stood; a failed one has its reason. `passed` is None when nobody
    looked at it."""

    text: str
    passed: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Handover:
    """One delivery, numbered through all parts. `part_title` is empty for work that is not divided."""

    number: int
    part: int
    part_title: str
    note: str
    delivered_at: datetime
    files: tuple[HandedFile, ...] = ()


@dataclass(frozen=True)
class Inspection:
    """The inspection of one delivery: `accepted`, `rejected`, or `deemed` accepted by the clock because nobody said
    anything; then `rule` names the life cycle and `allowed` is the time that it gave."""

    handover: Handover
    result: str
    found: tuple[Found, ...]
    inspected_at: datetime
    rule: str = ""
    allowed: timedelta = timedelta(0)


@dataclass(frozen=True)
class Payment:
    """One payment to the worker as the book has it. `lines`: yen by line of the entry (net, fee, fee_tax, withheld).

    `cause`: `accepted` when the part was accepted or deemed to be, `settled` when what was held was divided, `hours`
    when a week was paid. `tax` as in the terms; `funds`: the installation's funds model. ValueError unless the lines
    are those of a payment.
    """

    part: int
    part_title: str
    lines: Mapping[str, int]
    tax: str
    cause: str
    step: int
    paid_at: datetime
    funds: str
    packs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.lines) <= {NET, FEE_LINE, FEE_TAX_LINE, WITHHELD} or self.gross <= 0:
            raise ValueError(f"{dict(self.lines)} is no payment to a worker")

    @property
    def gross(self) -> int:
        """The worker's share before anything was taken off it, tax included."""
        return sum(self.lines.values())

    @property
    def net(self) -> int:
        return self.lines.get(NET, 0)

    @property
    def fee(self) -> int:
        return self.lines.get(FEE_LINE, 0)

    @property
    def fee_tax(self) -> int:
        return self.lines.get(FEE_TAX_LINE, 0)

    @property
    def withheld(self) -> int:
        return self.lines.get(WITHHELD, 0)
