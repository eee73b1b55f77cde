"""What is issued when the worker is paid: invoice (請求書), receipt (領収書) and payment statement (支払明細書).

All three are made of the same entry of the book. The invoice is a qualified one only when the worker declared a
registration number that has the form of one; otherwise it says that it is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tachiai.contracts.papers.blocks import document, identified, part_name
from tachiai.contracts.papers.facts import Matter, Payment, moment_data
from tachiai.contracts.papers.kinds import INVOICE, PAYMENT_STATEMENT, RECEIPT
from tachiai.contracts.papers.words import Words
from tachiai.contracts.rules.tax import Line, totals_by_rate
from tachiai.documents.rules import Block, Column, Document, Note, Rows, Table
from tachiai.kernel.calendar import local_date
from tachiai.kernel.invoice_number import is_invoice_number
from tachiai.terms.packs.tax import RateTotal
from tachiai.terms.rules.choices import Tax


def invoice(matter: Matter, payment: Payment, serial: str) -> Document:
    """The worker's invoice to the client for one payment, tax rounded once for each rate."""
    words, day = Words.of(matter.language), local_date(payment.paid_at)
    lines = (Line(_what(matter, payment, words), payment.gross, payment.tax),)
    totals, number = totals_by_rate(lines, payment.packs, day), registration_number(matter)
    return document(
        matter,
        INVOICE,
        serial,
        words,
        issued_on=day,
        lead=words("contracts.paper.invoice.lead"),
        amount=words.yen(payment.gross),
        blocks=tuple(_invoiced(matter, payment, lines, totals, words)),
        data={
            **_payment_data(matter, payment),
            "is_qualified": bool(number),
            "registration_number": number or None,
            "issuer": identified(matter.worker),
            "recipient": identified(matter.client),
            "lines": [{"text": line.text, "amount": line.amount, "tax": line.tax} for line in lines],
            "totals": [{"percent": str(each.percent), "total": each.gross, "tax": each.tax} for each in totals],
            "total": payment.gross,
            "payable": payment.gross - payment.withheld,
        },
    )


def registration_number(matter: Matter) -> str:
    """The worker's, if one was declared that has the right form; its register alone knows whether it is in force."""
    number = matter.worker.trader.invoice_number
    return number if is_invoice_number(number) else ""


def _invoiced(
    matter: Matter, payment: Payment, lines: tuple[Line, ...], totals: tuple[RateTotal, ...], words: Words
) -> Iterator[Block]:
    number, rates = registration_number(matter), {each.rate: each.percent for each in totals}
    rows = [(words("contracts.paper.row.reference"), matter.reference)]
    rows.append((words("contracts.paper.row.traded_on"), words.day(local_date(payment.paid_at))))
    if number:
        rows.append((words("contracts.paper.row.registration_number"), number))
    yield Rows(tuple(rows))
    heads = (("text", "start"), ("rate", "start"), ("amount", "end"))
    columns = tuple(Column(words(f"contracts.paper.invoice.{name}"), align) for name, align in heads)
    yield Table(columns, tuple(_line(line, rates[line.tax], words) for line in lines))
    if any(line.tax == Tax.REDUCED for line in lines):
        yield Note(words("contracts.paper.invoice.reduced"))
    heads = (("rate", "start"), ("total", "end"), ("tax" if number else "tax_equivalent", "end"))
    columns = tuple(Column(words(f"contracts.paper.invoice.{name}"), align) for name, align in heads)
    sums = tuple((_rate(each.percent, words), words.yen(each.gross), words.yen(each.tax)) for each in totals)
    yield Table(columns, sums, title=words("contracts.paper.invoice.by_rate"))
    yield Rows(tuple(_sums(payment, "payable", words)))
    yield Note(words("contracts.paper.invoice.paid_from_deposit"))
    if not number:
        yield Note(words("contracts.paper.invoice.not_qualified"))


def _line(line: Line, percent: Fraction, words: Words) -> tuple[str, str, str]:
    """A line of the reduced rate is marked."""
    text = words("contracts.paper.invoice.marked", text=line.text) if line.tax == Tax.REDUCED else line.text
    return text, _rate(percent, words), words.yen(line.amount)


def _rate(percent: Fraction, words: Words) -> str:
    is_taxed = "percent" if percent else "untaxed"
    return words(f"contracts.paper.invoice.{is_taxed}", percent=percent)


def _sums(payment: Payment, rest: str, words: Words) -> Iterator[tuple[str, str]]:
    """The whole; of it, what the client pays to the tax office instead; the `rest`."""
    yield words("contracts.paper.row.total"), words.yen(payment.gross)
    if payment.withheld:
        yield words("contracts.paper.row.withheld"), words.yen(-payment.withheld)
        yield words(f"contracts.paper.row.{rest}"), words.yen(payment.gross - payment.withheld)


def receipt(matter: Matter, payment: Payment, serial: str, *, invoice_serial: str) -> Document:
    """The worker's receipt to the client: how much, what for, and how the money went in truth."""
    words = Words.of(matter.language)
    received = payment.gross - payment.withheld
    rows = [
        (words("contracts.paper.row.reference"), matter.reference),
        (words("contracts.paper.row.what_for"), _what(matter, payment, words)),
        (words("contracts.paper.row.received_on"), words.day(local_date(payment.paid_at))),
        (words("contracts.paper.row.invoice"), invoice_serial),
    ]
    return document(
        matter,
        RECEIPT,
        serial,
        words,
        issued_on=local_date(payment.paid_at),
        lead=words("contracts.paper.receipt.lead"),
        amount=words.yen(received),
        blocks=(
            Rows((*rows, *(_sums(payment, "received", words) if payment.withheld else ()))),
            *((Note(words("contracts.paper.receipt.withheld")),) if payment.withheld else ()),
            Note(words(f"contracts.paper.receipt.funds.{payment.funds}")),
        ),
        data={
            **_payment_data(matter, payment),
            "received": received,
            "what_for": _what(matter, payment, words),
            "invoice": invoice_serial,
            "funds": payment.funds,
        },
    )


def payment_statement(matter: Matter, payment: Payment, serial: str) -> Document:
    """What the worker's share was, what went off it, and what the worker's balance grew by: line by line the book's."""
    words = Words.of(matter.language)
    heads = (("line", "start"), ("amount", "end"))
    columns = tuple(Column(words(f"contracts.paper.statement.{name}"), align) for name, align in heads)
    taken = (("fee", payment.fee), ("fee_tax", payment.fee_tax), ("withheld", payment.withheld))
    rows = (("gross", payment.gross), *((name, -amount) for name, amount in taken if amount))
    table = Table(
        columns,
        tuple((words(f"contracts.paper.statement.{name}"), words.yen(amount)) for name, amount in rows),
        (words("contracts.paper.statement.net"), words.yen(payment.net)),
    )
    return document(
        matter,
        PAYMENT_STATEMENT,
        serial,
        words,
        issued_on=local_date(payment.paid_at),
        lead=words(f"contracts.paper.statement.{payment.cause}"),
        amount=words.yen(payment.net),
        blocks=(
            Rows(
                (
                    (words("contracts.paper.row.reference"), matter.reference),
                    (words("contracts.paper.row.what_for"), _what(matter, payment, words)),
                    (words("contracts.paper.row.paid_at"), words.moment(payment.paid_at)),
                    (words("contracts.paper.row.client"), matter.client.name),
                )
            ),
            table,
            *((Note(words("contracts.paper.statement.tax_office")),) if payment.withheld else ()),
            Note(words(f"contracts.paper.statement.funds.{payment.funds}")),
        ),
        data={**_payment_data(matter, payment), "client_ident": identified(matter.client)},
    )


def _what(matter: Matter, payment: Payment, words: Words) -> str:
    """What the payment is for."""
    part = part_name(payment.part + 1, payment.part_title, words)
    which = "part" if payment.part_title else "whole"
    name = words(f"contracts.paper.what_for.{which}", title=matter.title, part=part)
    return words(f"contracts.paper.what_for.{payment.cause}", name=name)


def _payment_data(matter: Matter, payment: Payment) -> dict[str, Any]:
    return {
        "contract": matter.reference,
        "title": matter.title,
        "part": payment.part,
        "step": payment.step,
        "cause": payment.cause,
        "paid_at": moment_data(payment.paid_at),
        "gross": payment.gross,
        "fee": payment.fee,
        "fee_tax": payment.fee_tax,
        "withheld": payment.withheld,
        "net": payment.net,
    }
