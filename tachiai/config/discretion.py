"""What no log may hold: the secrets that stand in addresses."""

from __future__ import annotations

import logging
import re

# /calendar/<secret>.ics: whoever knows the address can read somebody's deadlines.
_SECRETS = re.compile(r"(/calendar/)[^/\s\"'?]+(?=\.ics)")


class Formatter(logging.Formatter):
    """Writes a line, its traceback included, without them."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1***", super().format(record))
