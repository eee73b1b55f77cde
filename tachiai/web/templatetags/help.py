"""Ways into the help centre from the place where the trouble is."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tachiai.help_centre.library import library
from tachiai.help_centre.rules.articles import Article
from tachiai.kernel.refused import Refused
from tachiai.web import helping, reading

register = template.Library()


@register.simple_tag(takes_context=True)
def article(context: Context, name: str) -> SafeString:
    """A link to an article, called by its title."""
    contract = helping.contract_beside(context.get("request"))
    return format_html('<a href="{}">{}</a>', *helping.told(library().articles[name], contract))


@register.simple_tag(takes_context=True)
def article_on(context: Context, kind: str, what: str) -> SafeString:
    """Links to the articles on a `restriction`, a `paper` or an `error` page; nothing where none is written of it."""
    return _links(context, helping.explaining(kind, what))


@register.simple_tag(takes_context=True)
def article_on_state(context: Context, about: str, side: str) -> SafeString:
    """Links to the articles on a state (<words of its life cycle>.<state>) for readers on that `side`, or on any."""
    return _links(context, helping.explaining("state", about, side=side or ""), says_whom=not side)


@register.simple_tag(takes_context=True)
def articles_on_refusals(context: Context, *several: Iterable[Refused] | None) -> SafeString:
    """Links to the articles on the reasons of a refusal, each once."""
    reasons = [reason for reasons in several for reason in reasons or ()]
    found = {each.name: each for reason in reasons for each in helping.on_refusal(reason)}
    return _links(context, found.values())


def _links(context: Context, articles: Iterable[Article], *, says_whom: bool = True) -> SafeString:
    """One after the other, each marked as help, because titles read like things to do; what is for one side alone says
    so, unless only the reader's own side is shown. They remember the contract on whose page they stand."""
    contract, rows = helping.contract_beside(context.get("request")), []
    for each in articles:
        href, title = helping.told(each, contract)
        is_plain = each.audience == "common" or not says_whom
        whom = "" if is_plain else reading.plain("help.audience.before", whom=helping.audience(each))
        rows.append((href, reading.plain("components.help"), whom, title))
    return format_html_join(" ", '<a class="help-link" href="{}">{}{}{}</a>', rows)
