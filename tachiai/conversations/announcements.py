"""What is told to whom about off-site requests and held texts: kinds derived from the life cycles, and their gaps.

No notice carries a word of the text that was kept back, and staff who are a side of the thread are not told as staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tachiai.conversations.lifecycles import HELD, OFF_SITE
from tachiai.conversations.models import Participant
from tachiai.conversations.safety_models import HeldMessage, OffSiteRequest
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import Said, opening_kinds, reminder_kinds, step_kinds
from tachiai.people import queries as people


def off_site_path(thread_id: int) -> str:
    """The page of the off-site contact request of a thread."""
    return f"/messages/{thread_id}/off-site/"


def held_path(held_id: int) -> str:
    """The page of a held text, for its author."""
    return f"/messages/held/{held_id}/"


Matter = OffSiteRequest | HeldMessage


def opened(row: Matter, at: datetime) -> None:
    _tell(row, opening_kinds(_lifecycle(row)), at)


def taken(row: Matter, step: Step, at: datetime, reason: str) -> None:
    """Everybody whom the step tells."""
    _tell(row, step_kinds(_lifecycle(row), step, row.state), at, reason=reason or Said("off_site.no_reason"))


def reminder(row: Matter, at: datetime) -> None:
    _tell(row, reminder_kinds(_lifecycle(row), row.state), at)


def _lifecycle(row: Matter) -> Lifecycle:
    return OFF_SITE if isinstance(row, OffSiteRequest) else HELD


def _tell(row: Matter, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
    if isinstance(row, OffSiteRequest):
        asker_id, path, desk_path = row.asker_id, off_site_path(row.thread_id), f"/desk/off-site/{row.pk}/"
    else:
        asker_id, path, desk_path = row.author_id, held_path(row.pk), f"/desk/held/{row.pk}/"
    tell_all(_tellings(row.thread_id, asker_id, kinds, path, desk_path, row.due_at, more), at=at)


def _tellings(
    thread_id: int,
    asker_id: int,
    kinds: Mapping[Actor, str],
    path: str,
    desk_path: str,
    due_at: datetime | None,
    more: Mapping[str, object],
) -> list[Telling]:
    company = Participant.objects.filter(thread_id=thread_id).order_by("pk").values_list("person_id", flat=True)
    others = [one for one in company if one != asker_id]
    names = people.names([asker_id, *others])
    params = {
        "asker": names[asker_id],
        "asked": names[others[0]] if others else names[asker_id],
        **({"due_at": due_at} if due_at else {}),
        **more,
    }
    places = {Actor.ASKER: ([asker_id], path), Actor.ASKED: (others, path)}
    if Actor.STAFF in kinds:
        places[Actor.STAFF] = ([one for one in people.staff_ids() if one not in names], desk_path)
    return [Telling(one, kind, where, params) for who, kind in kinds.items() for one, where in _each(places[who])]


def _each(place: tuple[list[int], str]) -> list[tuple[int, str]]:
    people_told, path = place
    return [(one, path) for one in people_told]
