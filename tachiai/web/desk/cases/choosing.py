"""In which order, and about what sort of things, somebody of the staff works through the queue: kept for as long as
they are signed in, so that the next case and the way back to the queue follow it."""

from __future__ import annotations

from typing import NamedTuple

from tachiai.safety.queries import ORDERS
from tachiai.safety.rules import REPORTED
from tachiai.web.requests import PageRequest

_KEPT = "desk_cases"


class Chosen(NamedTuple):
    """`kind`: the kind of things, empty for any."""

    order: str
    kind: str


def chosen(request: PageRequest) -> Chosen:
    """As the address asks, else as it was before; what it asks is kept."""
    asked = {name: request.GET[name] for name in Chosen._fields if name in request.GET}
    kept = request.session.get(_KEPT, {})
    said = {**kept, **asked}
    order, kind = said.get("order", ""), said.get("kind", "")
    found = Chosen(order if order in ORDERS else next(iter(ORDERS)), kind if kind in REPORTED else "")
    if asked and found._asdict() != kept:
        request.session[_KEPT] = found._asdict()
    return found
