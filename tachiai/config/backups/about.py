"""What a backup says of the installation it was made of, and whether it can be brought back here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tachiai.config.backups import FORMAT
from tachiai.config.backups.programs import server_version
from tachiai.config.commands import ENVIRONMENT
from tachiai.kernel.refused import Refusal, Refused

# What a second machine may well have otherwise.
OF_A_MACHINE = (
    "PORT", "DATABASE_URL", "TACHIAI_VAR", "TACHIAI_BIND", "TACHIAI_DB_POOL", "TACHIAI_LOG", "TACHIAI_LANG",
    "TACHIAI_DEBUG",
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """`settings`: the names of the variables that were set and matter elsewhere too, never what stood in them."""

    format: int
    release: str
    made_at: str
    postgres: int
    migrations: list[str]
    settings: list[str]

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode()


def about_this() -> About:
    """This installation, now."""
    applied = MigrationRecorder(connection).applied_migrations()
    return About(
        format=FORMAT,
        release=version("tachiai"),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgres=server_version(),
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        settings=[name for name in ENVIRONMENT if os.environ.get(name) and name not in OF_A_MACHINE],
    )


def fitting(content: bytes) -> About:
    """What `content` says; Refusal when a newer program or a newer server is needed."""
    try:
        said = json.loads(content)
        if said["format"] > FORMAT:
            raise Refusal(Refused("restore.refused.newer", {"release": said["release"], "ours": version("tachiai")}))
        told = About(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(Refused("restore.refused.no_backup", {"reason": error})) from error
    here = MigrationLoader(None).disk_migrations
    replaced = {key for migration in here.values() for key in migration.replaces}
    known = {f"{app}.{name}" for app, name in here.keys() | replaced}
    if unknown := sorted(set(told.migrations) - known):
        raise Refusal(Refused("restore.refused.unknown_tables", {"release": told.release, "name": unknown[0]}))
    if told.postgres > (ours := server_version()):
        raise Refusal(Refused("restore.refused.older_server", {"theirs": told.postgres, "ours": ours}))
    return told
