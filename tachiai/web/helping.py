"""Which article of the help centre says more about what a page shows, and how a link to it reads."""

from __future__ import annotations

from django.urls import reverse

from tachiai.help_centre.library import library
from tachiai.help_centre.rules.articles import Article
from tachiai.web import reading


def explaining(kind: str, *words: str) -> Article | None:
    """The article on a `state`, a `refusal`, a `restriction` or an `error`; None where none is written."""
    known = library()
    name = known.explaining(kind, ".".join(words))
    return known.articles[name] if name else None


def told(article: Article) -> tuple[str, str]:
    """Address and title."""
    return reverse("help:article", args=[article.name]), article.versions[reading.language()].title
