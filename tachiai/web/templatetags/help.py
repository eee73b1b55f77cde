"""Ways into the help centre from the place where the trouble is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tachiai.help_centre.library import library
from tachiai.kernel.refused import Refused
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


@register.simple_tag
def articles_on_refusals(*several: Iterable[Refused] | None) -> SafeString:
    """Links to the articles on the reasons of a refusal, each once."""
    reasons = [reason for reasons in several for reason in reasons or ()]
    found = dict.fromkeys(helping.explaining("refusal", reason.key) for reason in reasons)
    return format_html_join(" ", '<a class="help-link" href="{}">{}</a>', (helping.told(one) for one in found if one))
