"""Answers that staff keep ready, beside those that come with the program."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.inquiries.actions.locking import refuse_others
from tachiai.inquiries.models import CannedAnswer
from tachiai.inquiries.rules import CATEGORIES, LONGEST_CANNED_TITLE, MOST_CANNED, text_mistakes
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import log_staff_act


@transaction.atomic
def save_canned(
    *, staff_id: int, title: str, category: str, body_ja: str, body_en: str, at: datetime, canned_id: int | None = None
) -> int:
    """Write a new one, or change the one of `canned_id`. Answers its id. Refusal without a title or a body."""
    refuse_others(staff_id)
    is_titled = 0 < len(title.strip()) <= LONGEST_CANNED_TITLE and category in ("", *CATEGORIES)
    wrong = [refused for body in (body_ja, body_en) for _, refused in text_mistakes(body)]
    if wrong or not is_titled:
        raise Refusal(*(wrong or [Refused("inquiry.refused.no_text")]))
    row = CannedAnswer.objects.select_for_update().filter(pk=canned_id, removed_at=None).first() if canned_id else None
    if canned_id and row is None:
        raise Refusal(Refused("inquiry.refused.no_such_inquiry"))
    if row is None:
        _refuse_more_than_is_shown()
        row = CannedAnswer()
    row.title, row.category, row.body_ja, row.body_en = title.strip(), category, body_ja.strip(), body_en.strip()
    row.changed_by_id, row.changed_at = staff_id, at
    row.save()
    _log(staff_id, "save_canned", row.pk, at)
    return row.pk


@transaction.atomic
def remove_canned(*, staff_id: int, canned_id: int, at: datetime) -> None:
    """It is offered no more. A second click changes nothing."""
    refuse_others(staff_id)
    if CannedAnswer.objects.filter(pk=canned_id, removed_at=None).update(removed_at=at):
        _log(staff_id, "remove_canned", canned_id, at)


def _refuse_more_than_is_shown() -> None:
    if CannedAnswer.objects.filter(removed_at=None).count() >= MOST_CANNED:
        raise Refusal(Refused("inquiry.refused.too_many_canned", {"most": MOST_CANNED}))


def _log(staff_id: int, act: str, canned_id: int, at: datetime) -> None:
    log_staff_act(staff_id=staff_id, act=act, subject_kind="inquiries.cannedanswer", subject_id=canned_id, at=at)
