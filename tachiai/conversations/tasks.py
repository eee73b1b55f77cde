"""Work for the background worker: small pictures of files."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tachiai.clockwork import queries as clockwork
from tachiai.clockwork.stalled import WhenAway
from tachiai.conversations import actions


@app.task(name=actions.MAKE_PREVIEW, queue=actions.PREVIEW_QUEUE, retry=WhenAway())
def make_preview(file_id: int) -> None:
    """Make the picture of one file; see `actions.make_preview`."""
    actions.make_preview(file_id=file_id, at=clockwork.now())
