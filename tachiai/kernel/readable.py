"""Names that people read out and type: without letters that are taken for digits or for one another."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def readable(length: int) -> str:
    """A new name of that length, which nobody can guess from others."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))
