"""Ways into the help centre from the place where the trouble is."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tachiai.help_centre.library import library
from tachiai.web import helping

register = template.Library()


@register.simple_tag
def article(name: str) -> SafeString:
    """A link to an article, called by its title."""
    return format_html('<a href="{}">{}</a>', *helping.told(library().articles[name]))


@register.simple_tag
def article_on(kind: str, *words: Any) -> SafeString:
    """A link to the article on a `state` (life cycle and state), a `refusal` (its key), a `restriction` or an `error`
    page; nothing where none is written about it."""
    found = helping.explaining(kind, *map(str, words))
    return format_html('<a class="help-link" href="{}">{}</a>', *helping.told(found)) if found else SafeString()
