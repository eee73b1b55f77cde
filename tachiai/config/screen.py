"""`tachiai screen`: JSON lines in, JSON lines out, each as it comes; what the shipped rulebook says of a text."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from tachiai.config.voice import complain, language, words
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.texts import LANGUAGES
from tachiai.screening.engine import LONGEST_TEXT, Judgement, shipped
from tachiai.screening.rules import PLACES

# A character takes at most twelve bytes in JSON (two escapes), and a line says a little more than its text.
_LONGEST_LINE = 12 * LONGEST_TEXT + 10_000


def command(arguments: argparse.Namespace) -> int:
    """Judge every line of the standard input. Exit code 2 when some line was no text to judge; the others are."""
    is_whole = True
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        try:
            answer = _answer(line)
        except Refusal as refusal:
            is_whole = False
            for reason in refusal.reasons:
                said = words(reason.key, **reason.params)
                complain([Refused("screen.complaint", {"line": number, "reason": said})])
            continue
        if answer is not None:
            # A half of a surrogate pair, which JSON can name and UTF-8 cannot write, leaves as it came: as an escape.
            sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            sys.stdout.buffer.flush()
    return 0 if is_whole else 2


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, and of one that is far too long only so much that it is seen to be."""
    while line := stream.readline(_LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST_LINE + 1)


def _answer(line: bytes) -> dict[str, Any] | None:
    """What is said about one line, nothing about a blank one. Refusal for one that does not say what to judge."""
    if not line.strip():
        return None
    if len(line) > _LONGEST_LINE:
        raise Refusal(_too_long())
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refusal(Refused("screen.refused.no_json")) from error
    if not isinstance(asked, dict):
        raise Refusal(Refused("screen.refused.no_object"))
    text, where, said_in = asked.get("text"), asked.get("where"), asked.get("lang") or language()
    if not isinstance(asked.get("id"), str | int) or not isinstance(text, str):
        raise Refusal(Refused("screen.refused.lacks"))
    if where not in PLACES:
        raise Refusal(Refused("screen.refused.where", {"known": ", ".join(PLACES)}))
    if said_in not in LANGUAGES:
        raise Refusal(Refused("screen.refused.lang", {"known": ", ".join(LANGUAGES)}))
    if len(text) > LONGEST_TEXT:
        raise Refusal(_too_long())
    return _as_data(asked["id"], said_in, shipped().judge(text, where))


def _too_long() -> Refused:
    return Refused("screen.refused.too_long", {"most": f"{LONGEST_TEXT:,}"})


def _as_data(id: str | int, said_in: str, judgement: Judgement) -> dict[str, Any]:
    return {
        "id": id,
        "verdict": judgement.verdict,
        "hits": [
            {"rule": hit.rule, "danger": hit.danger, "start": hit.start, "end": hit.end, "why": hit.why[said_in]}
            for hit in judgement.hits
        ],
        "digest": judgement.digest,
    }
