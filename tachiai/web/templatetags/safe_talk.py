"""Safe talk beside every composer and every message, wherever a thread is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.template.context import RequestContext

from tachiai.conversations.lifecycles import CONSENT_VERSION, HELD_HOURS
from tachiai.conversations.queries.composer import Composer, HeldLine
from tachiai.conversations.queries.consent import consent, is_needed, mode
from tachiai.conversations.safety import Judged
from tachiai.web import reading
from tachiai.web.site.safe_talk.rows import marked, spot_rows

register = template.Library()


@register.filter
def held_at(composer: Composer, at: datetime) -> Sequence[HeldLine]:
    """What this writer sent and was kept back: what still waits, and what came back lately."""
    return composer.held_at(at)


@register.simple_tag
def warning(judged: Judged, thread_id: int | None = None) -> dict[str, Any]:
    """A text that its writer has to look at, as `safe_talk/_in_form.html` shows it."""
    may_confirm = judged.verdict == "warn"
    return {
        "verdict": judged.verdict,
        "title": reading.plain("safe_talk.check.warn" if may_confirm else "safe_talk.check.stopped"),
        "marked": marked(judged.text, judged.spots),
        "rows": spot_rows(judged.text, judged.spots, thread_id),
        "may_confirm": may_confirm,
    }


@register.simple_tag(takes_context=True)
def consent_asked(context: RequestContext) -> dict[str, Any]:
    """Whether the reader has to be asked for consent here, where no thread is there yet."""
    is_given = consent(context["reader"].person_id or 0).is_given
    return {
        "must_consent": is_needed() and not is_given,
        "may_consent": not is_needed() and not is_given,
        "mode": mode(),
        "version": CONSENT_VERSION,
    }


@register.simple_tag
def consent_in_short(mode: str) -> str:
    """The heart of the explanation, for the place where somebody is asked."""
    return reading.plain(f"conversations.consent.{mode}.how", hours=HELD_HOURS)
