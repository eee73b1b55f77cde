"""Which articles explain a state, a refused step, a restriction, a paper or an error page: they say so themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tachiai.help_centre.rules.articles import Article

KINDS = ("states", "refusals", "restrictions", "papers", "errors")


Named = Mapping[str, Mapping[str, str]]
"""From what articles name to the article on it for each audience."""


def index(articles: Iterable[Article]) -> dict[str, Named]:
    """For each kind of thing, what its articles name. ValueError when two for the same readers name the same."""
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in KINDS}
    for article in articles:
        for kind, names in found.items():
            for named in getattr(article, kind):
                told = names.setdefault(named, {})
                if article.audience in told:
                    raise ValueError(f"{article.name} and {told[article.audience]} both explain {named}")
                told[article.audience] = article.name
    return {kind: dict(names) for kind, names in found.items()}


def explained(names: Named, what: str, side: str = "") -> tuple[str, ...]:
    """The articles that name `what` or a beginning of it, the closest first, until every reader has one: one for both
    sides, or one for each. With `side` (client or worker) those for that side alone."""
    found: dict[str, str] = {}
    beginnings = [named for named in names if named.endswith("*") and what.startswith(named[:-1])]
    for named in [what, *sorted(beginnings, key=len, reverse=True)]:
        for audience, article in names.get(named, {}).items():
            if not found.keys() >= {"client", "worker"} and "common" not in found:
                found.setdefault(audience, article)
    told = (article for audience, article in found.items() if side in ("", audience) or audience == "common")
    return tuple(dict.fromkeys(told))
