"""What staff do with an inquiry: take it, answer, note, merge, contact the other side."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.inquiries import announcements
from tachiai.inquiries.actions.asking import ask_again, system_says
from tachiai.inquiries.actions.locking import in_hand, locked, locked_for_staff, refuse_others
from tachiai.inquiries.lifecycles import WAITING
from tachiai.inquiries.models import Inquiry, InquiryMessage, ReceivedMail
from tachiai.inquiries.rules import SUGGESTIONS, text_mistakes
from tachiai.inquiries.rules.asking import NOTE, STAFF
from tachiai.inquiries.walking import walk
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import log_staff_act


@transaction.atomic
def take(*, inquiry_id: int, staff_id: int, at: datetime) -> None:
    """Take it in hand; one's own stays one's own. Refusal when somebody else has it, and for who has a stake in it."""
    row = locked_for_staff(inquiry_id, staff_id)
    if row.assignee_id != staff_id:
        walk(row, "take", by=By(Actor.STAFF, staff_id), at=at)
        row.assignee_id, row.assigned_at = staff_id, at
        row.save(update_fields=["assignee", "assigned_at"])


@transaction.atomic
def give_back(*, inquiry_id: int, staff_id: int, at: datetime) -> None:
    """Anybody of the staff may take it then; its deadline stays. Also for who has a stake in it by now."""
    refuse_others(staff_id)
    row = locked(inquiry_id)
    if row.assignee_id != staff_id:
        raise Refusal(Refused("inquiry.refused.not_taken"))
    walk(row, "give_back", by=By(Actor.STAFF, staff_id), at=at)
    row.assignee_id = row.assigned_at = None
    row.save(update_fields=["assignee", "assigned_at"])


@transaction.atomic
def answer(
    *, inquiry_id: int, staff_id: int, text: str, at: datetime, suggests: str = "", once: str | None = None
) -> None:
    """Answer on the page and by mail; `suggests`: with the button to open such a request of the contract, which only a
    side of it can. The same form again changes nothing."""
    _refuse_mistakes(text)
    row = in_hand(inquiry_id, staff_id)
    if once and row.messages.filter(once=once).exists():
        return
    if suggests and (suggests not in SUGGESTIONS or row.contract_id is None):
        raise Refusal(Refused("inquiry.refused.no_contract"))
    taken = walk(row, "answer", by=By(Actor.STAFF, staff_id), at=at)
    said = InquiryMessage.objects.create(
        inquiry=row, kind=STAFF, author_id=staff_id, body=text.strip(), suggests=suggests, said_at=at, once=once or None
    )
    if row.first_answer_at is None:
        row.first_answer_at = at
        row.save(update_fields=["first_answer_at"])
    announcements.step(row, taken, at, mark=f"answer-{said.pk}", text=text.strip())


@transaction.atomic
def note(*, inquiry_id: int, staff_id: int, text: str, at: datetime, once: str | None = None) -> None:
    """A word among staff; whoever asked never reads it. Refusal for who has a stake in it."""
    _refuse_mistakes(text)
    row = locked_for_staff(inquiry_id, staff_id)
    if once and row.messages.filter(once=once).exists():
        return
    InquiryMessage.objects.create(
        inquiry=row, kind=NOTE, author_id=staff_id, body=text.strip(), said_at=at, once=once or None
    )
    log_staff_act(
        staff_id=staff_id,
        act="note",
        subject_kind="inquiries.inquiry",
        subject_id=row.pk,
        reason=text.strip()[:200],
        at=at,
    )


@transaction.atomic
def finish(*, inquiry_id: int, staff_id: int, reason: str, at: datetime) -> None:
    """Close it with a reason that whoever asked reads; a reply opens it again."""
    _refuse_mistakes(reason)
    row = in_hand(inquiry_id, staff_id)
    taken = walk(row, "finish", by=By(Actor.STAFF, staff_id), at=at, answers={"reason": reason.strip()})
    InquiryMessage.objects.create(inquiry=row, kind=STAFF, author_id=staff_id, body=reason.strip(), said_at=at)
    announcements.step(row, taken, at, reason=reason.strip())


@transaction.atomic
def reopen(*, inquiry_id: int, staff_id: int, at: datetime) -> None:
    """It was closed too soon: it waits for staff again, with the whole time."""
    row = locked_for_staff(inquiry_id, staff_id)
    walk(row, "reopen", by=By(Actor.STAFF, staff_id), at=at)
    row.replies += 1
    row.save(update_fields=["replies"])


@transaction.atomic
def merge(*, inquiry_id: int, into_number: str, staff_id: int, at: datetime) -> None:
    """It repeats another one of the same asker that is open: what is said goes on there. What was answered waits again
    for staff, who are told, when this one waited. Refusal for any other."""
    other = Inquiry.objects.filter(number=into_number.strip().upper()).values_list("pk", flat=True).first()
    if other is None or other == inquiry_id:
        raise Refusal(Refused("inquiry.refused.merges_nothing"))
    rows = {number: locked(number) for number in sorted((inquiry_id, other))}
    row, into = in_hand(inquiry_id, staff_id), rows[other]
    is_same = row.person_id == into.person_id and row.address == into.address
    if not is_same or into.closed_at is not None:
        raise Refusal(Refused("inquiry.refused.merges_nothing"))
    is_waiting = row.state in WAITING
    row.merged_into = into
    taken = walk(row, "merge", by=By(Actor.STAFF, staff_id), at=at, answers={"into": into.number})
    row.merged.update(merged_into=into)
    system_says(into, "inquiry.system.merged", at, number=row.number, title=row.title)
    announcements.step(row, taken, at, into=into.number)
    if is_waiting and into.state not in WAITING:
        ask_again(into, at)
        announcements.replied(into, at)


@transaction.atomic
def contact_other_side(*, inquiry_id: int, staff_id: int, text: str, at: datetime) -> None:
    """The office asks the other side of the contract, once: they get a notice with what is asked and the way there; the
    thread and the contract's story say when. Refusal before anything was delivered, unless it is of a contest."""
    _refuse_mistakes(text)
    row = in_hand(inquiry_id, staff_id)
    taken = walk(row, "contact_other_side", by=By(Actor.STAFF, staff_id), at=at, answers={"text": text.strip()})
    contract = row.contract
    assert contract is not None  # noqa: S101 - the life cycle lets only these through
    other = contract.worker_id if row.person_id == contract.client_id else contract.client_id
    row.contacted_at = at
    row.save(update_fields=["contacted_at"])
    system_says(row, "inquiry.system.contacted", at, text=text.strip())
    announcements.other_side_contacted(row, taken, other, text.strip(), at)


@transaction.atomic
def handle_mail(*, mail_id: int, staff_id: int, at: datetime) -> None:
    """Staff have looked at a mail that belongs to no inquiry. A second click changes nothing."""
    refuse_others(staff_id)
    done = ReceivedMail.objects.filter(pk=mail_id, outcome="unknown").update(outcome="handled", handled_by=staff_id)
    if done:
        log_staff_act(
            staff_id=staff_id, act="handle_mail", subject_kind="inquiries.receivedmail", subject_id=mail_id, at=at
        )


def _refuse_mistakes(text: str) -> None:
    if wrong := text_mistakes(text):
        raise Refusal(*(refused for _, refused in wrong))
