"""What a payment of a week brings on paper: the statement of the week, invoice, receipt and payment statement."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings

from tachiai.contracts import queries
from tachiai.contracts.hourly.facts import division_of, line_of, standing_lines, worked
from tachiai.contracts.hourly.models import TimeEntry, Week
from tachiai.contracts.models import Contract
from tachiai.contracts.papers import payments
from tachiai.contracts.papers.facts import Payment
from tachiai.contracts.papers.hours import SheetLine, WeekSheet, week_statement, week_title
from tachiai.contracts.papers.issuing import Issue
from tachiai.contracts.papers.kinds import INVOICE, PAYMENT_STATEMENT, RECEIPT, WEEK_STATEMENT
from tachiai.contracts.papers.words import Words
from tachiai.money import queries as money
from tachiai.money.actions import Moved
from tachiai.money.rules import FEE_LINE, FEE_TAX_LINE, NET, WITHHELD

_PAID = (NET, FEE_LINE, FEE_TAX_LINE, WITHHELD)


def week_paid(contract: Contract, week: Week, moved: Moved, at: datetime) -> None:
    """Issue what one payment of a locked week brings, and tell both sides."""
    issue = Issue.of(contract, at)
    matter, payment = issue.matter, _payment(contract, week, moved, at, Words.of(issue.matter.language))
    issue.add(WEEK_STATEMENT, partial(week_statement, matter, _sheet(week, moved), payment), payment.gross)
    invoice = issue.add(INVOICE, partial(payments.invoice, matter, payment), payment.gross)
    receipt = partial(payments.receipt, matter, payment, invoice_serial=invoice)
    issue.add(RECEIPT, receipt, payment.gross - payment.withheld)
    issue.add(PAYMENT_STATEMENT, partial(payments.payment_statement, matter, payment), payment.net)
    issue.keep("paid")


def _payment(contract: Contract, week: Week, moved: Moved, at: datetime, words: Words) -> Payment:
    lines = money.lines_of(moved.entry_id)
    return Payment(
        part=week.number - 1,
        part_title=week_title(week.begins_on, week.span.last_day, words),
        lines={line: amount for line, amount in lines.items() if line in _PAID},
        tax=queries.agreed_terms(contract).tax,
        cause="hours",
        step=week.steps_taken,
        paid_at=at,
        funds=settings.FUNDS,
        packs=tuple(contract.packs),
    )


def _sheet(week: Week, moved: Moved) -> WeekSheet:
    return WeekSheet(
        number=week.number,
        begins_on=week.begins_on,
        last_day=week.span.last_day,
        rate=week.rate,
        cap_minutes=week.cap_minutes,
        deposit=week.price,
        lines=tuple(_line(entry) for entry in standing_lines(week)),
        worked=worked(week),
        contested=division_of(week).contested,
        paid_before=week.paid - moved.to_worker,
    )


def _line(entry: TimeEntry) -> SheetLine:
    line = line_of(entry)
    return SheetLine(line.number, line.starts_at, line.ends_at, line.minutes, entry.note, line.is_contested)
