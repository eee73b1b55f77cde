"""The index by which messages are found."""

from __future__ import annotations

from tachiai.conversations.grams import vector
from tachiai.conversations.models import MessageIndex


def index(message_id: int, thread_id: int, body: str) -> None:
    """Let a new message be found by what it says."""
    MessageIndex.objects.bulk_create([MessageIndex(message_id=message_id, thread_id=thread_id, grams=vector(body))])


def unindex(message_id: int) -> None:
    """Let a message be found no more."""
    MessageIndex.objects.filter(message_id=message_id).delete()


def index_anew(message_id: int, body: str) -> None:
    """Let a message be found by what it says now, and by nothing that it said before."""
    MessageIndex.objects.filter(message_id=message_id).update(grams=vector(body))
