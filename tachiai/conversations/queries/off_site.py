"""Off-site contact requests, each through one query that knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tachiai.clockwork.queries import Waiting
from tachiai.conversations.lifecycles import OFF_SITE
from tachiai.conversations.models import Participant
from tachiai.conversations.queries.own import own_threads
from tachiai.conversations.safety import OffSiteFacts, decide_by
from tachiai.conversations.safety_models import OffSiteRequest, OffSiteStep
from tachiai.kernel.lifecycle import Actor, Offered, State
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people

DESK_PAGE = 50
COUNTING = ("asked", "granted", "refused")


@dataclass(frozen=True)
class OffSiteView:
    """One request as somebody of its thread, or of the staff, meets it. `other` is the side that did not ask."""

    row: OffSiteRequest
    is_asker: bool
    other: str

    @property
    def state(self) -> State:
        return OFF_SITE.state(self.row.state)

    @property
    def decided(self) -> OffSiteStep | None:
        """The step that ended it."""
        return self.row.steps.select_related("person").order_by("-number").first()

    def offered(self, actor: Actor, at: datetime) -> tuple[Offered, ...]:
        """The steps of this actor, each open or with its reasons."""
        return OFF_SITE.offered(OffSiteFacts(self.row.state, decide_by(self.row.opened_at)), actor, at)


def is_contact_allowed(thread_id: int) -> bool:
    """Whether staff have allowed an exchange of contact data in this thread."""
    return OffSiteRequest.objects.filter(thread_id=thread_id, state="granted").exists()


def latest_off_site(*, thread_id: int, person_id: int) -> OffSiteView | None:
    """The newest request of the thread, for whoever takes part in it; None without one, and for everybody else."""
    if not Participant.objects.filter(thread_id=thread_id, person_id=person_id).exists():
        return None
    row = _rows().filter(thread_id=thread_id).order_by("-pk").first()
    return None if row is None else _view(row, person_id)


def off_site_for_staff(*, request_id: int, staff_id: int) -> OffSiteView | None:
    """One request for the desk; None for a side of the thread itself."""
    row = _for_desk(staff_id).filter(pk=request_id).first()
    return None if row is None else _view(row, None)


def off_site_waiting(staff_id: int, limit: int = DESK_PAGE) -> Sequence[OffSiteRequest]:
    """What waits for staff outside the threads of this one of them, earliest deadline first."""
    return list(_for_desk(staff_id).filter(state=OFF_SITE.first).order_by("due_at", "pk")[:limit])


def off_site_backlog(staff_id: int) -> Waiting:
    """The requests that wait for this one of the staff."""
    return Waiting(_for_desk(staff_id).filter(state=OFF_SITE.first), "opened_at")


def objections_to_off_site(thread_id: int) -> tuple[Refused, ...]:
    """Why nobody can ask in this thread now. One that was taken back or that staff left to lapse does not count."""
    state = OffSiteRequest.objects.filter(thread_id=thread_id, state__in=COUNTING).values_list("state", flat=True)
    asked = state.first()
    return (Refused("off_site.refused.once", {"state": f"off_site.state.{asked}"}),) if asked else ()


def _rows() -> QuerySet[OffSiteRequest]:
    return OffSiteRequest.objects.select_related("thread", "asker")


def _for_desk(staff_id: int) -> QuerySet[OffSiteRequest]:
    return _rows().exclude(thread__in=own_threads(staff_id))


def _view(row: OffSiteRequest, person_id: int | None) -> OffSiteView:
    others = Participant.objects.filter(thread_id=row.thread_id).exclude(person_id=row.asker_id).order_by("pk")
    names = people.names(others.values_list("person_id", flat=True))
    return OffSiteView(row, person_id == row.asker_id, ", ".join(names.values()))
