"""Changing what one has just said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.conversations.actions.arrival import tell_open_pages
from tachiai.conversations.actions.blocks import refuse_cut_off
from tachiai.conversations.actions.indexing import index_anew
from tachiai.conversations.actions.judging import keep_found, looked_at
from tachiai.conversations.models import Message, MessageEdit, Thread
from tachiai.conversations.queries import is_answered
from tachiai.conversations.rules import body_refusals, edit_refusals
from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.queries import removal_of
from tachiai.people.rules.restrictions import Act


@dataclass(frozen=True)
class MessageEdited:
    """The author of a message changed its text. `number`: how many times by now."""

    message_id: int
    thread_id: int
    author_id: int
    number: int
    at: datetime


@transaction.atomic
def edit_message(*, message_id: int, author_id: int, body: str, at: datetime, seen: str = "") -> bool:
    """Let a message say something else; what it said before stays readable. False when it says that already.

    Refusal for everybody but its author, while restricted or blocked, for a text that may not be posted or that its
    author has to look at first (`looked_at`; an edit cannot be held), and by `edit_refusals`.
    """
    message = Message.objects.filter(id=message_id, author_id=author_id).first()
    if message is None:
        raise Refusal(Refused("conversations.refused.not_your_message"))
    refuse_restricted(author_id, Act.TALK, at, thread_id=message.thread_id)
    refuse_cut_off(thread_id=message.thread_id, person_id=author_id)
    if removal_of("message", message_id) is not None:
        raise Refusal(Refused("conversations.refused.removed"))
    # Posting holds the same row: nobody answers while the message is changed.
    Thread.objects.select_for_update().get(id=message.thread_id)
    edits = list(MessageEdit.objects.filter(message_id=message_id).order_by("number"))
    said = body.strip()
    if said == (edits[-1].body if edits else message.body):
        return False
    answered = is_answered(message_id=message_id, thread_id=message.thread_id, author_id=author_id)
    refused = [
        *edit_refusals(posted_at=message.posted_at, edits=len(edits), is_answered=answered, at=at),
        *body_refusals(body, message.files.count()),
    ]
    if refused:
        raise Refusal(*refused)
    judged = looked_at(
        text=said, where="message", author_id=author_id, thread_id=message.thread_id, seen=seen, may_be_held=False
    )
    edit = MessageEdit.objects.create(message=message, number=len(edits) + 1, body=said, edited_at=at)
    index_anew(message_id, said)
    keep_found(message_id, judged, "message", at)
    tell_open_pages(thread_id=message.thread_id, message_id=message_id)
    publish(MessageEdited(message_id, message.thread_id, author_id, edit.number, at))
    return True
