"""The look at a text before anybody else reads it: consent first, then the rules in force."""

from __future__ import annotations

from tachiai.conversations.actions.consent import refuse_unasked
from tachiai.conversations.queries.consent import consent, is_needed
from tachiai.conversations.queries.judging import judged as judge
from tachiai.conversations.safety import Judged, Warned
from tachiai.conversations.safety_models import SafetyNote


def looked_at(
    *, text: str, where: str, author_id: int, thread_id: int | None, seen: str, may_be_held: bool
) -> Judged | None:
    """The text as judged, when it may go on: sent at once or, where texts may be held, kept back. None when its author
    has not agreed to be screened, where that is a choice.

    `seen`: what the form says its writer has seen of the warnings. Refusal without consent where it is needed, and
    `Warned` when the writer has to look at the text first or cannot send it as it is.
    """
    refuse_unasked(author_id)
    if not is_needed() and not consent(author_id).is_given:
        return None
    found = judge(text, where=where, thread_id=thread_id)
    _stop(found, seen, may_be_held=may_be_held)
    return found


def look_at_public(*, text: str, where: str, seen: str) -> None:
    """The same for what everybody is going to read, which nobody needs to consent to. `Warned` as above; nothing public
    is held: what staff would have to judge first is to be written otherwise."""
    _stop(judge(text, where=where), seen, may_be_held=False)


def _stop(found: Judged, seen: str, *, may_be_held: bool) -> None:
    is_stopped = found.verdict == "refuse" or (found.verdict == "hold" and not may_be_held)
    if is_stopped or (found.verdict == "warn" and seen != found.seen):
        raise Warned(found)


def note_risk(message_id: int, judged: Judged | None, way: str) -> None:
    """Put a word to the reader beside a message in which something was found, in place of the one before. Where the
    installation gives hints only, nothing is kept."""
    if judged is None or not judged.needs_attention or not is_needed():
        return
    said = {"way": way, "hits": [spot.as_data() for spot in judged.spots], "digest": judged.digest}
    SafetyNote.objects.update_or_create(message_id=message_id, defaults=said)
