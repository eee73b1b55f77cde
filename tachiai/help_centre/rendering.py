"""Markdown of an article into HTML: no HTML of its own, figures filled in, links by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt

from tachiai.help_centre.rules.articles import Version

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_ADDRESS = re.compile(r"\]\([^)]*\)")
_SIGNS = re.compile(r"[*_`#>|\[\]]|^- ", re.MULTILINE)


def filled(text: str, figures: Mapping[str, object]) -> str:
    """A text with its gaps filled. KeyError for a figure that nobody declares."""
    return text.format_map(figures) if "{" in text else text


def html(markdown: str, figures: Mapping[str, object], address: Callable[[str], str]) -> str:
    """Safe HTML. `address` answers where article:<name> and page:<name> are."""
    tokens = _MARKDOWN.parse(filled(markdown, figures))
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and str(child.attrs["href"]).startswith(("article:", "page:")):
                child.attrs["href"] = address(str(child.attrs["href"]))
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def without_signs(text: str, figures: Mapping[str, object]) -> str:
    """A text as it is said where nothing is rendered: gaps filled, of a link its words."""
    return _SIGNS.sub("", _ADDRESS.sub("", filled(text, figures)))


def plain(version: Version, figures: Mapping[str, object]) -> str:
    """All that stands in an article, without signs, for searching."""
    return "\n".join(without_signs(text, figures) for text in version.texts())
