"""The papers of a contract as its page shows them: for the template `contracts/_papers.html`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from tachiai.contracts.papers.queries import PaperLine, papers_of
from tachiai.contracts.queries import ContractView
from tachiai.web import reading


@dataclass(frozen=True)
class PaperRow:
    """One paper in a list, in the reader's words; `amount` in yen, None for papers without one."""

    kind: str
    serial: str
    dated_on: date
    amount: int | None
    counterparty: str
    title: str
    href: str
    pdf: str


def paper_rows(view: ContractView) -> list[PaperRow]:
    """Every paper of the contract for one who may see it, in the order of issue. One query."""
    return rows_of(papers_of(view))


def _called(line: PaperLine) -> str:
    """What kind of paper it is; of a week, of which one."""
    kind = reading.plain(f"contracts.paper.kind.{line.kind}")
    return kind if line.week is None else reading.plain("contracts.paper.week.called", kind=kind, number=line.week)


def rows_of(lines: Sequence[PaperLine]) -> list[PaperRow]:
    return [
        PaperRow(
            kind=_called(line),
            serial=line.serial,
            dated_on=line.dated_on,
            amount=line.amount,
            counterparty=line.counterparty,
            title=line.title,
            href=reverse("papers:detail", args=[line.serial]),
            pdf=reverse("papers:pdf", args=[line.serial]),
        )
        for line in lines
    ]
