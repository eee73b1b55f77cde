"""Appeals: another person looks again; one that is right takes back all that came of the decision, traces included."""

from __future__ import annotations

import pytest

from tachiai.conversations import actions as conversations
from tachiai.conversations import queries as talks
from tachiai.people.actions import close_account, reasons_against_closure, update_profile
from tachiai.people.models import Person
from tachiai.people.queries import is_left_under, public_profile, restrictions_in_force
from tachiai.safety import actions, queries
from tachiai.safety.models import Appeal, Case, Measure, Report
from tests.conversations.talking import post
from tests.safety.desk import Desk, later, refused
from tests.safety.test_decisions import state_of

pytestmark = pytest.mark.django_db


class TestAnAppeal:
    def test_that_is_right_ends_the_measure_and_counts_for_nobody(self, desk: Desk):
        case_id, aoi, ren = desk.reported(), desk.cast.aoi, desk.cast.ren
        decision = desk.decide(case_id, "listing_suspended", "account_limited")
        appeal = desk.appeal(decision, aoi)
        desk.review(appeal, reverse=True)
        assert state_of(case_id) == "open" and not restrictions_in_force(aoi.pk, desk.at)
        assert set(Measure.objects.values_list("how", "ended_by")) == {("appeal", desk.sei.pk)}
        assert Report.objects.get().outcome == "no_breach", "the reporter's weight follows"
        assert queries.standing_of(aoi.pk, desk.at) == queries.Standing(appeals=1)
        assert "appeal.reverse.asker" in desk.told(aoi) and desk.told(ren)[-1] == "report.reversed"

    def test_that_is_not_leaves_the_decision_and_says_why(self, desk: Desk):
        case_id, aoi = desk.reported(), desk.cast.aoi
        decision = desk.decide(case_id, "warning")
        desk.review(desk.appeal(decision, aoi), reverse=False, reason="募集文に購入の指示があります。", misuse=True)
        view = queries.own_decision(decision, aoi.pk, desk.at)
        assert (view.appeal.state, view.appeal.reason) == ("upheld", "募集文に購入の指示があります。")
        standing = queries.standing_of(aoi.pk, desk.at)
        assert (standing.breaches, standing.warnings, standing.upheld, standing.misuses) == (1, 1, 1, 1)
        assert desk.told(aoi)[-1] == "judgement.misuse"

    def test_is_reviewed_by_who_took_no_part(self, desk: Desk):
        decision = desk.decide(desk.reported(), "expelled")
        actions.confirm_decision(decision_id=decision, by_staff_id=desk.sei.pk, reason="同意。", at=desk.at)
        appeal = desk.appeal(decision, desk.cast.aoi)
        for staff in (desk.cast.kei, desk.sei):
            with refused("same_person"):
                desk.review(appeal, reverse=True, by=staff)
            assert queries.appeal_for_staff(appeal, staff.pk).objection

    def test_is_filed_once_in_time_and_by_whom_it_concerns(self, desk: Desk):
        decision, aoi = desk.decide(desk.reported(), "account_suspended"), desk.cast.aoi
        for person in (desk.cast.ren, desk.cast.zen):
            with refused("no_such_decision"):
                desk.appeal(decision, person)
        first = desk.appeal(decision, aoi)
        assert desk.appeal(decision, aoi) == first, "sent twice, and nobody is kept from it by the suspension"
        with refused("once"):
            desk.appeal(decision, aoi, "もう一度、ほかの理由で申し立てます。購入は求めていません。")
        actions.withdraw_appeal(appeal_id=first, person_id=aoi.pk, at=desk.at)
        assert Appeal.objects.get().state == "withdrawn"

    def test_comes_too_late_after_half_a_year(self, desk: Desk):
        decision = desk.decide(desk.reported(), "warning")
        desk.at = later(184)
        assert queries.own_decision(decision, desk.cast.aoi.pk, desk.at).may_appeal_until is None
        with refused("too_late"):
            desk.appeal(decision, desk.cast.aoi)

    def test_that_nobody_reviews_ends_the_measure(self, desk: Desk):
        case_id, aoi = desk.reported(), desk.cast.aoi
        desk.appeal(desk.decide(case_id, "account_limited"), aoi)
        desk.pass_time(days=15)
        assert Appeal.objects.get().state == "overdue" and restrictions_in_force(aoi.pk, desk.at)
        desk.pass_time(days=8)
        desk.pass_time(days=9)
        assert Appeal.objects.get().state == "granted_unreviewed" and not restrictions_in_force(aoi.pk, desk.at)
        assert Measure.objects.get().how == "unreviewed"
        assert "appeal.grant.asker" in desk.told(aoi) and "appeal.grant.staff" in desk.told(desk.cast.kei)

    def test_that_runs_against_what_shuts_the_account_keeps_it_from_being_closed(self, desk: Desk):
        ren = desk.cast.ren
        for about, measure, reasons in (
            (desk.cast.zen, "account_limited", []),
            (ren, "account_suspended", ["appeal.refused.closing"]),
        ):
            appeal = desk.appeal(desk.decide(of_profile(desk, about), measure), about)
            assert [each.key for each in reasons_against_closure(about.pk)] == reasons
        actions.withdraw_appeal(appeal_id=appeal, person_id=ren.pk, at=desk.at)
        assert not reasons_against_closure(ren.pk)

    def test_comes_too_late_once_the_account_is_gone_but_staff_may_still_end_the_measure(self, desk: Desk):
        desk.decide(of_profile(desk), "account_suspended")
        close_account(person_id=desk.cast.ren.pk, at=desk.at)
        assert is_left_under("ren@example.com", desk.at)
        said = {"measure_id": Measure.objects.get().pk, "by_staff_id": desk.sei.pk, "at": desk.at}
        actions.end_measure(reason="問い合わせを受け、誤りと分かりました。", **said)
        assert not is_left_under("ren@example.com", desk.at)


def of_profile(desk: Desk, about: Person | None = None) -> int:
    """A case in Kei's hands: Mio has reported the profile of somebody, of Ren when it does not matter."""
    case_id = desk.case(desk.report(desk.cast.mio, (about or desk.cast.ren).pk, "profile"))
    actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
    return case_id


class TestAReporter:
    def test_who_appeals_in_vain_reports_is_heard_anew_in_a_case_of_its_own(self, desk: Desk):
        listing, ren = desk.listing(), desk.cast.ren
        receipt = desk.report(ren, listing)
        case_id = desk.case(receipt)
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        desk.decide(case_id, "no_action")
        view = queries.own_report(receipt.number, ren.pk, desk.at)
        assert view.may_appeal_until and view.decision_id
        desk.review(desk.appeal(view.decision_id, ren), reverse=True)
        anew = Case.objects.get(closed_at=None)
        assert desk.outcome(receipt, ren) == ("received", "")
        assert (anew.subject_id, anew.reports) == (listing, 1) and "report.anew" in desk.told(ren)
        actions.claim(case_id=anew.pk, staff_id=desk.sei.pk, at=desk.at)
        desk.decide(anew.pk, "listing_suspended", by=desk.sei)
        assert desk.outcome(receipt, ren) == ("closed", "breach")

    def test_learns_nothing_of_the_other_person(self, desk: Desk):
        listing, ren = desk.listing(), desk.cast.ren
        receipt = desk.report(ren, listing)
        actions.claim(case_id=desk.case(receipt), staff_id=desk.cast.kei.pk, at=desk.at)
        decision = desk.decide(desk.case(receipt), "account_suspended")
        assert queries.own_decision(decision, ren.pk, desk.at) is None
        view = queries.own_report(receipt.number, ren.pk, desk.at)
        assert view.decision_id is None and "account_suspended" not in str(view)


class TestARemovedText:
    def test_is_shown_again_when_the_appeal_is_right(self, desk: Desk):
        thread = conversations.open_thread(people=(desk.cast.aoi.pk, desk.cast.ren.pk), at=desk.at)
        message = post(thread, desk.cast.aoi, "立て替えて買ってください。").pk
        case_id = desk.case(desk.report(desk.cast.ren, message, "message"))
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        decision = desk.decide(case_id, "text_removed")

        def read() -> str:
            return talks.message(thread_id=thread, message_id=message, person_id=desk.cast.ren.pk).body

        assert "立て替え" not in read()
        with refused("no_such_thing"):
            desk.report(desk.cast.ren, message, "message", text="もう一度読みたいので通報します。")
        desk.review(desk.appeal(decision, desk.cast.aoi), reverse=True)
        assert read() == "立て替えて買ってください。"

    def test_that_its_author_wrote_anew_can_be_removed_again(self, desk: Desk):
        ren = desk.cast.ren
        said = {"display_name": "蓮", "skills": [], "language": "ja", "time_zone": "Asia/Tokyo", "at": desk.at}

        def removed(introduction: str) -> int:
            update_profile(person_id=ren.pk, introduction=introduction, **said)
            decision = desk.decide(of_profile(desk), "text_removed")
            assert public_profile(ren.pk).introduction == ""
            return decision

        first = removed("直接振り込んでください。")
        removed("口座に直接振り込んでください。")
        desk.review(desk.appeal(first, ren), reverse=True)
        assert public_profile(ren.pk).introduction == "", "the second decision stands"
