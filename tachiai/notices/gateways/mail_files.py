"""Mail into files, for a demo: each mail a file of its own, and the names sort in the order of writing."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's own names its files by the second, so that mails of one second may end up in one file."""

    _fname: str | None

    def _get_filename(self) -> str:
        if self._fname is None:
            self._fname = str(Path(self.file_path) / f"{time.time_ns():020d}-{os.getpid()}.log")
        return self._fname
