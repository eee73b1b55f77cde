"""Where this installation keeps its things; known before the settings, because they name the database."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
VAR = Path(os.environ.get("TACHIAI_VAR") or PROJECT / "var").absolute()


def private_folder(folder: Path) -> Path:
    """`folder`, made for its owner's eyes only (0700) when it is not there; an existing one stays as is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
