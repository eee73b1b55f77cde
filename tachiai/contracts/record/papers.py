"""The papers of a contract and what is known of their arrival, as entries of the record."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.contracts.models import Contract, Paper, PaperSeen
from tachiai.contracts.record.words import by
from tachiai.kernel.entries import Entry, Piece


def papers(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """Papers in the order of their issue; then who got them, in which way, always all."""
    after, upto = piece.of("paper")
    issued = Paper.objects.filter(contract_id=contract.pk, pk__gt=after, pk__lte=upto).order_by("pk")
    for paper in issued.select_related("relates_to"):
        payload = {
            "kind": paper.kind,
            "serial": paper.serial,
            "digest": paper.digest,
            "content": paper.content,
            "issued_by": paper.issued_by,
            "relates_to": paper.relates_to and paper.relates_to.serial,
        }
        yield Entry("paper", paper.pk, paper.issued_at, payload)
    ways = PaperSeen.objects.filter(paper__contract_id=contract.pk, pk__lte=piece.of("paper_seen")[1])
    for seen in ways.select_related("paper").order_by("pk"):
        payload = {
            "paper": seen.paper.serial,
            "by": by(contract, seen.person_id),
            "channel": seen.channel,
            "detail": seen.detail,
        }
        yield Entry("paper_seen", seen.pk, seen.at, payload)
