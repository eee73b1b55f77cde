"""Messages that staff remove by a decision, and restore. Both sides see that it was; nobody but staff what it said."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.conversations.actions.arrival import tell_open_pages
from tachiai.conversations.actions.indexing import index, unindex
from tachiai.conversations.models import Message, MessageEdit
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import remove_text, restore_text


@transaction.atomic
def remove_message(*, message_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Hide a message with its files and earlier versions. See `people.actions.remove_text` for what is refused."""
    message = _locked(message_id)
    said = {"subject_id": message_id, "author_id": message.author_id, "decision_id": decision_id}
    remove_text(kind="message", **said, by_staff_id=by_staff_id, at=at)
    unindex(message_id)
    tell_open_pages(thread_id=message.thread_id, message_id=message_id)


@transaction.atomic
def restore_message(*, message_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed: shown again as it read then, unless another decision keeps it removed."""
    message = _locked(message_id)
    said = {"subject_id": message_id, "decision_id": decision_id}
    if restore_text(kind="message", **said, by_staff_id=by_staff_id, at=at):
        newest = MessageEdit.objects.filter(message_id=message_id).order_by("-number").first()
        index(message_id, message.thread_id, newest.body if newest else message.body)
        tell_open_pages(thread_id=message.thread_id, message_id=message_id)


def _locked(message_id: int) -> Message:
    found = Message.objects.select_for_update(no_key=True).filter(id=message_id).first()
    if found is None:
        raise Refusal(Refused("conversations.refused.no_such_message"))
    return found
