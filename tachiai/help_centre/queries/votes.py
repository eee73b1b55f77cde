"""What readers said of the articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tachiai.help_centre.models import Vote


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


def usefulness(since: datetime, until: datetime) -> Iterator[Usefulness]:
    """Every article on which somebody voted from `since` to `until`, the least useful first."""
    votes = Vote.objects.filter(voted_at__gte=since, voted_at__lt=until).values("article")
    counted = votes.annotate(yes=Count("pk", filter=Q(is_useful=True)), no=Count("pk", filter=Q(is_useful=False)))
    for row in counted.order_by("-no", "article"):
        words = Vote.objects.filter(article=row["article"]).exclude(word="").order_by("-voted_at")
        yield Usefulness(row["article"], row["yes"], row["no"], tuple(words.values_list("word", flat=True)[:5]))
