"""Who is told of which papers: one notice for each person and step, however many papers it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tachiai.contracts.models import Contract, Paper, PaperSeen
from tachiai.contracts.papers.facts import Matter
from tachiai.contracts.papers.kinds import (
    BOTH,
    CHANGE_NOTICE,
    CLIENT,
    CONTRACT_SHEET,
    DELIVERY_NOTE,
    INSPECTION_NOTE,
    INVOICE,
    KIND,
    ORDER_NOTICE,
    PAYMENT_STATEMENT,
    SUPPLEMENTARY_NOTICE,
    WORKER,
    Kind,
    path_of,
)
from tachiai.notices.actions import Telling, tell_all

IN_SITE = "site"
# What happened, and for each side the paper at whose address its notice points: notices.paper.<what>.<side>.
POINTS_AT: Mapping[str, Mapping[str, Kind]] = {
    "ordered": {WORKER: ORDER_NOTICE, CLIENT: CONTRACT_SHEET},
    "supplemented": {WORKER: SUPPLEMENTARY_NOTICE, CLIENT: CONTRACT_SHEET},
    "changed": {WORKER: CHANGE_NOTICE, CLIENT: CONTRACT_SHEET},
    "delivered": {CLIENT: DELIVERY_NOTE},
    "inspected": {WORKER: INSPECTION_NOTE},
    "paid": {CLIENT: INVOICE, WORKER: PAYMENT_STATEMENT},
}
# These have to come by a channel that names the worker (law 1.2). Of all else the step's own notice is mailed.
_MAILED = {ORDER_NOTICE, SUPPLEMENTARY_NOTICE, CHANGE_NOTICE}


def issued(contract: Contract, matter: Matter, papers: Sequence[Paper], what: str, at: datetime) -> None:
    """Tell both sides of the papers that they get, and keep that each was put before them."""
    people = {CLIENT: contract.client_id, WORKER: contract.worker_id}
    serials = {paper.kind: paper.serial for paper in papers}
    params = {
        "title": contract.title,
        "reference": contract.reference,
        "client": matter.client.name,
        "worker": matter.worker.name,
    }
    told = POINTS_AT[what]
    tellings = [
        Telling(
            people[side],
            f"paper.{what}.{side}",
            path_of(serials[kind.name]),
            {**params, "serial": serials[kind.name]},
            by_mail=kind in _MAILED,
        )
        for side, kind in told.items()
    ]
    notices = dict(zip(told, tell_all(tellings, at=at), strict=True))
    PaperSeen.objects.bulk_create(
        PaperSeen(paper=paper, person_id=people[side], channel=IN_SITE, notice_id=notice_id, at=at)
        for side, notice_id in notices.items()
        for paper in papers
        if KIND[paper.kind].addressed_to in (side, BOTH)
    )
