"""How things are said to the reader of this page: texts, amounts, moments, sizes.

Language, zone and now are the reader's. `ReaderMiddleware` sets them for a request, `reading_as` for anything else.
What returns HTML is escaped already; functions named `..._text` return plain text for attributes and mails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from tachiai.kernel import calendar, wording
from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import CATALOGUE

_now: ContextVar[datetime | None] = ContextVar("reading_now", default=None)


@contextmanager
def reading_as(*, language: str, zone: ZoneInfo, at: datetime | None = None) -> Iterator[None]:
    """Within: texts, dates and amounts are as a reader of this language in this zone sees them at `at`."""
    token = _now.set(at)
    try:
        with override(language), timezone.override(zone):
            yield
    finally:
        _now.reset(token)


def language() -> str:
    """`ja` or `en`."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def now() -> datetime:
    """The moment at which the page is read (in the demo the market's clock may run ahead)."""
    return _now.get() or timezone.now()


def text(key: str, **params: Any) -> SafeString:
    """The text of `key` as HTML: the text and every parameter are escaped, except parameters that are HTML already."""
    pattern = str(escape(CATALOGUE.pattern(key, language(), params.get("n"))))
    if not params:
        return mark_safe(pattern)  # noqa: S308 escaped above
    return mark_safe(pattern.format(**{name: conditional_escape(value) for name, value in params.items()}))  # noqa: S308


def plain(key: str, **params: object) -> str:
    """The text of `key` for mails, subjects and messages: not escaped."""
    return CATALOGUE.get(key, language(), **params)


def later(key: str) -> Any:
    """The plain text of `key` in the language of whoever reads it then: for labels of forms, declared once."""
    return _later(key)


_later = lazy(plain, str)


def reason(refused: Refused) -> SafeString:
    """Why something cannot be done, in the reader's words. Parameters are said by their kind: see `said`."""
    return text(refused.key, **{name: said(name, value) for name, value in refused.params.items()})


def said(name: str, value: object) -> object:
    """A domain value as people read it: text keys translated, `..._yen` as amounts, moments and days in full."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int) and name.endswith("_yen"):
        return yen(value)
    if isinstance(value, str) and value in CATALOGUE:
        return text(value)
    return value


def reason_text(refused: Refused) -> str:
    """The same as plain text, for messages and mails."""
    spoken = {name: _said_text(name, value) for name, value in refused.params.items()}
    return plain(refused.key, **spoken)


def _said_text(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, str) and value in CATALOGUE:
        return plain(value)
    return said(name, value)


def yen(amount: int) -> str:
    """12000 as 「12,000円」 or "¥12,000"; below nought with a true minus sign."""
    return wording.yen_text(amount, language=language())


def day_text(value: date | datetime) -> str:
    """11月30日(月) or "Mon 30 Nov"; with the year when it is not this year's."""
    when = local(value).date() if isinstance(value, datetime) else value
    return wording.day_text(when, language=language(), today=local(now()).date())


def month_text(first: date) -> str:
    """2026年11月 or "Nov 2026"."""
    return wording.month_text(first, language=language())


def moment_text(value: datetime) -> str:
    """11月30日(月) 23:59 or "Mon 30 Nov 23:59", in the reader's zone."""
    return wording.moment_text(value, language=language(), zone=zone(), at=now())


def day(value: date | datetime) -> SafeString:
    machine = local(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), day_text(value))


def moment(value: datetime) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local(value).isoformat("T", "minutes"), moment_text(value))


def until(value: datetime) -> SafeString:
    """A moment up to which something can be done: midnight is 24:00 of the day that ends with it."""
    shown = local(value)
    if shown.time() != time.min:
        return moment(value)
    said = plain("reading.end_of_day", day=day_text(shown.date() - timedelta(days=1)))
    return format_html('<time datetime="{}">{}</time>', shown.isoformat("T", "minutes"), said)


def days_left(value: datetime | date, at: datetime | None = None) -> str:
    """あと6日, 今日まで, and once it is past 2日前."""
    days = days_until(value, at)
    if days < 0:
        return plain("reading.days_ago", n=-days)
    return plain("wording.days_left" if days else "wording.today", n=days)


def ago(value: datetime | date, at: datetime | None = None) -> str:
    """今日, 昨日, 3日前: how long something lies back."""
    days = max(0, -days_until(value, at))
    return plain(("reading.today", "reading.yesterday")[days] if days < 2 else "reading.days_ago", n=days)


def file_size(count: int) -> str:
    """Bytes as people read them: 「1.2 MB」."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def days_until(value: datetime | date, at: datetime | None = None) -> int:
    """Whole days of the reader's calendar from `at` (now) to `value`; negative when past."""
    reference = at or now()
    if isinstance(value, datetime):
        return calendar.days_left(value, reference, zone())
    return (value - local(reference).date()).days


def local(value: datetime) -> datetime:
    """The moment on the reader's clock."""
    return value.astimezone(zone())


def zone() -> ZoneInfo:
    """The reader's time zone."""
    current = timezone.get_current_timezone()
    return current if isinstance(current, ZoneInfo) else calendar.TOKYO


def fill(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters stored as data, ready for `text`: each said by its kind."""
    return {name: said(name, value) for name, value in params.items()}
