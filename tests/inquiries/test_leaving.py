"""What becomes of inquiries when somebody leaves the staff, or has one and lets it lie."""

from __future__ import annotations

from typing import Any

import pytest

from tachiai.inquiries import actions, queries
from tachiai.inquiries.models import Inquiry
from tachiai.people.actions import close_account, dismiss_staff
from tests.cast import make_person
from tests.deal import refused
from tests.inquiries.test_inquiries import MONDAY, ask, kinds, pass_time, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def sei(db: None) -> Any:
    return make_person("sei@example.com", "事務局 星", is_staff=True)


def has_it(row: Inquiry) -> int | None:
    row.refresh_from_db()
    return row.assignee_id


@pytest.mark.parametrize("leaves", ["dismissed", "closes_account"])
def test_who_leaves_the_staff_leaves_their_inquiries_to_others(cast: Any, sei: Any, leaves: str) -> None:
    row, told = taken(cast), kinds(cast.kei)
    if leaves == "dismissed":
        dismiss_staff(email=cast.kei.email)
    else:
        close_account(person_id=cast.kei.pk, at=MONDAY)
    assert has_it(row) is None
    assert [each.pk for each in queries.inquiry_queue(queries.Queue(view="free"), sei.pk)] == [row.pk]
    actions.write_more(inquiry_id=row.pk, person_id=cast.ren.pk, text="もう一つあります。", at=MONDAY)
    assert kinds(sei)[-1] == "inquiry.replied.staff" and kinds(cast.kei) == told
    actions.take(inquiry_id=row.pk, staff_id=sei.pk, at=MONDAY)
    assert has_it(row) == sei.pk


def test_what_a_former_member_of_the_staff_still_has_is_told_to_all_others(cast: Any, sei: Any) -> None:
    row = taken(cast)
    cast.kei.is_staff = False
    cast.kei.save()
    told = kinds(cast.kei)
    actions.write_more(inquiry_id=row.pk, person_id=cast.ren.pk, text="もう一つあります。", at=MONDAY)
    assert kinds(sei)[-1] == "inquiry.replied.staff" and kinds(cast.kei) == told


def test_what_is_overdue_can_be_taken_over_from_who_has_it(cast: Any, sei: Any) -> None:
    row = ask(cast.ren)
    pass_time(row.due_at)
    for one in (cast.kei, sei):
        actions.take(inquiry_id=row.pk, staff_id=one.pk, at=row.due_at)
    assert has_it(row) == sei.pk
    actions.answer(inquiry_id=row.pk, staff_id=sei.pk, text="お待たせしました。", at=row.due_at)
    assert refused(lambda: actions.take(inquiry_id=row.pk, staff_id=cast.kei.pk, at=row.due_at)) == [
        "inquiry.refused.taken"
    ]
