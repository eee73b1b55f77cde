"""Questions of people to the help centre, and whether the search finds an article that answers: recall and misses.

Each line: {"question": ..., "language": "ja" or "en", "articles": [names that answer]}. Those of help_questions.jsonl
led to what articles are asked for (`asked` at their heads); help_questions_unseen.jsonl was written after that, by
somebody who knew titles and leads alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - settings come first

from tachiai.help_centre.actions.indexing import index_articles  # noqa: E402
from tachiai.help_centre.queries.searching import search  # noqa: E402

FILES = {name: Path(__file__).with_name(f"{name}.jsonl") for name in ("help_questions", "help_questions_unseen")}
DEEPEST = 10


def place(row: dict[str, object]) -> tuple[int | None, list[str]]:
    """Where the first article that answers stands, from 1, and the first five found."""
    found = [hit.name for hit in search(str(row["question"]), str(row["language"]), size=DEEPEST).hits]
    wanted = set(row["articles"])  # type: ignore[call-overload]
    return next((at for at, name in enumerate(found, 1) if name in wanted), None), found[:5]


def report() -> None:
    """Index the articles, then ask everything."""
    index_articles(timezone.now())
    for name, file in FILES.items():
        _ask(name, [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()])


def _ask(file: str, rows: Sequence[dict[str, object]]) -> None:
    """Print figures by language, then what was missed."""
    placed = [(row, *place(row)) for row in rows]
    for language in ("ja", "en"):
        _figures(f"{file}, {language}", [at for row, at, _ in placed if row["language"] == language])
    _figures(f"{file}, both", [at for _, at, _ in placed])
    for row, at, found in placed:
        if at is None or at > 5:
            print(f"MISSED [{row['language']}] {row['question']} wants {row['articles']}, found {found}")


def _figures(name: str, places: Sequence[int | None]) -> None:
    if not places:
        return
    count = len(places)
    first, five = (sum(at is not None and at <= most for at in places) / count for most in (1, 5))
    rank = sum(1 / at for at in places if at) / count
    print(f"=> {name}: {count}, recall@1 {first:.3f}, recall@5 {five:.3f}, mean reciprocal rank {rank:.3f}")


if __name__ == "__main__":
    report()
