"""Searching the help centre: recall on JSQuAD beside BM25 in memory, and milliseconds with 300 and 10,000 articles.

Documents are the distinct paragraphs of JSQuAD, questions its validation set (`--data DIR` or TACHIAI_BENCH_DATA,
otherwise shared/data beside the project). Ours goes through PostgreSQL, on a throwaway set of tables of the same
schema; synonyms and the slip that is forgiven included. Then the questions of benchmarks/help_questions.jsonl on the
articles of this release, where that file is there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first

from benchmarks import help_questions  # noqa: E402
from tachiai.config.place import PROJECT  # noqa: E402
from tachiai.help_centre.actions.indexing import build  # noqa: E402
from tachiai.help_centre.models import Posting, SearchDocument, SearchIndex, SearchTerm  # noqa: E402
from tachiai.help_centre.queries.searching import search, suggestions  # noqa: E402
from tachiai.help_centre.rules.search import Document, question, weighed  # noqa: E402

DATA = os.environ.get("TACHIAI_BENCH_DATA") or str(PROJECT.parent / "shared" / "data")
JSQUAD = "jglue/jsquad-v1.3_test-v1.3.json"
AIM_MS = 50.0
FLOORS = (0.908, 0.971)
SAMPLE = 300


@contextmanager
def throwaway() -> Iterator[None]:
    """Tables of the same schema and name that only this connection sees, while it lasts."""
    tables = [model._meta.db_table for model in (SearchIndex, SearchDocument, SearchTerm, Posting)]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"DROP TABLE pg_temp.{table}")


def jsquad(folder: Path) -> tuple[list[Document], list[tuple[str, str]]]:
    """Paragraphs as documents, and (question, name of its paragraph)."""
    read = json.loads((folder / JSQUAD).read_text("utf-8"))
    names: dict[str, str] = {}
    asked = []
    for article in read["data"]:
        for paragraph in article["paragraphs"]:
            name = names.setdefault(paragraph["context"], f"p{len(names)}")
            asked += [(each["question"], name) for each in paragraph["qas"]]
    documents = []
    for text, name in names.items():
        title, _, body = text.rpartition(" [SEP] ")
        documents.append(Document(name, "ja", title, "", body))
    return documents, asked


def in_memory(documents: Sequence[Document]) -> Callable[[str], list[str]]:
    """BM25 of words and pairs with the same weights, summed in Python: without a limit, synonyms or corrections."""
    impacts = weighed([Document(d.name, d.language, "", "", f"{d.title} {d.body}") for d in documents]).impacts

    def ask(text: str) -> list[str]:
        scores: dict[int, float] = {}
        for term, weight in question(text).items():
            for place, impact in impacts.get(term, {}).items():
                scores[place] = scores.get(place, 0.0) + impact * weight
        best = sorted(scores, key=lambda place: (-scores[place], place))[:5]
        return [documents[place].name for place in best]

    return ask


def recall(ask: Callable[[str], list[str]], asked: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Recall at 1 and at 5."""
    places = [found.index(name) if name in (found := ask(text)) else 99 for text, name in asked]
    return sum(place == 0 for place in places) / len(places), sum(place < 5 for place in places) / len(places)


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds: half are faster, 19 of 20 are faster."""
    took = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)]


def ours(text: str) -> list[str]:
    return [hit.name for hit in search(text, "ja", size=5).hits]


def analyse() -> None:
    with connection.cursor() as cursor:
        for model in (SearchDocument, SearchTerm, Posting):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def many(documents: Sequence[Document], count: int) -> list[Document]:
    """As many as asked, in the length of articles: each is made of a few paragraphs drawn by a fixed seed."""
    drawn = random.Random(8)  # noqa: S311 no secret
    made = []
    for number in range(count):
        parts = drawn.sample(documents, 3)
        body = "\n".join(part.body for part in parts)
        made.append(Document(f"m{number}", "ja", parts[0].title + parts[1].body[:12], parts[2].body[:60], body))
    return made


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(DATA))
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    documents, asked = jsquad(options.data)
    print(f"{len(documents)} paragraphs, {len(asked)} questions", flush=True)
    asked = asked[:200] if options.small else asked
    failed = False
    memory = recall(in_memory(documents), asked)
    print(f"=> JSQuAD, BM25 in memory: recall@1 {memory[0]:.3f}, recall@5 {memory[1]:.3f}", flush=True)
    with throwaway():
        build(documents)
        analyse()
        reached = recall(ours, asked)
        failed |= any(value < floor for value, floor in zip(reached, FLOORS, strict=True))
        figures = f"recall@1 {reached[0]:.3f}, recall@5 {reached[1]:.3f}"
        print(f"=> JSQuAD, ours in PostgreSQL: {figures} (floors {FLOORS[0]}, {FLOORS[1]})", flush=True)
    texts = [text for text, _ in asked[:: max(1, len(asked) // SAMPLE)]]
    for count in (30, 300) if options.small else (300, 10_000):
        with throwaway():
            started = time.monotonic()
            build(many(documents, count))
            analyse()
            took = time.monotonic() - started
            half, slow = timed(lambda text: search(text, "ja"), texts)
            quick = timed(lambda text: suggestions(text[:3], "ja"), texts)
            failed |= slow > AIM_MS
            figures = f"search p50 {half:.1f} ms, p95 {slow:.1f} ms; suggestions p95 {quick[1]:.1f} ms"
            print(f"=> {count} articles: {figures}; built in {took:.1f} s", flush=True)
    if help_questions.FILE.exists():
        with throwaway():
            help_questions.report()
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
