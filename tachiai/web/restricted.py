"""What restricts the reader, asked once for the page and for the strip above it."""

from __future__ import annotations

from functools import cache

from tachiai.people import queries as people
from tachiai.web.requests import PageRequest


def own_restrictions(request: PageRequest) -> tuple[people.InForce, ...]:
    """The gravest first; none of visitors, who have no account, and of staff, who cannot be restricted."""
    if request.reader.person_id is None or request.reader.is_staff:
        return ()
    person_id, at = request.reader.person_id, request.now
    if not hasattr(request, "own_restrictions"):
        request.own_restrictions = cache(lambda: people.restrictions_in_force(person_id, at))
    return request.own_restrictions()


def is_stood_in_for(request: PageRequest) -> bool:
    """Whether staff act in the reader's place, who may only read."""
    return any(one.spec.is_stood_in_for for one in own_restrictions(request))
