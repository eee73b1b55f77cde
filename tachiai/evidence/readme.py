"""READ-ME.txt: for the third person who is handed a bundle and knows nothing of this site."""

from __future__ import annotations

from tachiai.kernel.texts import CATALOGUE, LANGUAGES

PARTS = ("what", "inside", "check", "by_hand", "stamp", "shows", "not_shown")
RULE = "\n\n" + "=" * 72 + "\n\n"


def read_me(reference: str, site: str) -> bytes:
    """Japanese, then English, each part under its title."""
    return (RULE.join(_in(language, reference, site) for language in LANGUAGES) + "\n").encode()


def _in(language: str, reference: str, site: str) -> str:
    parts = [CATALOGUE.get(f"evidence.readme.{part}", language, reference=reference, site=site) for part in PARTS]
    return "\n\n".join(part.strip() for part in parts)
