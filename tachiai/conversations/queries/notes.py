"""The word that the receiver of a risky message reads beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tachiai.conversations.queries.consent import consent, is_needed
from tachiai.conversations.queries.judging import judged
from tachiai.conversations.queries.reading import MessageLine
from tachiai.conversations.safety import Spot
from tachiai.conversations.safety_models import SafetyNote


@dataclass(frozen=True)
class Note:
    """What stands beside one message. `way` as in `SafetyNote`; empty when it was found while reading."""

    way: str
    spots: tuple[Spot, ...]


def notes_for(*, reader_id: int, thread_id: int, lines: Iterable[MessageLine]) -> Mapping[int, Note]:
    """The notes beside these messages, by message, for a reader who did not write them.

    Where the installation gives hints only, nothing is kept: the rules look at the text while it is read, for readers
    who have agreed to that.
    """
    received = [line for line in lines if line.author_id != reader_id]
    if not received:
        return {}
    if is_needed():
        rows = SafetyNote.objects.filter(message_id__in=[line.id for line in received])
        return {row.message_id: Note(row.way, tuple(Spot.from_data(each) for each in row.hits)) for row in rows}
    if not consent(reader_id).is_given:
        return {}
    found = ((line.id, judged(line.body, where="message", thread_id=thread_id)) for line in received)
    return {number: Note("", each.spots) for number, each in found if each.needs_attention}
