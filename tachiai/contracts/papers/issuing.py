"""Issuing: what each step of a contract brings on paper, kept in the step's own transaction and never changed again.

Called with the contract locked, by `contracts.actions` when it is made and by `contracts.walking` after each step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from tachiai.contracts.models import Contract, Paper
from tachiai.contracts.papers import announcements, changes, gathering, handovers, payments
from tachiai.contracts.papers.facts import Matter
from tachiai.contracts.papers.gathering import Shelf
from tachiai.contracts.papers.kinds import (
    CONTRACT_SHEET,
    DELIVERY_NOTE,
    INVOICE,
    ORDER_NOTICE,
    PAYMENT_STATEMENT,
    RECEIPT,
    SUPPLEMENTARY_NOTICE,
    Kind,
    serial_of,
)
from tachiai.contracts.papers.orders import order_notice
from tachiai.contracts.papers.queries import searched
from tachiai.contracts.papers.sheets import contract_sheet
from tachiai.documents.rules import Document
from tachiai.kernel.lifecycle import Step
from tachiai.money.actions import Moved

INSPECTIONS = {"accept": "accepted", "deem_accepted": "deemed", "reject": "rejected"}
CHANGES = ("change_terms", "change_terms_unfunded")
_LONGEST_NAME = 120


@dataclass
class Issue:
    """The papers of one step on one contract, until they are kept."""

    contract: Contract
    matter: Matter
    shelf: Shelf
    at: datetime
    papers: list[Paper] = field(default_factory=list)

    @classmethod
    def of(cls, contract: Contract, at: datetime) -> Issue:
        return cls(contract, *gathering.matter_of(contract, at), at)

    def add(
        self, kind: Kind, build: Callable[[str], Document], amount: int | None = None, relates_to: int | None = None
    ) -> str:
        """Make one paper; its serial."""
        contract, matter = self.contract, self.matter
        serial = serial_of(contract.reference, kind, self.shelf.counts.get(kind.name, 0) + 1)
        document = build(serial)
        paper = Paper(
            contract_id=contract.pk,
            kind=kind.name,
            serial=serial,
            content=document.as_data(),
            digest=document.digest(),
            issued_at=self.at,
            issued_by=kind.issued_by,
            relates_to_id=relates_to,
            amount=amount,
            dated_on=document.issued_on,
            client_id=contract.client_id,
            worker_id=contract.worker_id,
            client_name=matter.client.name[:_LONGEST_NAME],
            worker_name=matter.worker.name[:_LONGEST_NAME],
            client_words=searched(matter.client.name),
            worker_words=searched(matter.worker.name),
        )
        self.papers.append(paper)
        return serial

    def keep(self, what: str) -> None:
        """Store the papers and tell those who get them; `what` happened, as in `announcements.POINTS_AT`."""
        papers = Paper.objects.bulk_create(self.papers)
        announcements.issued(self.contract, self.matter, papers, what, self.at)


def contract_made(contract: Contract, at: datetime) -> None:
    """The order notice to the worker, and the contract sheet for both."""
    issue, agreement = Issue.of(contract, at), gathering.agreement_of(contract)
    price = agreement.terms.price
    issue.add(ORDER_NOTICE, partial(order_notice, issue.matter, agreement), price)
    issue.add(CONTRACT_SHEET, partial(contract_sheet, issue.matter, agreement), price)
    issue.keep("ordered")


def step_taken(contract: Contract, step: Step, paid: Moved | None, at: datetime) -> None:
    """The papers of one step: of the delivery, the inspection, the change of terms, and of what the worker was paid.

    Most steps bring none, and ask the database nothing here.
    """
    is_paid, result = paid is not None and paid.to_worker > 0, INSPECTIONS.get(step.name)
    if step.name == "deliver":
        _delivered(Issue.of(contract, at))
    elif step.name in CHANGES:
        _changed(Issue.of(contract, at))
    elif result or is_paid:
        issue, part = Issue.of(contract, at), contract.part
        if result:
            part = _inspected(issue, result)
        if paid is not None and is_paid:
            _paid(issue, paid, part, "accepted" if result else "settled")
        issue.keep("paid" if is_paid else "inspected")


def _delivered(issue: Issue) -> None:
    handover, _ = gathering.latest_handover(issue.contract)
    issue.add(DELIVERY_NOTE, partial(handovers.delivery_note, issue.matter, handover))
    issue.keep("delivered")


def _inspected(issue: Issue, result: str) -> int:
    """The inspection note; which part was inspected: the contract may stand at the next one by now."""
    handover, found = gathering.latest_handover(issue.contract)
    inspection = gathering.inspection_of(issue.contract, handover, found, result, issue.at)
    issue.add(handovers.kind_of(inspection), partial(handovers.inspection_note, issue.matter, inspection))
    return handover.part


def _changed(issue: Issue) -> None:
    """The notice of the change, linked to the first order notice, and the contract sheet as it now reads."""
    change = gathering.change_of(issue.contract, issue.shelf)
    kind, price = changes.kind_of(change.before, change.after.terms), change.after.terms.price
    build = partial(changes.change_notice, issue.matter, change)
    issue.add(kind, build, price, relates_to=issue.shelf.order_id)
    issue.add(CONTRACT_SHEET, partial(contract_sheet, issue.matter, change.after), price)
    issue.keep("supplemented" if kind is SUPPLEMENTARY_NOTICE else "changed")


def _paid(issue: Issue, paid: Moved, part: int, cause: str) -> None:
    """Invoice, receipt and payment statement of one entry of the book."""
    payment = gathering.payment_of(issue.contract, paid.entry_id, part, cause, issue.at)
    if payment.gross != paid.to_worker:
        raise ValueError(f"the book paid {payment.gross} yen where the step paid {paid.to_worker}")
    matter = issue.matter
    invoice = issue.add(INVOICE, partial(payments.invoice, matter, payment), payment.gross)
    receipt = partial(payments.receipt, matter, payment, invoice_serial=invoice)
    issue.add(RECEIPT, receipt, payment.gross - payment.withheld)
    issue.add(PAYMENT_STATEMENT, partial(payments.payment_statement, matter, payment), payment.net)
