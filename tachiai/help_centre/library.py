"""The articles of this installation: those that come with the program, or the operator's own in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from tachiai.help_centre.rules.articles import SITUATIONS, Article, Unreadable, parse
from tachiai.help_centre.rules.explaining import explained, index

SHIPPED = Path(__file__).parent / "articles"


class Library:
    """Every article by its name, in the order of the numbers, and what leads to each."""

    def __init__(self, articles: Mapping[str, Article]):
        """ValueError when two articles share a number, or what they explain."""
        self.articles = dict(sorted(articles.items(), key=lambda item: item[1].number))
        self._explaining = index(self.articles.values())
        self._known_as: dict[str, str] = {}
        self._named_by: defaultdict[str, list[str]] = defaultdict(list)
        for name, article in self.articles.items():
            for related in article.related:
                self._named_by[related].append(name)
            for other in (str(article.number), *article.was):
                if other in self._known_as or other in self.articles:
                    raise ValueError(f"{name}: {other} leads to another article already")
                self._known_as[other] = name

    def by_situation(self) -> dict[str, list[Article]]:
        """What each situation may need, in the order in which the help centre asks; none is empty. What is asked most
        stands first."""
        found: defaultdict[str, list[Article]] = defaultdict(list)
        for article in sorted(self.articles.values(), key=lambda each: not each.first):
            found[article.situation].append(article)
        return {name: found[name] for name in SITUATIONS if found[name]}

    def known_as(self, name: str) -> str | None:
        """The present name of an article that is known by a number, or by another name."""
        return self._known_as.get(name)

    def related(self, article: Article) -> list[Article]:
        """Those it names, then those that name it."""
        naming = [self.articles[name] for name in self._named_by[article.name]]
        named = [self.articles[name] for name in article.related]
        return list({each.name: each for each in (*named, *naming)}.values())

    def on(self, kind: str, what: str, side: str = "") -> tuple[Article, ...]:
        """The articles on one thing, those for the other `side` (client or worker) left out. `kind` is state (`what`
        then <words of the life cycle>.<state>), refusal (the key of its reason), restriction or paper (its kind) or
        error (the page)."""
        return tuple(self.articles[name] for name in explained(self._explaining[f"{kind}s"], what, side))


@cache
def library() -> Library:
    """Read once for each process. Unreadable, naming the file, when one is no article."""
    folders = [(SHIPPED, False)] + ([(Path(settings.ARTICLES), True)] if settings.ARTICLES else [])
    found: dict[str, Article] = {}
    for folder, is_own in folders:
        if not folder.is_dir():
            raise Unreadable(f"{folder} is no folder")
        for path in sorted(folder.glob("*.md")):
            found[path.stem] = parse(path.stem, path.read_text("utf-8"), is_own=is_own)
    return Library(found)
