"""What readers said of the articles."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from tachiai.help_centre.models import Vote

WORDS = 5
"""How many words of readers are shown with each article."""


@dataclass(frozen=True)
class Usefulness:
    """How many readers an article helped, and how many it did not. `words`: the latest that say why."""

    article: str
    yes: int
    no: int
    words: tuple[str, ...] = ()


def vote_of(article: str, reader_id: int | None, session: str) -> bool | None:
    """What this reader said of it; None for nothing."""
    by = Q(person_id=reader_id) if reader_id else Q(person=None, visitor=hashlib.sha256(session.encode()).hexdigest())
    return Vote.objects.filter(by, article=article).values_list("is_useful", flat=True).first()


def usefulness(since: datetime, *, start: int = 0, most: int = 50) -> list[Usefulness]:
    """Articles on which somebody voted since then, the least useful first: `most` of them from `start` on."""
    votes = Vote.objects.filter(voted_at__gte=since)
    counted = votes.values("article").annotate(
        yes=Count("pk", filter=Q(is_useful=True)), no=Count("pk", filter=Q(is_useful=False))
    )
    rows = list(counted.order_by("-no", "article")[start : start + most])
    words = _words([row["article"] for row in rows], since)
    return [Usefulness(row["article"], row["yes"], row["no"], tuple(words[row["article"]])) for row in rows]


def _words(articles: list[str], since: datetime) -> defaultdict[str, list[str]]:
    """The latest of each article."""
    latest = Window(RowNumber(), partition_by=F("article"), order_by=F("voted_at").desc())
    said = Vote.objects.filter(article__in=articles, voted_at__gte=since).exclude(word="").annotate(place=latest)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for article, word in said.filter(place__lte=WORDS).order_by("place").values_list("article", "word"):
        found[article].append(word)
    return found
