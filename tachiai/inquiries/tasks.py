"""Work for the background worker: reading the mailbox."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tachiai.clockwork import queries as clockwork
from tachiai.inquiries.actions import receiving
from tachiai.inquiries.actions.clock import MAILBOX_QUEUE, READ_MAILBOX


@app.task(name=READ_MAILBOX, queue=MAILBOX_QUEUE)
def read_mailbox() -> None:
    """Read what came; see `actions.receiving.read_mailbox`. What fails is tried again with the next look."""
    receiving.read_mailbox(at=clockwork.now())
