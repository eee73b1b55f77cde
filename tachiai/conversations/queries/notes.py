"""The word that the receiver of a risky message reads beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tachiai.conversations.queries.consent import is_needed
from tachiai.conversations.queries.judging import judged
from tachiai.conversations.queries.messages import MessageLine
from tachiai.conversations.queries.reading import ThreadPage
from tachiai.conversations.safety import Note


def notes_in(thread: ThreadPage, lines: Iterable[MessageLine]) -> Mapping[int, Note]:
    """The notes beside these messages of a thread, by message, for its reader, who did not write them.

    Where the installation gives hints only, nothing is kept: the rules look at the text while it is read, for readers
    who have agreed to that.
    """
    if is_needed():
        return {line.id: line.note for line in lines if line.note is not None}
    if not thread.composer.has_consented:
        return {}
    received = (line for line in lines if not line.is_mine)
    found = ((line.id, judged(line.body, where="message", thread_id=thread.id)) for line in received)
    return {number: Note("", each.spots) for number, each in found if each.needs_attention}
