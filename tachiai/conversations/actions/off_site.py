"""サービス外連絡申請: asked once per thread, decided by staff, and open again when staff let it lapse."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.conversations import announcements
from tachiai.conversations.actions.blocks import refuse_cut_off
from tachiai.conversations.lifecycles import OFF_SITE
from tachiai.conversations.models import Thread
from tachiai.conversations.queries import is_participant
from tachiai.conversations.queries.off_site import objections_to_off_site
from tachiai.conversations.safety import OffSiteFacts, decide_by, reason_mistakes
from tachiai.conversations.safety_models import OffSiteRequest
from tachiai.conversations.walking import walk_off_site
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def ask_off_site(*, thread_id: int, person_id: int, reason: str, at: datetime) -> int:
    """Ask staff to allow an exchange of contact data in this thread; the request's id. The same click again answers
    with the request that is open. Refusal with every reason when it cannot be asked."""
    if not is_participant(thread_id=thread_id, person_id=person_id):
        raise Refusal(Refused("conversations.refused.not_yours"))
    refuse_restricted(person_id, Act.ASK, at, thread_id=thread_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    Thread.objects.select_for_update(no_key=True).get(pk=thread_id)
    refuse_cut_off(thread_id=thread_id, person_id=person_id)
    same = {"thread_id": thread_id, "asker_id": person_id, "reason": reason.strip(), "state": OFF_SITE.first}
    if (sent := OffSiteRequest.objects.filter(**same).values_list("pk", flat=True).first()) is not None:
        return sent
    if refused := objections_to_off_site(thread_id):
        raise Refusal(*refused)
    row = OffSiteRequest(
        thread_id=thread_id, asker_id=person_id, reason=reason.strip(), opened_at=at, state=OFF_SITE.first
    )
    enter(row, OFF_SITE, OffSiteFacts(OFF_SITE.first, decide_by(at)), at)
    row.save()
    announcements.opened(row, at)
    return row.pk


@transaction.atomic
def withdraw_off_site(*, request_id: int, person_id: int, at: datetime) -> None:
    """The asker takes the request back. Who is suspended may do so too."""
    row = _locked(request_id)
    if row.asker_id != person_id:
        raise Refusal(Refused("off_site.refused.no_such_request"))
    walk_off_site(row, "withdraw", by=By(Actor.ASKER, person_id), at=at)


@transaction.atomic
def decide_off_site(*, request_id: int, by_staff_id: int, grant: bool, reason: str, at: datetime) -> None:
    """Staff allow the exchange, or refuse it; the asker reads why. Refusal for anybody but staff, for a side of the
    thread itself, without a reason, and once it has ended."""
    if not people.is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    row = _locked(request_id)
    if is_participant(thread_id=row.thread_id, person_id=by_staff_id):
        raise Refusal(Refused("people.refused.oneself"))
    step = "grant" if grant else "refuse"
    walk_off_site(row, step, by=By(Actor.STAFF, by_staff_id), at=at, reason=reason.strip())


def _locked(request_id: int) -> OffSiteRequest:
    row = OffSiteRequest.objects.select_for_update(no_key=True).filter(pk=request_id).first()
    if row is None:
        raise Refusal(Refused("off_site.refused.no_such_request"))
    return row
