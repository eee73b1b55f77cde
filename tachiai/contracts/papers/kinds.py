"""Which papers there are, who issues each to whom, and what they are called.

A text of each kind: contracts.paper.kind.<name>.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tachiai.kernel.lifecycle import Actor

CLIENT, WORKER, SITE, BOTH = Actor.CLIENT.value, Actor.WORKER.value, "site", "both"


@dataclass(frozen=True)
class Kind:
    """One kind of paper. `short` stands in its serial; issuer and addressee are client, worker, site or both."""

    name: str
    short: str
    issued_by: str
    addressed_to: str


ORDER_NOTICE = Kind("order_notice", "order", CLIENT, WORKER)
SUPPLEMENTARY_NOTICE = Kind("supplementary_notice", "supplement", CLIENT, WORKER)
CHANGE_NOTICE = Kind("change_notice", "change", CLIENT, WORKER)
CONTRACT_SHEET = Kind("contract_sheet", "contract", SITE, BOTH)
DELIVERY_NOTE = Kind("delivery_note", "delivery", WORKER, CLIENT)
INSPECTION_NOTE = Kind("inspection_note", "inspection", CLIENT, WORKER)
# Nobody of the client's side looked: this site states what follows by rule.
DEEMED_ACCEPTANCE = replace(INSPECTION_NOTE, issued_by=SITE)
INVOICE = Kind("invoice", "invoice", WORKER, CLIENT)
RECEIPT = Kind("receipt", "receipt", WORKER, CLIENT)
PAYMENT_STATEMENT = Kind("payment_statement", "payment", SITE, WORKER)
WEEK_STATEMENT = Kind("week_statement", "week", SITE, BOTH)

KINDS: tuple[Kind, ...] = (
    ORDER_NOTICE,
    SUPPLEMENTARY_NOTICE,
    CHANGE_NOTICE,
    CONTRACT_SHEET,
    DELIVERY_NOTE,
    INSPECTION_NOTE,
    INVOICE,
    RECEIPT,
    PAYMENT_STATEMENT,
    WEEK_STATEMENT,
)
KIND = {kind.name: kind for kind in KINDS}


def serial_of(reference: str, kind: Kind, number: int) -> str:
    """What one paper is called everywhere: that of contract `reference`, the `number`th of its kind, from 1."""
    return f"{reference}-{kind.short}-{number}"


def path_of(serial: str) -> str:
    """The page of a paper, as a path."""
    return f"/papers/{serial}/"
