"""A durable PostgreSQL for one run of the benchmarks, and its own `pgbench` as the limit to compare with.

It is the server that `make run` starts, with PostgreSQL's settings (fsync and synchronous_commit on), in a folder
of its own that is removed afterwards. Every benchmark gets a fresh database on it, migrated and empty.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tachiai.config.embedded_postgres import EmbeddedPostgres
from tachiai.config.place import VAR, private_folder
from tachiai.config.server_home import server_home

FOLDER = VAR / "benchmarks"
TEMPLATE = "tachiai"  # the database that a new cluster has; it is migrated once and copied
SETTINGS = {"track_commit_timestamp": "on"}  # when exactly something was done; all else is PostgreSQL's default
_PGBENCH_SCALE = 10


@contextlib.contextmanager
def durable_server() -> Iterator[EmbeddedPostgres]:
    """The server, running, with an empty migrated TEMPLATE. Waits for another run to end: two would disturb each other."""
    with (private_folder(VAR) / "benchmarks.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another run of the benchmarks to end ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        server = EmbeddedPostgres(FOLDER, settings=SETTINGS)
        _remove(server)
        try:
            with server.running():
                environment = {**os.environ, **environment_of(server.url)}
                subprocess.run([sys.executable, "-m", "tachiai", "migrate", "--verbosity=0"], env=environment, check=True)
                yield server
        finally:
            _remove(server)


def _remove(server: EmbeddedPostgres) -> None:
    if server.home.data.exists():
        with server.running():
            pass  # whoever was killed left it running; the last one out stops it
    for folder in (server.home.folder, FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def fresh_database(url: str, name: str) -> Iterator[str]:
    """The URL of a new, migrated and empty database on the server of `url`, dropped at the end."""
    database, template = sql.Identifier(name), sql.Identifier(TEMPLATE)
    # A connection to the template itself would forbid copying it.
    with psycopg.connect(url_of(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(database, template))
        yield url_of(url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def url_of(url: str, database: str) -> str:
    """`url` with another database named."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def environment_of(url: str) -> dict[str, str]:
    """What a benchmark's processes need to know: the database, and an installation that is no demo. Its staff have no
    second factor: sessions are made without a sign-in."""
    said = {"DATABASE_URL": url, "TACHIAI_VAR": str(FOLDER), "TACHIAI_DEMO": "0", "TACHIAI_FUNDS": "record_only"}
    return {**said, "TACHIAI_STAFF_SECOND_FACTOR": "0"}


def describe() -> str:
    """The server and the machine, in a line; says loudly when the server may lose what it acknowledged."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        asked = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        found = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in asked}  # type: ignore[index]
    durable = found["fsync"] == found["synchronous_commit"] == "on"
    said = ", ".join(f"{name} {value}" for name, value in found.items())
    return f"PostgreSQL {said}; {os.cpu_count()} cores{'' if durable else '; NOT DURABLE: these figures mean nothing'}"


def pgbench(clients: int, seconds: int, script: str = "") -> float:
    """Transactions per second of `pgbench -N` (one update, one select, one insert, one commit) on the same server, or
    of another `script` of pgbench's."""
    url = os.environ["DATABASE_URL"]
    program = str(server_home(FOLDER).binaries / "pgbench")
    command = [program, "--no-vacuum", f"--client={clients}", f"--jobs={min(clients, 2)}", f"--time={seconds}"]
    command += ["--file=/dev/stdin" if script else "--skip-some-updates", url]
    with psycopg.connect(url) as connection:
        is_there = connection.execute("SELECT to_regclass('pgbench_accounts')").fetchone() != (None,)
    if not is_there:
        subprocess.run([program, "--initialize", "--quiet", f"--scale={_PGBENCH_SCALE}", url], check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=script).stdout
    (rate,) = re.findall(r"tps = ([\d.]+)", done)
    return float(rate)


def process(module: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    """Another Python process on the same database: `python -m module arguments...`, its output in a pipe."""
    words = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
