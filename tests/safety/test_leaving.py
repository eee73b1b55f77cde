"""What becomes of cases when somebody leaves the staff, or has one and lets it lie."""

from __future__ import annotations

import pytest

from tachiai.people.actions import dismiss_staff
from tachiai.safety import actions, queries
from tachiai.safety.models import Case, Decision
from tests.safety.desk import Desk, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast) -> Desk:
    desk = Desk(cast)
    assert desk.sei.is_staff, "the last of the staff cannot be dismissed"
    return desk


def has_it(case_id: int) -> int | None:
    return Case.objects.get(pk=case_id).claimed_by_id


class TestWhoIsDismissed:
    def test_leaves_their_cases_to_others_who_are_reminded_in_their_place(self, desk: Desk):
        case_id = desk.reported()
        dismiss_staff(email=desk.cast.kei.email)
        assert has_it(case_id) is None and [row.pk for row in queries.case_queue()] == [case_id]
        desk.pass_time(days=6.7)
        assert set(desk.told(desk.sei)) == {"case.remind.open.staff"} and not desk.told(desk.cast.kei)
        actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
        assert has_it(case_id) == desk.sei.pk

    def test_leaves_what_is_overdue_as_well(self, desk: Desk):
        case_id = desk.case(desk.report(desk.cast.ren, desk.listing()))
        desk.pass_time(days=9)
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        dismiss_staff(email=desk.cast.kei.email)
        assert (Case.objects.get().state, has_it(case_id)) == ("overdue", None)

    def test_leaves_a_proposed_decision_that_a_second_person_can_still_confirm(self, desk: Desk):
        case_id = desk.reported()
        decision = desk.decide(case_id, "expelled")
        dismiss_staff(email=desk.cast.kei.email)
        actions.confirm_decision(decision_id=decision, by_staff_id=desk.sei.pk, reason="同じ考えです。", at=desk.at)
        assert (Decision.objects.get().state, Case.objects.get().state) == ("issued", "decided")

    def test_hears_no_more_what_became_of_a_decision_of_theirs(self, desk: Desk):
        case_id = desk.reported()
        decision = desk.decide(case_id, "expelled")
        dismiss_staff(email=desk.cast.kei.email)
        actions.reject_decision(decision_id=decision, by_staff_id=desk.sei.pk, reason="考えが違います。", at=desk.at)
        assert desk.told(desk.sei)[-1] == "decision.reject.staff" and not desk.told(desk.cast.kei)
        actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)


class TestWhatIsOverdue:
    def test_can_be_taken_over_from_who_has_it(self, desk: Desk):
        case_id = desk.case(desk.report(desk.cast.ren, desk.listing()))
        desk.pass_time(days=9)
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        view = queries.case_view(case_id, desk.sei.pk, desk.at)
        assert view.may_be_claimed_by(desk.sei.pk) and not view.may_be_claimed_by(desk.cast.kei.pk)
        actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
        assert has_it(case_id) == desk.sei.pk

    def test_stays_with_who_proposed_a_decision_while_a_second_person_looks_at_it(self, desk: Desk):
        case_id = desk.case(desk.report(desk.cast.ren, desk.listing()))
        desk.pass_time(days=9)
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        desk.decide(case_id, "expelled")
        assert not queries.case_view(case_id, desk.sei.pk, desk.at).may_be_claimed_by(desk.sei.pk)
        with refused("claimed"):
            actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
