"""Where this installation keeps its things; known before the settings, because they name the database."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
VAR = Path(os.environ.get("TACHIAI_VAR") or PROJECT / "var").absolute()


def private_folder(folder: Path) -> Path:
    """`folder`, made for its owner's eyes only (0700) when it is not there; an existing one stays as is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kept_secret(path: Path) -> str:
    """A random text, made when first asked for and kept in `path` for its owner's eyes only.

    Several processes may ask at once: each writes a text of its own, and the first to name it wins.
    """
    if not path.exists():
        descriptor, written = tempfile.mkstemp(dir=private_folder(path.parent), prefix=f".{path.name}-")
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(written, path)
        Path(written).unlink()
    return path.read_text()
