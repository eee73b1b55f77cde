"""What the project consists of: the files that git keeps, or would keep."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tachiai.config.place import PACKAGE, PROJECT

TEXT_ENDINGS = (
    ".py", ".toml", ".html", ".css", ".js", ".md", ".txt", ".in", ".sql", ".svg", ".csv", ".json", ".jsonl", ".cfg",
)  # fmt: skip
TEXT_NAMES = ("Makefile", "LICENSE", "run", ".gitignore")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is neither ignored nor deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    paths = (PROJECT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def text_files() -> Iterator[tuple[Path, str]]:
    """Path and content of every tracked file that people read as text."""
    for path in tracked_files():
        if path.suffix in TEXT_ENDINGS or path.name in TEXT_NAMES:
            yield path, path.read_text("utf-8")


def own_modules() -> Iterator[tuple[Path, ast.Module]]:
    """Path and syntax tree of every module of the package, without migrations."""
    for path in tracked_files():
        if path.suffix == ".py" and path.is_relative_to(PACKAGE) and "migrations" not in path.parts:
            yield path, ast.parse(path.read_text("utf-8"), str(path))


def named(path: Path) -> str:
    """The path as it is written in a message."""
    return str(path.relative_to(PROJECT))
