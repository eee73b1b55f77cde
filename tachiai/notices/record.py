"""What people were told about one matter, as the record of a contract has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tachiai.kernel.entries import Piece
from tachiai.notices.models import Notice


@dataclass(frozen=True)
class RecordedNotice:
    """Who was told what (`kind` names the text), and when. Its words and their gaps are for its reader."""

    id: int
    person_id: int
    kind: str
    told_at: datetime


def record(person_ids: Collection[int], *, below: str, also: str, piece: Piece) -> Iterator[RecordedNotice]:
    """The notices of these people about pages whose address begins with `below`, and about the page `also`."""
    after, upto = piece.of("notice")
    matter = Q(path__startswith=below) | Q(path=also)
    told = Notice.objects.filter(matter, person_id__in=person_ids, pk__gt=after, pk__lte=upto).order_by("pk")
    for row in told.values_list("pk", "person_id", "kind", "created_at"):
        yield RecordedNotice(*row)
