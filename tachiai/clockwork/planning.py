"""Questions about every table at once: the server spends nine tenths of answering them on planning.

Where they are asked again and again, within one transaction, it is told to plan them once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection

_planned: ContextVar[set[str] | None] = ContextVar("questions planned in this transaction", default=None)


@contextmanager
def planning_once() -> Iterator[None]:
    """Within this, which lies within one transaction, a question is planned when it is asked first."""
    token = _planned.set(set())
    try:
        yield
    finally:
        _planned.reset(token)


def answer(question: str, at: datetime | None = None) -> tuple[Any, ...]:
    """The one row that answers the question, in which every %s stands for `at`."""
    planned = _planned.get()
    with connection.cursor() as cursor:
        if planned is None:
            cursor.execute(question, [at] * question.count("%s"))
        else:
            name = f"asked_{zlib.crc32(question.encode()):x}"
            if name not in planned:
                _plan(cursor, name, question)
                planned.add(name)
            cursor.execute(f"EXECUTE {name}(%s)" if "%s" in question else f"EXECUTE {name}", [at] if at else [])
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def _plan(cursor: Any, name: str, question: str) -> None:
    """The session may know it from an earlier transaction, that of another program too."""
    cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
    if cursor.fetchone() is None:
        takes = "(timestamptz)" if "%s" in question else ""
        cursor.execute(f"PREPARE {name}{takes} AS {question.replace('%s', '$1')}")
