"""How far a backup or a restoration has come, told now and then."""

from __future__ import annotations

import time

from tachiai.config.voice import note

SECONDS_BETWEEN = 5.0


class Progress:
    """`total` bytes are to be worked through."""

    def __init__(self, total: int):
        self._total, self._done, self._told_at = total, 0, time.monotonic()

    def done(self, size: int) -> None:
        """So many bytes more."""
        self._done += size
        if time.monotonic() - self._told_at > SECONDS_BETWEEN:
            self._told_at = time.monotonic()
            note("backup.progress", percent=100 * self._done // max(self._total, 1), done=f"{self._done:,}")
