"""The form under every thread, wherever a thread is shown."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from tachiai.conversations.queries import Quote, ThreadPage, quote_for
from tachiai.conversations.rules import EDITING
from tachiai.people import queries as people
from tachiai.people.queries import InForce
from tachiai.people.rules.restrictions import Act
from tachiai.web.site.threads.forms import MessageForm
from tachiai.web.site.threads.rows import file_rows

register = template.Library()


@register.simple_tag
def message_form(thread: ThreadPage, reply: int | None = None) -> MessageForm:
    """The form for this thread, with what its reader has begun to write. Its token makes a double click post once.

    `reply`: the message that is to be answered, 0 for none; otherwise what the draft answers.
    """
    begun = thread.draft
    initial = {
        "once": secrets.token_urlsafe(24),
        "body": begun.body if begun else "",
        "reply_to": reply or None if begun is None or reply is not None else begun.reply_to,
        "kept": " ".join(map(str, begun.file_ids)) if begun else "",
    }
    return MessageForm(thread_id=thread.id, owner_id=thread.reader_id, at=timezone.now(), initial=initial)


@register.simple_tag(takes_context=True)
def kept_from_talking(context: RequestContext, thread: ThreadPage) -> InForce | None:
    """What keeps the reader from writing in this thread. Nothing is asked while nothing restricts them at all."""
    return people.forbidding_among(context["restrictions"], Act.TALK, thread_id=thread.id)


@register.simple_tag
def quoted(thread: ThreadPage, form: MessageForm) -> Quote | None:
    """The message that is going to be answered, if any."""
    number = str(form["reply_to"].value() or "")
    return quote_for(thread, int(number)) if number.isdecimal() else None


@register.simple_tag
def kept_files(form: MessageForm) -> list[dict[str, Any]]:
    """The files that were handed over with this form before."""
    return file_rows(form.kept_files())


@register.simple_tag
def minutes_to_edit() -> int:
    """For how many minutes a message may be changed."""
    return EDITING // timedelta(minutes=1)
