"""Reads: who goes by a name, for staff, who know a person by what stands on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tachiai.people.folding import NAME, beginning_with
from tachiai.people.models import Person

PAGE = 20


@dataclass(frozen=True)
class Named:
    """Somebody as a list of names shows them. Several may bear one name: `joined_at` tells them apart."""

    id: int
    name: str
    joined_at: datetime
    is_staff: bool
    is_closed: bool


def people_named(asked: str, after: int | None = None) -> list[Named]:
    """Whose display name begins with what is asked, in the order of the names, so that the very name comes first: one
    page and one more. Nobody where neither letter nor digit is asked for.

    `after` is the id of the last person seen.
    """
    if not any(map(str.isalnum, asked)):
        return []
    found = Person.objects.alias(folded_name=NAME).filter(**beginning_with(asked))
    last = Person.objects.filter(id=after).values_list(NAME, flat=True).first() if after else None
    if last is not None:
        # Said apart, the first is where the index is entered.
        found = found.filter(folded_name__gte=last).filter(Q(folded_name__gt=last) | Q(id__gt=after))
    return [_named(row) for row in found.order_by("folded_name", "id")[: PAGE + 1]]


def _named(row: Person) -> Named:
    return Named(row.pk, str(row), row.joined_at, row.is_staff, not row.is_active)
