"""Hourly work on paper: what it costs and when it is settled, and the statement of one week (週次明細)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tachiai.contracts.papers.blocks import document, identified, items_by_part, parts_table
from tachiai.contracts.papers.facts import Agreement, Matter, Payment, moment_data
from tachiai.contracts.papers.kinds import WEEK_STATEMENT
from tachiai.contracts.papers.words import Words
from tachiai.contracts.rules.hourly import minutes_as_clock
from tachiai.documents.rules import Block, Column, Document, Note, Rows, Table
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm


@dataclass(frozen=True)
class SheetLine:
    """A line of a week as it stood when it was paid. `is_contested`: its part was settled apart from the rest."""

    number: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    is_contested: bool


@dataclass(frozen=True)
class WeekSheet:
    """One week: its days, what was agreed for it, its lines. Amounts in yen; `worked` is what all minutes are worth,
    `contested` what of it was held, `paid_before` what earlier payments of the same week gave to the worker."""

    number: int
    begins_on: date
    last_day: date
    rate: int
    cap_minutes: int
    deposit: int
    lines: tuple[SheetLine, ...]
    worked: int
    contested: int
    paid_before: int

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def is_hourly(terms: Terms) -> bool:
    return terms.form == JobForm.HOURLY


def work_blocks(agreement: Agreement, words: Words) -> Iterator[Block]:
    """What is checked and when it is due, part by part; by the hour, what an hour costs and when a week is settled."""
    if not is_hourly(agreement.terms):
        yield from items_by_part(agreement, words)
        yield parts_table(agreement, words)
        return
    yield Rows(tuple(_hourly_rows(agreement.terms, words)), words("contracts.paper.hours.title"))
    yield Note(words("contracts.paper.hours.rounding"))


def _hourly_rows(terms: Terms, words: Words) -> Iterator[tuple[str, str]]:
    rate, hours = terms.hourly_rate or 0, terms.weekly_hours or 0
    yield words("contracts.paper.hours.rate"), words("contracts.paper.hours.per_hour", rate=words.yen(rate))
    yield words("contracts.paper.hours.cap"), words("contracts.paper.hours.cap_hours", n=hours)
    yield (
        words("contracts.paper.hours.deposit"),
        words("contracts.paper.hours.each_week", amount=words.yen(rate * hours)),
    )
    yield words("contracts.paper.hours.week"), words("contracts.paper.hours.week_days")
    yield words("contracts.paper.hours.settled"), words("contracts.paper.hours.settled_when")


def fee_text(terms: Terms, words: Words) -> str:
    """The fee in one line: of the whole, or of an hour."""
    if is_hourly(terms):
        rate, hours = words.yen(terms.hourly_rate or 0), terms.weekly_hours or 0
        return words("contracts.paper.hours.fee", rate=rate, n=hours)
    return words("contracts.paper.order.fee", price=words.yen(terms.price or 0))


def pay_on_text(terms: Terms, words: Words) -> str:
    """When it is paid."""
    if is_hourly(terms):
        return words("contracts.paper.hours.pay_on")
    return words("contracts.paper.order.pay_on", n=terms.pay_days)


def headline(terms: Terms, words: Words) -> str:
    """The amount at the head of an order: the price, or the rate of an hour."""
    return words.yen((terms.hourly_rate if is_hourly(terms) else terms.price) or 0)


def hourly_data(terms: Terms) -> dict[str, Any]:
    """The same for machines; nothing for work of one price."""
    if not is_hourly(terms):
        return {}
    rate, hours = terms.hourly_rate or 0, terms.weekly_hours or 0
    return {"hourly_rate": rate, "weekly_hours": hours, "weekly_deposit": rate * hours}


def week_title(begins_on: date, last_day: date, words: Words) -> str:
    """The days of a week, with the year: the name of what a payment is for."""
    return words("contracts.paper.hours.days", first=words.day(begins_on), last=words.day(last_day))


def week_statement(matter: Matter, sheet: WeekSheet, payment: Payment, serial: str) -> Document:
    """The lines of a week, what they are worth, and what this payment of it came to after the fee."""
    words = Words.of(matter.language)
    return document(
        matter,
        WEEK_STATEMENT,
        serial,
        words,
        issued_on=local_date(payment.paid_at),
        lead=words("contracts.paper.week.lead"),
        amount=words.yen(payment.gross),
        blocks=tuple(_blocks(matter, sheet, payment, words)),
        data={
            "contract": matter.reference,
            "title": matter.title,
            "week": sheet.number,
            "begins_on": sheet.begins_on.isoformat(),
            "rate": sheet.rate,
            "cap_minutes": sheet.cap_minutes,
            "deposit": sheet.deposit,
            "minutes": sheet.minutes,
            "worked": sheet.worked,
            "contested": sheet.contested,
            "paid_before": sheet.paid_before,
            "paid_at": moment_data(payment.paid_at),
            "gross": payment.gross,
            "fee": payment.fee,
            "fee_tax": payment.fee_tax,
            "withheld": payment.withheld,
            "net": payment.net,
            "client_ident": identified(matter.client),
            "worker_ident": identified(matter.worker),
            "lines": [_line_data(line) for line in sheet.lines],
        },
    )


def _line_data(line: SheetLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "starts_at": moment_data(line.starts_at),
        "ends_at": moment_data(line.ends_at),
        "minutes": line.minutes,
        "note": line.note,
        "is_contested": line.is_contested,
    }


def _blocks(matter: Matter, sheet: WeekSheet, payment: Payment, words: Words) -> Iterator[Block]:
    rate = words("contracts.paper.hours.per_hour", rate=words.yen(sheet.rate))
    yield Rows(
        (
            (words("contracts.paper.row.reference"), matter.reference),
            (words("contracts.paper.row.title"), matter.title),
            (words("contracts.paper.week.week"), _numbered(sheet, words)),
            (words("contracts.paper.hours.rate"), rate),
            (words("contracts.paper.hours.deposit"), words.yen(sheet.deposit)),
        )
    )
    aligns = {"minutes": "end", "number": "end"}
    names = ("number", "day", "from", "to", "minutes", "note")
    columns = tuple(Column(words(f"contracts.paper.week.{name}"), aligns.get(name, "start")) for name in names)
    total = (words("contracts.paper.week.total"), "", "", "", minutes_as_clock(sheet.minutes), words.yen(sheet.worked))
    yield Table(columns, tuple(_row(line, words) for line in sheet.lines), total, words("contracts.paper.week.lines"))
    yield Note(words("contracts.paper.week.times"))
    if any(line.is_contested for line in sheet.lines):
        yield Note(words("contracts.paper.week.contested", amount=words.yen(sheet.contested)))
    yield Rows(tuple(_sums(sheet, payment, words)), words("contracts.paper.week.payment"))


def _numbered(sheet: WeekSheet, words: Words) -> str:
    days = week_title(sheet.begins_on, sheet.last_day, words)
    return words("contracts.paper.week.numbered", number=sheet.number, days=days)


def _row(line: SheetLine, words: Words) -> tuple[str, ...]:
    begins, ends = line.starts_at.astimezone(TOKYO), line.ends_at.astimezone(TOKYO)
    number = words("contracts.paper.week.marked", number=line.number) if line.is_contested else str(line.number)
    day, length = words.day(begins.date()), minutes_as_clock(line.minutes)
    return number, day, f"{begins:%H:%M}", f"{ends:%H:%M}", length, line.note


def _sums(sheet: WeekSheet, payment: Payment, words: Words) -> Iterator[tuple[str, str]]:
    """What this payment gave, what went off it; what the week had paid before."""
    if sheet.paid_before:
        yield words("contracts.paper.week.paid_before"), words.yen(sheet.paid_before)
    yield words("contracts.paper.statement.gross"), words.yen(payment.gross)
    taken = (("fee", payment.fee), ("fee_tax", payment.fee_tax), ("withheld", payment.withheld))
    for name, amount in taken:
        if amount:
            yield words(f"contracts.paper.statement.{name}"), words.yen(-amount)
    yield words("contracts.paper.statement.net"), words.yen(payment.net)
