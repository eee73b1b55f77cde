"""The order notice (発注書): every item that has to be stated at once when work is ordered (law 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tachiai.contracts.papers.blocks import (
    agreement_data,
    basis,
    document,
    identified,
    point_rows,
    signatures,
)
from tachiai.contracts.papers.facts import Agreement, Matter
from tachiai.contracts.papers.hours import fee_text, headline, hourly_data, is_hourly, pay_on_text, work_blocks
from tachiai.contracts.papers.kinds import ORDER_NOTICE
from tachiai.contracts.papers.words import Words
from tachiai.documents.rules import Block, Column, Document, Note, Rows, Table
from tachiai.terms.rules import FIELD, FIELDS, Group, Terms
from tachiai.terms.rules.choices import PayMeans, PriceBasis, Recommission

_CONTENT = tuple(
    field
    for field in FIELDS
    if field.group in (Group.WHAT, Group.WORK, Group.RESULT, Group.RIGHTS) or field.name in ("rounds", "redo_days")
    if field.name not in ("acceptance_items", "delivery_place")
)
_FEE = tuple(FIELD[name] for name in ("price_basis", "price_detail", "expenses", "withholding"))
# The items 8 to 11 of the notice, each with the choice of the terms that makes it necessary.
_ITEM_OF_MEANS = {
    PayMeans.BILL: "pm_bill",
    PayMeans.FACTORING: "pm_factoring",
    PayMeans.CLAIMS: "pm_densai",
    PayMeans.DIGITAL: "pm_fundstransfer",
}


def order_notice(matter: Matter, agreement: Agreement, serial: str) -> Document:
    """The client's notice to the worker, of the day on which the last of the two agreed."""
    words, terms = Words.of(matter.language), agreement.terms
    return document(
        matter,
        ORDER_NOTICE,
        serial,
        words,
        in_full=True,
        issued_on=agreement.agreed_on,
        lead=words("contracts.paper.order.lead"),
        amount=headline(terms, words),
        blocks=tuple(_blocks(matter, agreement, words)),
        data=_data(matter, agreement),
    )


def _blocks(matter: Matter, agreement: Agreement, words: Words) -> Iterator[Block]:
    terms = agreement.terms
    ordered = (
        (words("contracts.paper.row.title"), matter.title),
        (words("contracts.paper.row.ordered_on"), words.day(agreement.agreed_on)),
    )
    yield Rows((*ordered, *point_rows(terms, _CONTENT, words)), words("contracts.paper.order.content"))
    yield from work_blocks(agreement, words)
    if not is_hourly(terms):
        yield Note(words("contracts.paper.order.inspection", n=agreement.inspection.days))
    place = (words("contracts.paper.row.place"), _place(matter, terms, words))
    yield Rows((place, *_payment(terms, words)), words("contracts.paper.order.payment"))
    if terms.recommission == Recommission.YES:
        yield Rows(tuple(_recommission(terms, words)), words("contracts.paper.order.recommission"))
    if terms.pending:
        yield _pending(terms, words)
        yield Note(words("contracts.paper.order.pending_follows"))
    yield basis(agreement, matter, words)
    yield signatures(agreement, matter, words)


def _place(matter: Matter, terms: Terms, words: Words) -> str:
    """Where the work is received: as agreed, and in any case the address of this site at which it is handed over."""
    page = words("contracts.paper.order.page", address=f"{matter.origin}/contracts/{matter.reference}/")
    return f"{terms.delivery_place}\n{page}" if terms.delivery_place else page


def _payment(terms: Terms, words: Words) -> Iterator[tuple[str, str]]:
    """How the fee is found and by which means it is paid; what is paid beside it."""
    yield words("contracts.paper.row.fee"), fee_text(terms, words)
    yield from point_rows(terms, _FEE[:2], words)
    yield words.label(FIELD["tax"]), words(f"terms.tax.{terms.tax}")
    yield words.label(FIELD["expenses"]), terms.expenses or words("contracts.paper.order.no_expenses")
    yield from point_rows(terms, _FEE[3:], words)
    yield words("contracts.paper.row.pay_on"), pay_on_text(terms, words)
    yield words.label(FIELD["pay_means"]), words(f"terms.pay_means.{terms.pay_means}")
    if terms.pay_means_detail:
        yield words.label(FIELD["pay_means_detail"]), terms.pay_means_detail


def _recommission(terms: Terms, words: Words) -> Iterator[tuple[str, str]]:
    """That it is re-commissioned, by whom it was ordered first, and when that client pays."""
    names = ("recommission", "recommission_client", "recommission_pay_on")
    yield from ((words.label(FIELD[name]), words.value(FIELD[name], getattr(terms, name), terms)) for name in names)


def _pending(terms: Terms, words: Words) -> Table:
    columns = tuple(Column(words(f"contracts.paper.pending.{name}")) for name in ("point", "reason", "expected_on"))
    rows = tuple(
        (words.label(FIELD[each.field]), each.reason, words.day(each.expected_on) if each.expected_on else "")
        for each in terms.pending
    )
    return Table(columns, rows, title=words("contracts.paper.pending.title"))


def _data(matter: Matter, agreement: Agreement) -> dict[str, Any]:
    """Every item by its name in the data model of law 1.2; what does not apply is null."""
    terms, last = agreement.terms, agreement.parts[-1] if agreement.parts else None
    applies = {item: terms.pay_means == choice for choice, item in _ITEM_OF_MEANS.items()}
    means = {item: terms.pay_means_detail if is_so else None for item, is_so in applies.items()}
    return {
        "contract": matter.reference,
        "title": matter.title,
        "client_ident": identified(matter.client),
        "worker_ident": identified(matter.worker),
        "worker_wants_electronic": matter.worker.trader.wants_electronic,
        "ordered_on": agreement.agreed_on.isoformat(),
        "scope_text": terms.scope,
        "deliverables": terms.deliverables,
        "revisions_included": terms.rounds,
        "ip_mode": terms.rights,
        "ip_scope": terms.ip_scope,
        "due_on": last and last.due_on.isoformat(),
        "delivery_place": terms.delivery_place or f"{matter.origin}/contracts/{matter.reference}/",
        "inspect_by": last and last.inspect_by.isoformat(),
        "fee": terms.price,
        "fee_formula": None if terms.price_basis == PriceBasis.LUMP_SUM else terms.price_detail,
        "tax_mode": terms.tax,
        "expenses": terms.expenses or None,
        "pay_on": last and last.pay_on.isoformat(),
        "pay_means": terms.pay_means,
        **means,
        "recommission": _recommission_data(terms),
        "pending": [each.as_data() for each in terms.pending],
        **hourly_data(terms),
        **agreement_data(agreement),
    }


def _recommission_data(terms: Terms) -> dict[str, Any] | None:
    if terms.recommission != Recommission.YES:
        return None
    pay_on = terms.recommission_pay_on
    return {"client": terms.recommission_client or None, "pay_on": pay_on.isoformat() if pay_on else None}
