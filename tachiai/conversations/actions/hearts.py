"""Thanks for a message."""

from __future__ import annotations

from datetime import datetime

from tachiai.conversations.models import Message, Thanks
from tachiai.conversations.queries import is_participant
from tachiai.kernel.refused import Refusal, Refused


def thank(*, message_id: int, person_id: int, at: datetime) -> None:
    """Put this person's heart at a message of somebody else; a second time changes nothing. Refusal for outsiders."""
    _refuse(message_id, person_id)
    Thanks.objects.bulk_create(
        [Thanks(message_id=message_id, person_id=person_id, thanked_at=at)], ignore_conflicts=True
    )


def take_thanks_back(*, message_id: int, person_id: int) -> None:
    """Take this person's heart away again."""
    Thanks.objects.filter(message_id=message_id, person_id=person_id).delete()


def _refuse(message_id: int, person_id: int) -> None:
    message = Message.objects.filter(id=message_id).exclude(author_id=person_id).first()
    if message is None or not is_participant(thread_id=message.thread_id, person_id=person_id):
        raise Refusal(Refused("conversations.refused.not_to_be_thanked"))
