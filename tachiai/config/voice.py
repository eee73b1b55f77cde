"""What the command line says: texts of the catalogues, Japanese on a Japanese terminal, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import CATALOGUE

LANGUAGE_VARIABLES = ("TACHIAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """`ja` or `en`, by the first of LANGUAGE_VARIABLES that is set."""
    chosen = next((value for name in LANGUAGE_VARIABLES if (value := os.environ.get(name))), "en")
    return "ja" if chosen.startswith("ja") else "en"


def words(key: str, **params: object) -> str:
    """The text of `key` in this terminal's language."""
    return CATALOGUE.get(key, language(), **params)


def say(key: str, **params: object) -> None:
    """What a person wants to read, to the standard output."""
    sys.stdout.write(words(key, **params) + "\n")
    sys.stdout.flush()


def note(key: str, **params: object) -> None:
    """What a person may want to know while the standard output carries data."""
    sys.stderr.write(words(key, **params) + "\n")
    sys.stderr.flush()


def complain(reasons: Iterable[Refused]) -> None:
    """Why it could not be done, a line each, to the error output."""
    for reason in reasons:
        sys.stderr.write(f"tachiai: {words(reason.key, **reason.params)}\n")
    sys.stderr.flush()
