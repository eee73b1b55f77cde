"""pg_dump and pg_restore that fit a server: of its own version, the embedded one's, or those of the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tachiai.config.server_home import client_programs
from tachiai.kernel.refused import Refusal, Refused

DEBIAN = Path("/usr/lib/postgresql")
# From this version on, what restores sets a parameter that older servers do not know.
NEW_PARAMETER = 17


def server_version() -> int:
    """The major version of the database's server."""
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]


def program(name: str, server: int) -> list[str]:
    """The command, with the database that DATABASE_URL names but without its password, which `environment` holds."""
    fitting = [(version, path) for version, path in _found(name) if _fits(version, server)]
    if not fitting:
        raise Refusal(Refused("backup.refused.no_program", {"program": name, "version": server}))
    without_password = {key: value for key, value in _database().items() if key != "password"}
    return [str(min(fitting)[1]), "--dbname", make_conninfo("", **without_password)]


def environment() -> Mapping[str, str]:
    """A password on the command line could be read by everybody on the machine."""
    password = _database().get("password")
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _database() -> dict[str, str]:
    """Of the connection that Django has, which in a test is another one than that of DATABASE_URL."""
    said = {key: str(value) for key, value in conninfo_to_dict(os.environ["DATABASE_URL"]).items()}
    return {**said, "dbname": str(connection.settings_dict["NAME"])}


def _found(name: str) -> Iterator[tuple[int, Path]]:
    folders = [client_programs(), *DEBIAN.glob("*/bin")]
    paths = [folder / name for folder in folders if folder] + [Path(found) for found in [shutil.which(name)] if found]
    for path in paths:
        if path.exists():
            told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
            if number := re.search(r" (\d+)", told.stdout):
                yield int(number[1]), path


def _fits(version: int, server: int) -> bool:
    return version >= server and (version >= NEW_PARAMETER) == (server >= NEW_PARAMETER)
