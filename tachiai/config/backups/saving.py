"""`tachiai backup FILE`: the whole installation as of one moment, while it is served."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage

from tachiai.config.backups import ABOUT, DATABASE, FILES, SECRET_KEY, UNFINISHED
from tachiai.config.backups.about import about_this
from tachiai.config.backups.archive import Writer
from tachiai.config.backups.programs import environment, program, server_version
from tachiai.config.backups.progress import Progress
from tachiai.config.voice import note
from tachiai.kernel.refused import Refusal, Refused

PIECE = 16_000_000
# Signs of who is signed in where: whoever finds a backup must not be able to use them, and an old one revives none.
SIGN_INS = ("django_session", "usersessions_usersession")
WITHOUT_ROWS = (*SIGN_INS, "web_cache", "clockwork_counter")


def backup(arguments: argparse.Namespace) -> int:
    """The file is there when it is whole, or not at all; `-` is the standard output."""
    if arguments.file == "-":
        return _tell("-", _write(sys.stdout.buffer))
    target = Path(arguments.file).absolute()
    if target.exists():
        raise Refusal(Refused("backup.refused.exists", {"path": target}))
    if not target.parent.is_dir():
        raise Refusal(Refused("backup.refused.no_folder", {"path": target.parent}))
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
        try:
            digest = _write(cast(BinaryIO, file))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink()
            raise
    return _tell(target, digest)


def _tell(target: Path | str, digest: str) -> int:
    size = "" if target == "-" else f"{Path(target).stat().st_size:,}"
    note("backup.done", path=target, size=size, digest=digest) if size else note("backup.sent", digest=digest)
    return 0


def _write(out: BinaryIO) -> str:
    """Everything, in the order in which it is brought back; the SHA-256 of the whole."""
    whole = _Digested(out)
    archive = Writer(cast(BinaryIO, whole))
    archive.add_bytes(ABOUT, about_this().as_bytes())
    note("backup.database")
    for number, piece in enumerate(_dump(), start=1):
        archive.add_bytes(f"{DATABASE}{number:06}", piece)
    if not os.environ.get("TACHIAI_SECRET_KEY"):
        archive.add_bytes(SECRET_KEY, settings.SECRET_KEY.encode())
    _add_files(archive)
    archive.close()
    return whole.digest.hexdigest()


class _Digested:
    def __init__(self, out: BinaryIO):
        self._out, self.digest = out, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        return self._out.write(piece)


def _dump() -> Iterator[bytes]:
    """What pg_dump writes, in pieces; Refusal with its own words when it fails."""
    without = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    command = [*program("pg_dump", server_version()), "--format=custom", "--no-owner", "--no-privileges", *without]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 - our own program and arguments
            command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        ) as dump,
    ):
        while piece := cast(BinaryIO, dump.stdout).read(PIECE):
            yield piece
        if dump.wait() != 0:
            complaints.seek(0)
            reason = complaints.read().decode(errors="replace").strip()
            raise Refusal(Refused("backup.refused.dump_failed", {"reason": reason}))


def _add_files(archive: Writer) -> None:
    root = Path(default_storage.path(""))
    found = list(_files(root))
    note("backup.files", n=len(found))
    progress = Progress(sum(size for _, size in found))
    for path, _ in found:
        try:
            with path.open("rb") as content:
                kept = os.fstat(content.fileno())
                archive.add(f"{FILES}{path.relative_to(root).as_posix()}", kept.st_size, content, kept.st_mtime)
        except FileNotFoundError:
            continue  # an upload that was given up since
        progress.done(kept.st_size)


def _files(root: Path) -> Iterator[tuple[Path, int]]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each != UNFINISHED)
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path, path.stat().st_size
