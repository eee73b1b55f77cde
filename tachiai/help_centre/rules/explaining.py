"""Which article explains a state, a refused step, a restriction or an error page: the articles say so themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tachiai.help_centre.rules.articles import Article

KINDS = ("states", "refusals", "restrictions", "errors")


def index(articles: Iterable[Article]) -> dict[str, dict[str, str]]:
    """For each kind of thing, from what an article names to the name of that article. ValueError when two articles
    name the same."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for article in articles:
        for kind, names in found.items():
            for named in getattr(article, kind):
                if named in names:
                    raise ValueError(f"{article.name} and {names[named]} both explain {named}")
                names[named] = article.name
    return found


def explained(names: Mapping[str, str], what: str) -> str | None:
    """The article that names `what`, or else the longest beginning of it; None when none does."""
    if what in names:
        return names[what]
    beginnings = [named for named in names if named.endswith("*") and what.startswith(named[:-1])]
    return names[max(beginnings, key=len)] if beginnings else None
