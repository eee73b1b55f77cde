"""What no log may hold: the secrets that stand in addresses, and lines that only look like lines of the log."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

# Whoever knows one of these addresses can read somebody's deadlines or inquiry, confirm a mail address, or set a new
# password.
_SECRETS = re.compile(
    r"(?P<calendar>/calendar/)[^/\s\"'?]+(?=\.ics)"
    r"|(?P<inquiry>/inquiries/with/)[^/\s\"'?]+"
    r"|(?P<account>/account/(?:confirm-email|password/reset/key)/)[^/\s\"'?]+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


class Formatter(logging.Formatter):
    """Writes a line, its traceback included, without them; with the moment in UTC."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """What somebody sent may not begin a line of its own."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None  # a request that was refused as it should be, not a fault of ours
        return _SECRETS.sub(lambda found: f"{next(filter(None, found.groups()))}***", super().format(record))
