"""The form under every thread, wherever a thread is shown."""

from __future__ import annotations

import secrets

from django import template
from django.forms import BoundField
from django.utils import timezone

from tachiai.web.site.threads.forms import MessageForm

register = template.Library()


@register.simple_tag
def message_form(thread_id: int) -> MessageForm:
    """An empty form for this thread. Its token makes a double click post once."""
    return MessageForm(thread_id=thread_id, owner_id=0, at=timezone.now(), initial={"once": secrets.token_urlsafe(24)})


@register.filter
def has_errors(field: BoundField) -> bool:
    return bool(field.errors)
