"""The look at a text before anybody else reads it: consent first, then the rules in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tachiai.conversations.actions.consent import refuse_unasked
from tachiai.conversations.queries.consent import consent, is_needed
from tachiai.conversations.queries.judging import judged as judge
from tachiai.conversations.safety import Judged, Spot, Warned
from tachiai.conversations.safety_models import SafetyNote
from tachiai.screening.actions import record_findings


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


def look_at_public(*, text: str, where: str, seen: str) -> Judged:
    """The same for what everybody is going to read, which nobody needs to consent to. `Warned` as above; nothing public
    is held: what staff would have to judge first is to be written otherwise."""
    found = judge(text, where=where)
    _stop(found, seen, may_be_held=False)
    return found


def look_at_reasons(
    *,
    texts: Iterable[str],
    author_id: int,
    subject: tuple[str, int],
    at: datetime,
    seen: str,
    thread_id: int | None = None,
) -> None:
    """The same for the reasons of a step, which one side writes to the other like a message. To take it is its writer's
    right, whatever they agreed to: nobody needs to consent, and nothing is held, so that it waits for nobody. What
    cannot be sent as it is can be said otherwise at once. Not where there are only hints and its writer wants none.

    Keeps which rules were met in the `subject`: what the step is about (kind, id).
    """
    if not is_needed() and not consent(author_id).is_given:
        return
    found = judge("\n".join(text.strip() for text in texts), where="message", thread_id=thread_id)
    _stop(found, seen, may_be_held=False)
    keep_rules(found, "message", *subject, at)


def _stop(found: Judged, seen: str, *, may_be_held: bool) -> None:
    is_stopped = found.verdict == "refuse" or (found.verdict == "hold" and not may_be_held)
    if is_stopped or (found.verdict == "warn" and seen != found.seen):
        raise Warned(found)


def keep_found(message_id: int, judged: Judged | None, where: str, at: datetime) -> None:
    """Keep what was found in a message that goes on its way: for staff which rules, for its reader a word beside it.
    Where the installation gives hints only, nothing is kept."""
    keep_rules(judged, where, "message", message_id, at)
    if judged is not None and is_needed() and judged.needs_attention:
        note_risk(message_id, judged.spots, judged.digest, "warned")


def keep_rules(judged: Judged | None, where: str, kind: str, number: int, at: datetime) -> None:
    """The part of it for staff, also of what one says to another elsewhere than in a message."""
    if judged is not None and is_needed() and judged.found.hits:
        record(judged, where, kind, number, at)


def note_risk(message_id: int, spots: Iterable[Spot], digest: str, way: str) -> None:
    """Put a word to the reader beside a message, in place of the one before."""
    said = {"way": way, "hits": [spot.as_data() for spot in spots], "digest": digest}
    SafetyNote.objects.update_or_create(message_id=message_id, defaults=said)


def record(judged: Judged, where: str, kind: str, number: int, at: datetime) -> None:
    """Keep which rules a text met, the observed ones too, and no word of it."""
    record_findings(judgement=judged.found, where=where, subject_kind=kind, subject_id=number, at=at)
