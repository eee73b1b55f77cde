"""Template words for `tachiai.web.reading`; a builtin library, so no page needs to load it.

{% t "jobs.title" %}  {% t "jobs.count" n=count %}      {{ key|text }}  {{ texts|said }}
{{ amount|yen }}  {{ moment|moment }}  {{ date|day }}  {{ moment|days_left }}  {{ moment|ago }}
{% save_fields since %}  {{ refused|reason }}  {% refused reasons %}  {{ introduction|prose }}  {{ form|error_links }}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from tachiai.kernel.refused import Refused
from tachiai.kernel.saves import new_name
from tachiai.web import reading, styles
from tachiai.web.templatetags.help import articles_on_refusals

register = template.Library()


@register.simple_tag
def save_fields(since: str) -> SafeString:
    """What a form that may be open in several windows sends with each save (`kernel.saves`): the name of the save, and
    `since`, the names of those it may go over."""
    field = '<input type="hidden" name="{}" value="{}">'
    return format_html_join("", field, [("since", since), ("saved_as", new_name())])


@register.simple_tag
def t(key: str, **params: object) -> SafeString:
    """The text of `key` in the reader's language, gaps filled, escaped."""
    return reading.text(key, **params)


@register.filter
def said(texts: Mapping[str, str]) -> str:
    """A text that data says in every language, in the reader's."""
    return texts[reading.language()]


@register.filter(name="text")
def text_of(key: str) -> SafeString:
    """The text of a key known only at run time (a state, a step, a category)."""
    return reading.text(key)


@register.filter
def yen(amount: int | None) -> str:
    return "" if amount is None else reading.yen(amount)


_DAY = re.compile(r"\d{1,2}\w\d{1,2}\w\(\w\)")


@register.filter
def days_whole(title: str) -> SafeString:
    """A title in which no Japanese day is broken before its weekday."""
    return mark_safe(_DAY.sub(r'<span class="whole">\g<0></span>', conditional_escape(title)))  # noqa: S308 - escaped


@register.filter
def number(value: int | None) -> str:
    """12,345"""
    return "" if value is None else f"{value:,}"


@register.filter
def moment(value: datetime | None) -> str:
    return reading.moment(value) if value else ""


@register.filter
def until(value: datetime) -> str:
    return reading.until(value)


@register.filter
def moment_text(value: datetime | None) -> str:
    return reading.moment_text(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    return reading.day(value) if value else ""


@register.filter
def day_text(value: date | None) -> str:
    return reading.day_text(value) if value else ""


@register.filter
def days_left(value: datetime | date | None, at: datetime | None = None) -> str:
    return reading.days_left(value, at) if value else ""


@register.filter
def ago(value: datetime | date | None, at: datetime | None = None) -> str:
    return reading.ago(value, at) if value else ""


@register.filter
def file_size(count: int | None) -> str:
    return "" if count is None else reading.file_size(count)


@register.filter
def reason(refused: Refused) -> SafeString:
    return reading.reason(refused)


@register.simple_tag(name="refused", takes_context=True)
def refused_list(context: Context, reasons: Iterable[Refused]) -> SafeString:
    """Every reason as a list, with the articles on them; nothing when there is none."""
    known = tuple(reasons)
    items = format_html_join("", "<li>{}</li>", ((reading.reason(each),) for each in known))
    more = articles_on_refusals(context, known)
    below = format_html('<p class="reasons-more">{}</p>', more) if more else ""
    return format_html('<ul class="reasons">{}</ul>{}', items, below) if items else mark_safe("")


@register.filter(is_safe=True)
def prose(value: str) -> SafeString:
    """What a person typed, as paragraphs; addresses become links that pass on no reputation."""
    return mark_safe(linebreaks(urlize(value or "", nofollow=True, autoescape=True)))  # noqa: S308 escaped by urlize


@register.filter
def error_links(form: BaseForm) -> list[dict[str, str]]:
    """What is wrong in a form: each error with the address of its field, for the summary above it."""
    links = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        label = str(field.label) if field is not None else ""
        href = f"#{field.id_for_label or field.auto_id}" if field is not None and not field.is_hidden else ""
        links += [{"href": href, "label": label, "text": str(error)} for error in errors]
    return links


@register.filter
def field_kind(field: BoundField) -> str:
    """How the `field` component lays a form field out: `group`, `check` or `line`."""
    if field.use_fieldset:
        return "group"
    return "check" if isinstance(field.field.widget, CheckboxInput) else "line"


@register.filter
def may_stay_empty(field: BoundField) -> bool:
    """Worth a mark: an optional question of a form that has required ones. A single tick box is optional by nature.

    A field with `is_conditional = True` is needed or not depending on another answer, and carries no mark.
    """
    if field.field.required or isinstance(field.field.widget, CheckboxInput):
        return False
    if getattr(field.field, "is_conditional", False):
        return False
    return any(other.required for other in field.form.fields.values())


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself. No placeholder: it vanishes when it is needed; the hint stays."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget()


@register.filter
def still_open(points: Iterable[Any]) -> list[Any]:
    """The points that are not settled yet."""
    return [point for point in points if not _is_settled(point)]


@register.filter
def settled_count(points: Iterable[Any]) -> int:
    return sum(_is_settled(point) for point in points)


def _is_settled(point: Any) -> bool:
    return bool(point["is_settled"] if isinstance(point, Mapping) else point.is_settled)


@register.filter
def one_decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


@register.filter
def star_number(value: float) -> str:
    """4 or 4.3"""
    return f"{value:.1f}".removesuffix(".0")


@register.filter
def up_to(last: int) -> range:
    """1, 2, ... last."""
    return range(1, last + 1)


@register.filter
def five_stars(value: int) -> list[bool]:
    """Five stars, the first `value` of them filled."""
    return [star <= round(value) for star in range(1, 6)]


@register.simple_tag
def style_sheet() -> str:
    """The address of the site's one style sheet."""
    return reverse("style_sheet", args=[styles.current().digest])


@register.simple_tag
def days_big(due_at: datetime) -> SafeString:
    """The days left with the number set apart, for the clock bar: あと<strong>6</strong>日."""
    # Midnight belongs to the day that ends with it.
    last = due_at - timedelta(microseconds=1)
    days = reading.days_until(last)
    if days < 1:
        return format_html("{}", reading.days_left(last))
    return reading.text("wording.days_left", n=Counted(days))


class Counted(int):
    """A number that stands out in a text, and still counts as itself."""

    def __html__(self) -> str:
        return f"<strong>{int(self)}</strong>"


@register.simple_tag
def elapsed(since: datetime, due_at: datetime) -> dict[str, str]:
    """Where now lies between two moments, for a line from 0 to 100: the foot of a slanted stroke and its start."""
    share = (reading.now() - since) / (due_at - since) if due_at > since else 1.0
    foot = min(max(share * 100, 0.6), 98.8)
    return {"foot": f"{foot:.1f}", "start": f"{foot - 0.6:.1f}"}
