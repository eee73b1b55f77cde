"""Blocking somebody, and taking it back. Nobody is told."""

from __future__ import annotations

from datetime import datetime

from tachiai.conversations.queries.blocks import is_cut_off, reasons_against_blocking
from tachiai.conversations.safety_models import Block
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people


def block_person(*, person_id: int, other_id: int, at: datetime) -> None:
    """From `at` on, neither of the two can write to the other or propose anything. Blocking twice changes nothing.

    Refusal with every reason while something runs between them: whoever has a contract must be able to talk.
    """
    profile = people.public_profile(other_id)
    if profile is None or profile.is_closed:
        raise Refusal(Refused("people.refused.no_such_person"))
    if reasons := reasons_against_blocking(person_id, other_id):
        raise Refusal(*reasons)
    Block.objects.get_or_create(person_id=person_id, blocked_id=other_id, defaults={"since": at})


def unblock_person(*, person_id: int, other_id: int) -> None:
    """The two can talk again, unless the other one blocks as well. Unblocking twice changes nothing."""
    Block.objects.filter(person_id=person_id, blocked_id=other_id).delete()


def refuse_cut_off(*, thread_id: int, person_id: int) -> None:
    """Refusal when a block stands in this thread. It says the same to both: nobody learns who blocked whom."""
    if is_cut_off(thread_id=thread_id, person_id=person_id):
        raise Refusal(Refused("conversations.refused.cut_off"))
