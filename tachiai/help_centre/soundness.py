"""Whether every article can be shown: each gap, link and block is of something that there is.

Ours are held to it by a test; an operator's are looked at when the program starts, before anybody opens one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from string import Formatter

from tachiai.guidelines.rules import document
from tachiai.help_centre.figures import CYCLES
from tachiai.help_centre.library import Library
from tachiai.help_centre.rules.articles import Article, Block, Version
from tachiai.kernel.texts import CATALOGUE


def faults(library: Library, figures: Collection[str], is_page: Callable[[str], bool]) -> Iterator[str]:
    """What is wrong, each naming its article. `is_page` says whether there is a page of a name."""
    for article in library.articles.values():
        said = _of(article, library, figures, is_page)
        yield from (f"{article.name}: {fault}" for fault in dict.fromkeys(said))


def _of(article: Article, library: Library, figures: Collection[str], is_page: Callable[[str], bool]) -> Iterator[str]:
    yield from (f"no article {other}" for other in article.related if other not in library.articles)
    for version in article.versions.values():
        yield from _gaps(version, figures)
        for link in sorted(version.links()):
            kind, _, name = link.partition(":")
            if not (name in library.articles if kind == "article" else is_page(name)):
                yield f"{link} leads nowhere"
        yield from (
            f"[[{block.kind} {' '.join(block.words)}]] is of nothing" for block in version.blocks() if _is_lost(block)
        )


def _gaps(version: Version, figures: Collection[str]) -> Iterator[str]:
    needed = {section.needs for section in version.sections if section.needs}
    for text in version.texts():
        try:
            needed |= {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield f"an open brace in {text[:40]!r}"
            return
    yield from (f"no figure {{{name}}}" for name in sorted(needed - set(figures)))


def _is_lost(block: Block) -> bool:
    if block.kind == "course":
        name, cycle, state = block.words
        known = cycle == "mediation" or (cycle in CYCLES and state in {each.name for each in CYCLES[cycle].states})
        return not known or f"help.course.{name}" not in CATALOGUE
    if block.kind == "chapter":
        return block.words[0] not in {section.name for section in document("job").sections}
    return block.kind == "text" and block.words[0] not in CATALOGUE
