"""`tachiai restore FILE`: a backup brought back into an installation that holds nothing yet."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from tachiai.config.backups import ABOUT, DATABASE, FILES, SECRET_KEY, UNFINISHED
from tachiai.config.backups.about import About, fitting
from tachiai.config.backups.archive import members
from tachiai.config.backups.programs import environment, program, server_version
from tachiai.config.backups.progress import Progress
from tachiai.config.book import check as check_book
from tachiai.config.place import private_folder
from tachiai.config.voice import complain, note, say
from tachiai.conversations.queries.files import compared_files
from tachiai.kernel.refused import Refusal, Refused

DUMP = "dump"


def restore(arguments: argparse.Namespace) -> int:
    """Nothing is touched before all of the file has been read and its hashes compared; 1 when what is there now does
    not hold together."""
    root = private_folder(Path(default_storage.path("")))
    _require_empty(root)
    with _gathering(root / UNFINISHED) as gathered:
        with _opened(arguments.file) as source:
            told = _gather(source, gathered)
        note("restore.database")
        _restore_database(gathered / DUMP)
        _take_place(gathered, root)
    call_command("migrate", verbosity=0, interactive=False)
    return _look_at_it(told)


def _require_empty(root: Path) -> None:
    reasons = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        if tables := cursor.fetchone()[0]:
            reasons.append(Refused("restore.refused.has_tables", {"n": tables}))
    if any(each.name != UNFINISHED for each in root.iterdir()):
        reasons.append(Refused("restore.refused.has_files", {"path": root}))
    if reasons:
        raise Refusal(*reasons)


@contextmanager
def _gathering(folder: Path) -> Iterator[Path]:
    """A folder on the disk of the files, so that what is in it takes its place by being renamed."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield private_folder(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as source:
            yield source
    except OSError as error:
        raise Refusal(Refused("restore.refused.not_read", {"path": file, "reason": error.strerror})) from error


def _gather(source: BinaryIO, folder: Path) -> About:
    """Write everything into `folder`; what the backup says of itself comes first."""
    note("restore.reading")
    told: About | None = None
    progress = Progress(os.fstat(source.fileno()).st_size)
    (folder / FILES).mkdir()
    with (folder / DUMP).open("wb") as dump:
        for name, size, copy in members(source):
            if name.startswith(DATABASE):
                copy(dump)
            else:
                with _place_of(name, folder).open("wb") as target:
                    copy(target)
            if name == ABOUT:
                told = fitting((folder / ABOUT).read_bytes())
                note("restore.about", release=told.release, made_at=told.made_at)
            progress.done(size)
    if told is None:
        raise Refusal(Refused("restore.refused.no_backup", {"reason": ABOUT}))
    return told


def _place_of(name: str, folder: Path) -> Path:
    """Where a member belongs; Refusal when its name leads elsewhere."""
    path = (folder / name).resolve()
    inside = path.is_relative_to((folder / FILES).resolve())
    if name not in (ABOUT, SECRET_KEY) and not (name.startswith(FILES) and inside):
        raise Refusal(Refused("restore.refused.strange", {"name": name}))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return path


def _restore_database(dump: Path) -> None:
    """All of it or nothing."""
    command = [*program("pg_restore", server_version()), "--no-owner", "--no-privileges", "--exit-on-error"]
    connection.close()
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [*command, "--single-transaction", str(dump)],
        env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Refusal(Refused("restore.refused.database_failed", {"reason": done.stderr.strip()}))


def _take_place(gathered: Path, root: Path) -> None:
    for each in (gathered / FILES).iterdir():
        each.rename(root / each.name)
    if (key := gathered / SECRET_KEY).exists() and not os.environ.get("TACHIAI_SECRET_KEY"):
        beside = settings.VAR / ".secret_key-restored"  # the files may lie on another disk
        shutil.copy(key, beside)
        beside.replace(settings.VAR / "secret_key")


def _look_at_it(told: About) -> int:
    """Compare every file with what the database says of it, add up the book, and say what is still to be set."""
    note("restore.comparing")
    compared = list(compared_files())
    wrong = [
        Refused(f"restore.refused.file_{fault}", {"number": file.pk, "path": file.content.name})
        for file, fault in compared
        if fault
    ]
    complain(wrong)
    say("restore.files", n=len(compared) - len(wrong), of=len(compared))
    unsound = check_book(argparse.Namespace())
    if missing := [name for name in told.settings if not os.environ.get(name)]:
        say("restore.settings", names=", ".join(missing))
    say("restore.done")
    return int(bool(wrong) or bool(unsound))
