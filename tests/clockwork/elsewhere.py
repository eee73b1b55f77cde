"""Other processes and connections on the database of this test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

PROJECT = Path(__file__).parents[2]


def url() -> str:
    """The test database as DATABASE_URL names it."""
    database = connection.settings_dict
    user = ":".join(quote(database[name], safe="") for name in ("USER", "PASSWORD") if database[name])
    where = {"host": database["HOST"], "port": database["PORT"] or "5432"}
    return f"postgresql://{user}@/{database['NAME']}?{urlencode(where, safe='')}"


def python(*words: object, **environment: str) -> subprocess.Popen[str]:
    """`python words...` on the test database, in a process of its own; what it prints is in its pipes."""
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url(), "DJANGO_SETTINGS_MODULE": "tachiai.config.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
