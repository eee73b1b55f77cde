"""The answer in words, and the command line."""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tachiai.evidence.verifier.contents import verify
from tachiai.evidence.verifier.faults import Result

# The sentences of this program by language and key; filled in when it is put into a bundle.
WORDS: dict[str, dict[str, str]] = {}
MOST_TOLD = 50


def told(result: Result, say: Callable[..., str]) -> Iterator[str]:
    """The answer, a line each. `say(key, **params)` gives the sentence of a key."""
    figures = result.figures
    yield say("faults", n=len(result.faults)) if result.faults else say("valid", **figures)
    yield from (f"  - {say(fault.key, **fault.params)}" for fault in result.faults[:MOST_TOLD])
    if len(result.faults) > MOST_TOLD:
        yield f"  - {say('more_faults', n=len(result.faults) - MOST_TOLD)}"
    yield ""
    for name in ("contract", "sealed_at", "stamped_at", "head", "digest"):
        if name in figures:
            yield say(f"figure.{name}", value=figures[name])
    if not result.faults:
        yield say("figure.kinds", value=", ".join(f"{kind} {n}" for kind, n in sorted(figures["kinds"].items())))
        yield ""
        yield say("compare", digest=figures["digest"])


def _sentence(language: str) -> Callable[..., str]:
    words = WORDS.get(language, {})
    return lambda key, **params: words[key].format(**params) if key in words else f"{key} {params or ''}"


def _language() -> str:
    asked = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), None)
    return "ja" if (asked or locale.getlocale()[0] or "").lower().startswith("ja") else "en"


def main(arguments: list[str]) -> int:
    """The command line: 0 valid, 1 not valid, 2 asked in a way nobody understands."""
    parser = argparse.ArgumentParser(description="Is this bundle, to the byte, as it was when it was sealed?")
    parser.add_argument("bundle", help="the ZIP file")
    parser.add_argument("--digest", default="", help="the SHA-256 that the site shows for it, to be compared")
    parser.add_argument("--language", choices=("ja", "en"), default=_language())
    asked = parser.parse_args(arguments)
    say = _sentence(asked.language)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with Path(asked.bundle).open("rb") as file:
            result = verify(file, asked.digest)
    except OSError as error:
        sys.stdout.write(say("archive.unreadable", why=f"{error}") + "\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in told(result, say))
    return int(bool(result.faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
