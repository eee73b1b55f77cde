"""The index of the articles, built whole in one transaction whenever the articles, or the way of indexing, changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import library
from tachiai.help_centre.models import Posting, SearchDocument, SearchIndex, SearchTerm
from tachiai.help_centre.rendering import plain, without_signs
from tachiai.help_centre.rules.search import SHORTEST_NEAR, VERSION, WORD, Document, folded, grams, weighed

_LOCK = 8_210_001
_LONGEST_TERM = 80


def documents(at: datetime) -> list[Document]:
    """Every article in each language, with the figures of `at`."""
    known = figures(at)
    return [
        Document(
            name,
            language,
            version.title,
            without_signs(version.lead, known),
            plain(version, known),
            article.audience,
            "\n".join(article.asked.get(language, ())),
        )
        for name, article in library().articles.items()
        for language, version in article.versions.items()
    ]


def index_articles(at: datetime) -> bool:
    """Bring the index to the articles of today; whether there was anything to do. Of several that start together, one
    builds and the others wait and find it done."""
    return build(documents(at))


def build(found: Sequence[Document]) -> bool:
    """The index of `found`, unless it is that already. Who searches meanwhile reads the index of before."""
    digest = hashlib.sha256(repr((VERSION, found)).encode()).hexdigest()
    if SearchIndex.objects.filter(digest=digest).exists():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if SearchIndex.objects.filter(digest=digest).exists():
            return False
        for model in (Posting, SearchTerm, SearchDocument, SearchIndex):
            model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)  # whole tables, nothing hangs on them
        first = 1
        for language in sorted({each.language for each in found}):
            first = _fill(cursor, [each for each in found if each.language == language], language, first)
        for model in (SearchDocument, SearchTerm, Posting):
            cursor.execute(f"ANALYZE {model._meta.db_table}")  # the first search after a start is planned well too
        SearchIndex.objects.create(digest=digest)
    return True


def _fill(cursor: Any, found: Sequence[Document], language: str, first: int) -> int:
    """Documents, terms and postings of one language; the first number that is free for the next."""
    made = SearchDocument.objects.bulk_create(
        [SearchDocument(**{each: getattr(one, each) for each in _FIELDS}) for one in found], batch_size=500
    )
    ids, indexed = [each.pk for each in made], weighed(found)
    known = [(number, term) for number, term in enumerate(indexed.impacts, first) if len(term) <= _LONGEST_TERM]
    _copy(
        cursor,
        f"{SearchTerm._meta.db_table} (id, language, term, typed, documents, grams)",
        (
            (
                number,
                language,
                term,
                folded(indexed.typed.get(term, ""))[:_LONGEST_TERM],
                len(indexed.impacts[term]),
                _grams(term),
            )
            for number, term in known
        ),
    )
    _copy(
        cursor,
        f"{Posting._meta.db_table} (term_id, document_id, impact)",
        ((number, ids[at], impact) for number, term in known for at, impact in indexed.impacts[term].items()),
    )
    return first + len(indexed.impacts)


_FIELDS = ("name", "language", "audience", "title", "lead", "body")


def _grams(term: str) -> list[str]:
    return grams(term[1:]) if term.startswith(WORD) and len(term) > SHORTEST_NEAR else []


def _copy(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
