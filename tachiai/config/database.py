"""The database of this program: the one that DATABASE_URL names, else the embedded one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

import psycopg
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from tachiai.config.embedded_postgres import EmbeddedPostgres, Say, quiet
from tachiai.config.place import VAR
from tachiai.config.server_home import has_cluster
from tachiai.kernel.refused import Refusal, Refused

OLDEST = 15
SECONDS_TO_ANSWER = 5


Mend = Callable[[], None]


def database(*, say: Say = quiet, may_make: bool = True) -> contextlib.AbstractContextManager[Mend]:
    """During the block there is a database; Refusal when there cannot be, or when it would have to be made first and
    may not. What the block is given starts the embedded one again if it died.

    The call itself only names the embedded one in DATABASE_URL, so that the settings may load before it runs.
    """
    if url := os.environ.get("DATABASE_URL"):
        return _reached(url)
    if not may_make and not has_cluster(VAR):
        raise Refusal(Refused("database.no_market", {"folder": VAR}))
    server = EmbeddedPostgres(VAR, say=say)
    os.environ["DATABASE_URL"] = server.url
    return _embedded(server)


def refuse_without_tables() -> None:
    """Refusal when nobody has made this market's tables yet. Asked with Django set up."""
    if MigrationRecorder.Migration._meta.db_table not in connection.introspection.table_names():
        raise Refusal(Refused("database.no_tables"))


def let_go() -> None:
    """Close every connection of this process: before its server ends, and before it makes processes of its own."""
    connections.close_all()
    if (close_pool := getattr(connection, "close_pool", None)) is not None:
        close_pool()


@contextlib.contextmanager
def _embedded(server: EmbeddedPostgres) -> Iterator[Mend]:
    with server.running():
        yield server.mend


@contextlib.contextmanager
def _reached(url: str) -> Iterator[Mend]:
    """Ask once, plainly: a connection pool would try for half a minute before it says what is wrong."""
    try:
        with psycopg.connect(url, connect_timeout=SECONDS_TO_ANSWER) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Refusal(Refused("database.not_reached", {"reason": reason})) from error
    if version < OLDEST:
        raise Refusal(Refused("database.too_old", {"version": version, "oldest": OLDEST}))
    yield lambda: None
