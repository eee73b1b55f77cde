"""Searching the articles: one statement ranks, by words, pairs of letters, synonyms, and words that are nearly so."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from tachiai.help_centre.models import SearchDocument, Searched, SearchTerm
from tachiai.help_centre.rules import search as rules
from tachiai.help_centre.rules.search import (
    NEAR_WEIGHT,
    SHORTEST_NEAR,
    WORD,
    folded,
    grams,
    near,
    question,
    snippet,
    terms,
)

PAGE = 10
MOST_PAGES = 10
FAILED_PAGE = 50
# How many postings a search adds up; terms that begin beyond it are the most frequent ones, which tell least.
_BUDGET = 10_000
# How many documents are weighed by side and situation, and counted: several times what the pages show.
_CANDIDATES = 400
# What is this far below the best is no answer.
_FLOOR = 0.25

_RANK = """
WITH asked AS (SELECT * FROM unnest(%(terms)s::text[], %(weights)s::float8[]) AS one(term, weight)),
known AS (
    SELECT term.id, asked.weight, left(term.term, 1) = '=' AS is_word,
        sum(term.documents) OVER (ORDER BY term.documents, term.id) - term.documents AS spent
    FROM asked JOIN help_centre_searchterm term ON term.language = %(language)s AND term.term = asked.term
),
summed AS (
    SELECT posting.document_id, sum(posting.impact * known.weight) AS score
    FROM known JOIN help_centre_posting posting ON posting.term_id = known.id
    WHERE known.spent < %(budget)s
    GROUP BY posting.document_id
    HAVING bool_or(known.is_word) OR count(*) >= 2
    ORDER BY score DESC, posting.document_id LIMIT %(candidates)s
),
ranked AS (
    SELECT document.id, document.name, summed.score
        * CASE WHEN %(side)s = '' OR document.audience = 'common' THEN 1
            WHEN document.audience = %(side)s THEN 1.2 ELSE 0.8 END
        * CASE WHEN document.name = ANY(%(favoured)s) THEN 1.3 ELSE 1 END AS score
    FROM summed JOIN help_centre_searchdocument document ON document.id = summed.document_id
),
kept AS (SELECT id, name, score, max(score) OVER () AS best FROM ranked),
page AS (
    SELECT id, name, score, count(*) OVER () AS everything FROM kept WHERE score >= best * %(floor)s
    ORDER BY score DESC, id LIMIT %(limit)s OFFSET %(offset)s
)
SELECT page.name, document.title, document.lead, document.body, page.score, page.everything
FROM page JOIN help_centre_searchdocument document ON document.id = page.id ORDER BY page.score DESC, page.id
"""


@dataclass(frozen=True)
class Hit:
    """An article that was found. `snippet`: pieces of its text, and whether each is what was asked for."""

    name: str
    title: str
    lead: str
    snippet: tuple[tuple[str, bool], ...]
    score: float


@dataclass(frozen=True)
class Found:
    """One page of an answer. `count`: of all pages, _CANDIDATES at most. `instead`: words in place of mistyped ones."""

    hits: tuple[Hit, ...]
    count: int
    instead: tuple[str, ...] = ()


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of phrases that mean the same, folded."""
    read = tomllib.loads((Path(__file__).parent.parent / "synonyms.toml").read_text("utf-8"))
    return tuple(tuple(map(folded, group)) for group in read["groups"])


def search(
    text: str, language: str, *, side: str = "", favoured: Collection[str] = (), page: int = 1, size: int = PAGE
) -> Found:
    """What answers `text`, best first. `side` (worker or client) puts articles for that side before those for the
    other; `favoured` are names of articles on the situation of the reader's contract."""
    asked = question(text, synonyms())
    if not asked:
        return Found((), 0)
    corrected = _corrected(asked, language)
    for term, weight in question(" ".join(corrected), synonyms()).items():
        asked.setdefault(term, NEAR_WEIGHT * weight)
    values: dict[str, Any] = {
        "terms": list(asked),
        "weights": list(asked.values()),
        "language": language,
        "budget": _BUDGET,
        "candidates": _CANDIDATES,
        "floor": _FLOOR,
        "side": side,
        "favoured": list(favoured),
        "limit": size,
        "offset": (page - 1) * size,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANK, values)
        rows = cursor.fetchall()
    shown = " ".join((text, *corrected))
    hits = [Hit(row[0], row[1], row[2], tuple(snippet(row[3], shown)), row[4]) for row in rows]
    return Found(tuple(hits), rows[0][5] if rows else 0, tuple(corrected))


@cache
def _synonymous() -> dict[str, int]:
    """The words of the synonyms, as they are indexed: known, although no article may hold them."""
    return {term[1:]: 0 for group in synonyms() for phrase in group for term in terms(phrase)[0] if term[0] == WORD}


def _corrected(asked: dict[str, float], language: str) -> list[str]:
    """For each word that stands in no article and no synonym, the most frequent one that is one edit away."""
    typed = [
        term
        for term, weight in asked.items()
        if term.startswith(WORD) and weight == 1 and len(term) > SHORTEST_NEAR and term[1:] not in _synonymous()
    ]
    known = set(SearchTerm.objects.filter(language=language, term__in=typed).values_list("term", flat=True))
    found = []
    for term in typed:
        if term not in known:
            alike = SearchTerm.objects.filter(language=language, grams__overlap=grams(term[1:]))
            counted = {each[1:]: number for each, number in alike.values_list("term", "documents")}
            if word := near(term[1:], _synonymous() | counted):
                found.append(word)
    return found


def suggestions(text: str, language: str, most: int = 6) -> list[str]:
    """How what was typed so far may go on: titles that hold it, then words that begin with it, frequent first, then
    phrases of the synonyms, under which articles are found as well."""
    asked = folded(text[: rules.LONGEST_QUESTION])
    if not asked:
        return []
    titled = SearchDocument.objects.filter(language=language, title__icontains=asked).order_by("pk")
    found = list(titled.values_list("title", flat=True)[:most])
    begun = SearchTerm.objects.filter(language=language, typed__startswith=asked).exclude(typed=asked)
    found += list(begun.order_by("-documents", "typed").values_list("typed", flat=True)[: most - len(found)])
    others = [each for group in synonyms() for each in group if each.startswith(asked) and each != asked]
    found += [each for each in others if each.isascii() is (language == "en")]
    return list(dict.fromkeys(found))[:most]


def failed_searches(before: int = 0) -> list[Searched]:
    """What was searched for without anybody opening an article, most often first: a page and one more from the
    `before`th on."""
    failed = Searched.objects.filter(opened=0).order_by("-times", "-last_at", "-pk")
    return list(failed[before : before + FAILED_PAGE + 1])
