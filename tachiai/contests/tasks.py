"""Work for the background worker: marked pictures of the files of proposals."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tachiai.clockwork import queries as clockwork
from tachiai.clockwork.stalled import WhenAway
from tachiai.contests.actions import pictures


@app.task(name=pictures.MAKE_MARKED, queue=pictures.PREVIEW_QUEUE, retry=WhenAway())
def make_marked(file_id: int) -> None:
    """Draw the marked picture of one file; see `actions.pictures.make_marked`."""
    pictures.make_marked(file_id=file_id, at=clockwork.now())
