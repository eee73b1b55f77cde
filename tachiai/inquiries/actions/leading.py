"""Staff lead an inquiry on to where it can be solved: a case, or a request beside its contract. It ends there."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.contracts.queries import as_seen_by
from tachiai.contracts.queries.requests import kinds, offered_opening
from tachiai.inquiries import announcements
from tachiai.inquiries.actions.asking import system_says
from tachiai.inquiries.actions.locking import in_hand
from tachiai.inquiries.models import Inquiry
from tachiai.inquiries.rules import LED_TO, text_mistakes
from tachiai.inquiries.walking import walk
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.notices.rules import Said
from tachiai.safety.actions import note_finding


@transaction.atomic
def lead_on(
    *, inquiry_id: int, staff_id: int, subject_kind: str, subject_id: int, clause: str, text: str, at: datetime
) -> int:
    """What is asked is a breach: it becomes a finding of staff in the case about the thing, and ends here. Answers the
    case's id. Refusal as `safety.note_finding` has them: what not everybody may see, only who sees it can report."""
    row = in_hand(inquiry_id, staff_id)
    case_id = note_finding(
        by_staff_id=staff_id, subject_kind=subject_kind, subject_id=subject_id, clause=clause, text=text, at=at
    )
    row.case_id = case_id
    taken = walk(row, "lead_on", by=By(Actor.STAFF, staff_id), at=at, answers={"case": case_id})
    system_says(row, "inquiry.system.led_on", at)
    announcements.step(row, taken, at)
    return case_id


@transaction.atomic
def lead_to_request(*, inquiry_id: int, staff_id: int, kind: str, text: str, at: datetime) -> None:
    """A request beside the contract solves it: whoever asked gets the button for it with `text`, as only a side can
    open one, and the inquiry ends here. Refusal without a contract, and with every reason why they could not open it
    now."""
    if wrong := text_mistakes(text):
        raise Refusal(*(refused for _, refused in wrong))
    if kind not in LED_TO:
        raise Refusal(Refused("lifecycle.no_such_step"))
    row = in_hand(inquiry_id, staff_id)
    by, said = By(Actor.STAFF, staff_id), text.strip()
    taken = walk(row, "lead_to_request", by=by, at=at, answers={"request": kind, "text": said})
    _refuse_closed_way(row, kind, at)
    system_says(row, f"inquiry.system.led_to.{kind}", at, suggests=kind, text=said)
    announcements.step(row, taken, at, what=Said(f"{kind}.name"), text=said)


def _refuse_closed_way(row: Inquiry, kind: str, at: datetime) -> None:
    """Refusal where whoever asked could not open the request now."""
    contract = row.contract
    assert contract is not None and row.person_id is not None  # noqa: S101 - the life cycle lets only these through
    view = as_seen_by(contract, row.person_id, at)
    if view.standing:
        raise Refusal(Refused("inquiry.refused.asker_stands_back"))
    level, cycle = settings.MEDIATION_LEVEL, contract.lifecycle
    declared = next((each for each in kinds(level, cycle) if each.lifecycle.words == kind), None)
    if declared is None:
        raise Refusal(Refused("inquiry.refused.no_such_request"))
    if refused := offered_opening(view, declared).refused:
        raise Refusal(*refused)
