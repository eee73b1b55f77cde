"""Thanks for a message."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.conversations.actions.arrival import tell_open_pages
from tachiai.conversations.models import Message, Thanks
from tachiai.conversations.queries import is_participant
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def thank(*, message_id: int, person_id: int, at: datetime) -> None:
    """Put this person's heart at a message of somebody else; a second time changes nothing. Refusal for outsiders,
    and while restricted."""
    message = Message.objects.filter(id=message_id).exclude(author_id=person_id).first()
    if message is None or not is_participant(thread_id=message.thread_id, person_id=person_id):
        raise Refusal(Refused("conversations.refused.not_to_be_thanked"))
    refuse_restricted(person_id, Act.TALK, at, thread_id=message.thread_id)
    Thanks.objects.bulk_create(
        [Thanks(message_id=message_id, person_id=person_id, thanked_at=at)], ignore_conflicts=True
    )
    tell_open_pages(thread_id=message.thread_id, message_id=message_id)


@transaction.atomic
def take_thanks_back(*, message_id: int, person_id: int) -> None:
    """Take this person's heart away again."""
    given = Thanks.objects.filter(message_id=message_id, person_id=person_id).select_related("message").first()
    if given is not None:
        given.delete()
        tell_open_pages(thread_id=given.message.thread_id, message_id=message_id)
