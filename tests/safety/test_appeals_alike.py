"""Several reporters appeal against one decision: what answers one answers all, and each goes on finding the answer."""

from __future__ import annotations

import pytest

from tachiai.notices.models import Notice
from tachiai.safety import actions, queries
from tachiai.safety.models import Appeal, Case, Decision
from tests.safety.desk import Desk, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipts(desk: Desk) -> dict:
    """Ren and Mio reported one listing in vain; Ren appeals at once, Mio ten days later."""
    listing = desk.listing()
    found = {person: desk.report(person, listing) for person in (desk.cast.ren, desk.cast.mio)}
    case_id = desk.case(found[desk.cast.ren])
    actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
    decision = desk.decide(case_id, "no_action")
    desk.appeal(decision, desk.cast.ren)
    desk.pass_time(days=10)
    desk.appeal(decision, desk.cast.mio)
    return found


def grant(desk: Desk) -> None:
    for days in (5, 8, 9):
        desk.pass_time(days=days)


class TestAnAppealThatNobodyReviewed:
    def test_answers_the_others_against_the_same_decision(self, desk: Desk, receipts):
        grant(desk)
        assert set(Appeal.objects.values_list("state", "due_at")) == {("granted_unreviewed", None)}
        assert Case.objects.filter(closed_at=None).count() == 1
        for person in receipts:
            assert desk.told(person).count("appeal.grant.asker") == 1


class TestAReport:
    def test_that_went_on_to_another_case_still_shows_the_appeal_and_its_answer(self, desk: Desk, receipts):
        grant(desk)
        for person, receipt in receipts.items():
            view = queries.own_report(receipt.number, person.pk, desk.at)
            assert view.appeal is None and [each.state for each in view.earlier] == ["granted_unreviewed"]
            told = Notice.objects.filter(person=person, kind="appeal.grant.asker").values_list("path", flat=True)
            assert list(told) == [f"/reports/{receipt.number}/"]


class TestAReview:
    def test_of_what_was_reversed_is_refused(self, desk: Desk, receipts):
        Decision.objects.update(reversed_at=desk.at)
        with refused("reversed"):
            desk.review(Appeal.objects.order_by("pk").first().pk, reverse=False)
