"""Milliseconds from the second signature to the PDF of the order notice, and what of it is which part.

Two people come to one contract after the other through the product's own actions: everything understood, both signed.
Measured are the second yes (contract, papers, notices, one commit) and the PDF of the order notice after it, beside the
first yes, which makes no contract. Medians.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from tachiai.contracts.papers.queries import paper_for  # noqa: E402 - settings come first
from tachiai.documents.gateways.typst_pdf import pdf  # noqa: E402
from tachiai.jobs import actions as jobs  # noqa: E402
from tachiai.jobs.models import Proposal  # noqa: E402
from tachiai.jobs.rules import Draft, Offer  # noqa: E402
from tachiai.people.actions import HashedPassword, open_account  # noqa: E402
from tachiai.people.signing import sign_in_session  # noqa: E402
from tachiai.terms import queries as terms  # noqa: E402
from tests.deal import TERMS  # noqa: E402


def negotiated(client_id: int, worker_id: int, at: datetime) -> Proposal:
    """A proposal whose terms both have understood."""
    due_on = at.date() + timedelta(days=30)
    draft = Draft("珈琲店のロゴ", "design.logo", "小さな店です。", replace(TERMS, due_on=due_on), 80_000, 80_000, at.date() + timedelta(days=7))
    listing_id = jobs.save_draft(client_id=client_id, draft=draft, at=at)
    jobs.publish(listing_id=listing_id, client_id=client_id, at=at)
    offer = Offer("10年作ってきました。", 80_000, due_on)
    proposal_id = jobs.send_proposal(listing_id=listing_id, worker_id=worker_id, offer=offer, at=at)
    jobs.open_terms(proposal_id=proposal_id, client_id=client_id, at=at)
    proposal = Proposal.objects.select_related("sheet").get(pk=proposal_id)
    items = [each.item for each in terms.talk(proposal.sheet, terms.current(proposal.sheet.pk).terms)]
    for person_id in (client_id, worker_id):
        jobs.understand_terms(proposal_id=proposal_id, person_id=person_id, shown=items, at=at)
    return proposal


def timed(client_id: int, worker_id: int) -> tuple[float, float, float]:
    """Milliseconds of the first yes, of the second one, and of the PDF."""
    at = datetime.now(UTC)
    proposal = negotiated(client_id, worker_id, at)
    digest, took, reference = terms.current(proposal.sheet_id).digest, [], None
    for person_id in (worker_id, client_id):
        signed = sign_in_session(person_id=person_id, digest=digest, at=at)
        started = time.perf_counter()
        reference = jobs.agree(proposal_id=proposal.pk, version_number=1, signed=signed, at=at)
        took.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    paper = paper_for(worker_id, False, f"{reference}-order-1")
    pdf(paper.document, digest=paper.paper.digest)
    return took[0], took[1], 1000 * (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few contracts: shows that it works, measures nothing")
    count = 3 if parser.parse_args().small else 40
    password = HashedPassword.of("blue-heron-at-dawn-42")
    client, worker = (
        open_account(email=f"{name}@example.com", password=password, display_name=name) for name in ("Aoi", "Ren")
    )
    timed(client.pk, worker.pk)
    first, second, made = (median(row) for row in zip(*(timed(client.pk, worker.pk) for _ in range(count)), strict=True))
    print(f"=> {describe()}; {count} contracts, medians")
    print(f"=> first yes {first:.0f} ms, second yes with contract and papers {second:.0f} ms, PDF {made:.0f} ms")
    print(f"=> from the second signature to the PDF {second + made:.0f} ms; ratio to the first yes {(second + made) / first:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["agreement"], sys.argv[1:]))
