"""Asking staff to look at what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.conversations.models import Message, ReportWish
from tachiai.conversations.queries import is_message_of, is_participant
from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused


@dataclass(frozen=True)
class ReportAsked:
    """Somebody asked staff to look at a thread or, when it is named, at one message of it."""

    thread_id: int
    message_id: int | None
    person_id: int


@transaction.atomic
def ask_report(*, thread_id: int, message_id: int | None, person_id: int, at: datetime) -> bool:
    """Put a wish on the list of staff. False when the same person has asked for the same before. Refusal for outsiders,
    and for a message of another thread."""
    if not is_participant(thread_id=thread_id, person_id=person_id):
        raise Refusal(Refused("conversations.refused.not_yours"))
    if message_id is not None and not is_message_of(thread_id, message_id):
        raise Refusal(Refused("conversations.refused.reply_elsewhere"))
    message = Message.objects.get(id=message_id) if message_id is not None else None
    _, is_first = ReportWish.objects.get_or_create(
        thread_id=thread_id, message=message, person_id=person_id, defaults={"asked_at": at}
    )
    if is_first:
        publish(ReportAsked(thread_id, message_id, person_id))
    return is_first
