"""Makes small pictures of files in a process of its own, which can neither run long nor take much.

What people hand over may be made to break the libraries that open it. So they run apart from the worker, with bounds on
time, memory, files and picture points, and without the network where the system allows that. The answer is taken only
when it is what it must be: a WebP of our size.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tachiai.conversations.gateways import preview_process

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Picture:
    """A WebP without anything but its points."""

    content: bytes
    width: int
    height: int


def shows(content_type: str) -> bool:
    """Whether pages show files of that kind."""
    return content_type == preview_process.PDF or content_type in preview_process.FORMATS


def picture_of(content: BinaryIO, content_type: str, *, is_marked: bool = False) -> Picture | None:
    """The first page or frame of a file, `is_marked` with a mark across it; None when no picture can be made of it
    within the bounds."""
    with tempfile.TemporaryDirectory(prefix="tachiai-preview-") as folder:
        given, made = Path(folder, "given"), Path(folder, "made")
        with given.open("wb") as copy:
            while chunk := content.read(1_048_576):
                copy.write(chunk)
        # -I: nothing from the environment or the current folder is imported.
        command = [
            sys.executable,
            "-I",
            preview_process.__file__,
            content_type,
            str(given),
            str(made),
            *(["marked"] if is_marked else []),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                command, cwd=folder, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                errors="replace", timeout=TIMEOUT_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            log.warning("no preview of a file of type %s: it took too long", content_type)
            return None
        if done.returncode != 0:
            log.info("no preview of a file of type %s: %s", content_type, done.stderr[-300:].strip())
            return None
        return _taken(made, done.stdout)


def _taken(made: Path, said: str) -> Picture | None:
    words = said.split()
    content = made.read_bytes() if made.is_file() and made.stat().st_size <= MOST_BYTES else b""
    if len(words) != 2 or not all(word.isdecimal() and 0 < len(word) < 5 for word in words):
        return None
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    return Picture(content, int(words[0]), int(words[1]))
