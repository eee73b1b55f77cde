"""Who wants nothing more to do with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tachiai.clockwork.asking import Asked, Given
from tachiai.conversations.models import Participant
from tachiai.conversations.safety_models import Block
from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refused

PAGE = 50


@dataclass(frozen=True)
class BlockAsked:
    """Question to higher modules: may this person block the other one? Each answers the reasons against it."""

    person_id: int
    other_id: int


def is_blocked_between(person_id: int, other_id: int) -> bool:
    """Whether either of the two has blocked the other."""
    return _BETWEEN.first(one=person_id, other=other_id) is not None


def _between() -> QuerySet[Block]:
    one, other = Given("one"), Given("other")
    either = Q(person_id=one, blocked_id=other) | Q(person_id=other, blocked_id=one)
    return Block.objects.filter(either).only("pk")[:1]


_BETWEEN = Asked(_between)


def who_blocked(people: Collection[int], others: Collection[int]) -> set[int]:
    """Those of `people` who have blocked one of `others`."""
    found = Block.objects.filter(person__in=people, blocked__in=others)
    return set(found.values_list("person_id", flat=True))


def blocked_ids(person_id: int) -> list[int]:
    """The ids of all whom this person has blocked."""
    return list(Block.objects.filter(person_id=person_id).values_list("blocked_id", flat=True))


def is_cut_off(*, thread_id: int, person_id: int) -> bool:
    """Whether a block stands between this person and anybody else in the thread."""
    others = Participant.objects.filter(thread_id=thread_id).exclude(person_id=person_id).values("person_id")
    by_me, of_me = Q(person_id=person_id, blocked__in=others), Q(blocked_id=person_id, person__in=others)
    return Block.objects.filter(by_me | of_me).exists()


def has_blocked(person_id: int, other_id: int) -> bool:
    """Whether this person has blocked the other one. Nobody but this person may learn it."""
    return Block.objects.filter(person_id=person_id, blocked_id=other_id).exists()


def blocked_people(person_id: int, before: int | None = None) -> Sequence[Block]:
    """Whom this person has blocked, newest first: one page, and the first of the next. `before`: the last id seen."""
    found = Block.objects.select_related("blocked").filter(Q(pk__lt=before) if before else Q(), person_id=person_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def reasons_against_blocking(person_id: int, other_id: int) -> list[Refused]:
    """Everything that must come to an end before this person can block the other one."""
    if person_id == other_id:
        return [Refused("conversations.refused.blocks_oneself")]
    answers = publish(BlockAsked(person_id, other_id))
    return [reason for answer in answers if isinstance(answer, list) for reason in answer]
