"""What people have begun to write: kept until it is sent or emptied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tachiai.conversations.models import Draft, Message, Participant
from tachiai.conversations.queries import is_message_of, owned_files
from tachiai.conversations.rules import BODY_LENGTH
from tachiai.conversations.safety_models import HeldMessage
from tachiai.kernel.refused import Refusal, Refused


@transaction.atomic
def save_draft(
    *,
    thread_id: int,
    person_id: int,
    body: str,
    once: str,
    at: datetime,
    files: Iterable[int] = (),
    reply_to: int | None = None,
) -> bool:
    """Keep what was typed in place of the draft before. False when nothing is kept: it is empty, or the form with this
    `once` has been sent meanwhile.

    Refusal for outsiders, and for a text that is too long to be kept.
    """
    _lock_place(thread_id, person_id)
    if len(body) > BODY_LENGTH:
        raise Refusal(Refused("conversations.refused.too_long", {"most": BODY_LENGTH, "length": len(body)}))
    same = {"author_id": person_id, "once": once}
    if once and (Message.objects.filter(**same).exists() or HeldMessage.objects.filter(**same).exists()):
        return False
    stored = owned_files(person_id, files)
    if not body.strip() and not stored:
        drop_draft(thread_id=thread_id, person_id=person_id)
        return False
    answered = reply_to if reply_to is not None and is_message_of(thread_id, reply_to) else None
    draft, _ = Draft.objects.update_or_create(
        thread_id=thread_id,
        person_id=person_id,
        defaults={"body": body, "once": once, "saved_at": at, "reply_to_id": answered},
    )
    draft.files.set(stored)
    return True


@transaction.atomic
def put_before_draft(
    *, thread_id: int, person_id: int, body: str, files: Iterable[int], reply_to: int | None, at: datetime
) -> bool:
    """A text that comes back to its writer stands before what they have begun meanwhile, files included. False when it
    stands there already, which its files need not. Both are kept even when they are longer together than a message may
    be: sending says so.

    Refusal for outsiders.
    """
    _lock_place(thread_id, person_id)
    here = {"thread_id": thread_id, "person_id": person_id}
    draft = Draft.objects.filter(**here).first() or Draft(**here)
    is_new = not draft.body.startswith(body)
    if is_new:
        draft.body = f"{body}\n\n{draft.body}" if draft.body.strip() else body
    draft.reply_to_id = reply_to if reply_to is not None else draft.reply_to_id
    draft.saved_at = at
    draft.save()
    draft.files.add(*files)
    return is_new


def drop_draft(*, thread_id: int, person_id: int) -> None:
    """Nothing is begun any more."""
    Draft.objects.filter(thread_id=thread_id, person_id=person_id).delete()


def _lock_place(thread_id: int, person_id: int) -> None:
    # Sending holds the same row, so a draft that comes late never stays behind the message that it became.
    if not Participant.objects.select_for_update().filter(thread_id=thread_id, person_id=person_id).first():
        raise Refusal(Refused("conversations.refused.not_yours"))
