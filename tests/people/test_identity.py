"""An identity check: recorded by staff, told to the person, never about oneself, and what was shown is not kept."""

from __future__ import annotations

import pytest

from tachiai.kernel.refused import Refusal
from tachiai.notices.models import Notice
from tachiai.people import actions
from tachiai.people import queries as people
from tachiai.people.models import StaffAct
from tests.cast import Cast
from tests.deal import MONDAY

pytestmark = pytest.mark.django_db
HOW = "窓口で運転免許証を確認しました。"


def confirm(cast: Cast, person=None, by=None, reason: str = HOW) -> None:
    person, by = person or cast.ren, by or cast.kei
    actions.confirm_identity(person_id=person.pk, by_staff_id=by.pk, reason=reason, at=MONDAY)


def test_is_on_the_profile_in_the_log_and_told_once(cast: Cast) -> None:
    confirm(cast)
    confirm(cast)
    assert people.is_identity_checked(cast.ren.pk)
    assert people.public_profile(cast.ren.pk).identity_checked_at == MONDAY
    (act,) = StaffAct.objects.filter(act="confirm_identity")
    assert (act.staff_id, act.subject_id, act.reason) == (cast.kei.pk, cast.ren.pk, HOW)
    (notice,) = Notice.objects.filter(person=cast.ren)
    assert (notice.kind, notice.params) == ("account.identity_confirmed", {})


def test_is_withdrawn_with_a_reason_that_the_person_reads(cast: Cast) -> None:
    confirm(cast)
    said = {"person_id": cast.ren.pk, "by_staff_id": cast.kei.pk, "at": MONDAY}
    with pytest.raises(Refusal) as refusal:
        actions.withdraw_identity(**said, reason=" ")
    assert [each.key for each in refusal.value.reasons] == ["people.refused.reason_missing"]
    actions.withdraw_identity(**said, reason="期限の切れた書類でした。")
    assert not people.is_identity_checked(cast.ren.pk)
    told = Notice.objects.get(person=cast.ren, kind="account.identity_withdrawn")
    assert told.params == {"reason": "期限の切れた書類でした。"}


@pytest.mark.parametrize(
    ("who", "by", "key"),
    [
        ("ren", "aoi", "people.refused.not_staff"),
        ("kei", "kei", "people.refused.oneself"),
    ],
)
def test_is_for_staff_and_about_others(cast: Cast, who: str, by: str, key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        confirm(cast, getattr(cast, who), getattr(cast, by))
    assert [each.key for each in refusal.value.reasons] == [key]
    assert not people.is_identity_checked(getattr(cast, who).pk)
