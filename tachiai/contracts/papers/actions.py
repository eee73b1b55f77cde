"""What a reader does with a paper is kept as evidence that it reached them."""

from __future__ import annotations

from datetime import datetime

from tachiai.contracts.models import Paper, PaperSeen

OPENED, DOWNLOADED = "opened", "downloaded"


def note_seen(*, paper: Paper, person_id: int, channel: str, at: datetime, detail: str = "") -> None:
    """A side of the contract opened the paper, or downloaded it in the form `detail` (such as pdf). The first time
    counts: repeating it changes nothing. What staff and others look at is no evidence of anything."""
    if channel not in (OPENED, DOWNLOADED):
        raise ValueError(f"{channel!r} is nothing that a reader does with a paper")
    if person_id in (paper.client_id, paper.worker_id):
        row = PaperSeen(paper=paper, person_id=person_id, channel=channel, detail=detail, at=at)
        PaperSeen.objects.bulk_create([row], ignore_conflicts=True)
