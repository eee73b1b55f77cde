"""What a web process gets ready beside its first pages: the rules and the tone model that messages are read with."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from tachiai.screening import queries as screening

log = logging.getLogger(__name__)


def warm_up() -> threading.Thread:
    """Begin, and go on at once: pages are answered meanwhile, and whoever needs a rule first makes it themselves."""
    thread = threading.Thread(target=_prepare, name="warming", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        screening.prepare()
    except DatabaseError as error:
        log.warning("the rules of screening are loaded later: %s", error)
    finally:
        connection.close()
