"""Decisions: the list that draws the boxes authorises the click; what is done, told, kept, and undone in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from tachiai.jobs.models import Listing
from tachiai.notices.models import Notice
from tachiai.people.queries import restrictions_in_force
from tachiai.safety import actions, queries
from tachiai.safety.models import Case, Decision, Measure
from tachiai.safety.rules import appeal_until
from tests.deal import Deal
from tests.safety.desk import Desk, later, refused

pytestmark = pytest.mark.django_db


def state_of(case_id: int) -> str:
    return Listing.objects.get(pk=Case.objects.get(pk=case_id).subject_id).state


class TestADecision:
    def test_does_what_it_says_and_tells_the_person_why_and_how_to_appeal(self, desk: Desk):
        case_id, aoi = desk.reported(), desk.cast.aoi
        decision = desk.decide(case_id, "recruiting_suspended", until=later(30))
        assert state_of(case_id) == "recruiting_suspended"
        view = queries.own_decision(decision, aoi.pk, desk.at)
        assert [(each.spec.name, each.until, each.is_in_force) for each in view.measures] == [
            ("recruiting_suspended", later(30), True)
        ]
        assert view.explanation and view.facts_public and view.may_appeal_until > later(182)
        assert "judgement.measure_until" in desk.told(aoi)
        assert queries.own_decision(decision, desk.cast.ren.pk, desk.at) is None

    def test_sent_twice_is_one(self, desk: Desk):
        case_id = desk.reported()
        assert desk.decide(case_id, "warning") == desk.decide(case_id, "warning")
        assert Decision.objects.count() == 1 and desk.told(desk.cast.aoi).count("judgement.warning") == 1

    def test_is_taken_only_by_who_has_the_case(self, desk: Desk):
        case_id = desk.reported()
        with refused("claimed"):
            desk.decide(case_id, "warning", by=desk.sei)
        with refused("not_staff"):
            desk.decide(case_id, "warning", by=desk.cast.ren)
        assert not Decision.objects.exists()

    def test_takes_only_what_was_offered(self, desk: Desk):
        case_id, kei = desk.reported(), desk.cast.kei.pk
        offered = {each.measure.name: each for each in queries.case_view(case_id, kei, desk.at).offered}
        assert offered["listing_suspended"].is_open and "text_removed" not in offered
        for measures, reason in (
            (["text_removed"], "other_subject"),
            (["no_action", "warning"], "alone"),
            ([], "none_chosen"),
            (["recruiting_suspended", "listing_suspended"], "excluding"),
        ):
            with refused(reason):
                desk.decide(case_id, *measures, verdict="breach")
        with refused("needs_breach"):
            desk.decide(case_id, "warning", verdict="no_breach")
        desk.decide(case_id, "account_limited")
        case_id = desk.case(desk.report(desk.cast.mio, desk.cast.aoi.pk, "profile"))
        actions.claim(case_id=case_id, staff_id=kei, at=desk.at)
        offered = {each.measure.name: each for each in queries.case_view(case_id, kei, desk.at).offered}
        assert [each.key for each in offered["reports_restricted"].refused] == ["measure.refused.warn_first"]
        assert offered["account_limited"].is_open, "another decision has an end and an appeal of its own"
        desk.decide(case_id, "account_limited")
        assert [each.kind for each in restrictions_in_force(desk.cast.aoi.pk, desk.at)] == ["limited"] * 2

    def test_is_offered_for_a_closed_listing_only_what_can_still_be_done(self, desk: Desk):
        case_id = desk.reported()
        desk.market.close(Case.objects.get().subject_id, at=desk.at)
        offered = {each.measure.name: each for each in queries.case_view(case_id, desk.cast.kei.pk, desk.at).offered}
        assert [each.key for each in offered["recruiting_suspended"].refused] == ["measure.refused.out_of_reach"]
        with refused("out_of_reach"):
            desk.decide(case_id, "recruiting_suspended")
        assert offered["listing_suspended"].is_open and desk.decide(case_id, "listing_suspended")

    def test_keeps_its_reasons_in_the_fields_of_the_database_of_statements(self, desk: Desk):
        desk.decide(desk.reported(), "listing_suspended")
        said = Decision.objects.get().statement
        assert said["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
        assert said["source_type"] == "SOURCE_ARTICLE_16" and said["automated_detection"] == "No"
        assert said["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
        assert said["decision_facts"] == Decision.objects.get().facts_public
        assert said["decision_ground_reference_url"].startswith(f"{settings.ORIGIN}/guidelines/job/#")
        assert "同じ文面の募集" not in str(said), "what is private stays with staff"

    def test_about_cases_alike_gives_each_person_one_of_their_own(self, desk: Desk):
        case_id = desk.reported()
        alike = desk.case(desk.report(desk.cast.mio, desk.listing()))
        other = desk.case(desk.report(desk.cast.mio, desk.listing(title="別の文面")))
        with refused("not_alike"):
            desk.decide(case_id, "listing_suspended", also=[other])
        assert [each.pk for each in queries.case_view(case_id, desk.cast.kei.pk, desk.at).alike] == [alike]
        first = desk.decide(case_id, "listing_suspended", "account_limited", also=[alike])
        decisions = Decision.objects.order_by("pk")
        assert [(each.case_id, each.batch_id) for each in decisions] == [(case_id, None), (alike, first)]
        assert [state_of(each) for each in (case_id, alike)] == ["suspended"] * 2
        desk.review(desk.appeal(first, desk.cast.aoi), reverse=True)
        assert [state_of(each) for each in (case_id, alike)] == ["open", "suspended"]
        (left,) = restrictions_in_force(desk.cast.aoi.pk, desk.at)
        assert left.decision_id == decisions[1].pk, "what the other decision brought stands by itself"
        assert "judgement.breach" not in desk.told(desk.cast.aoi), "nobody reads that nothing is done"

    def test_about_cases_alike_brings_nothing_that_two_have_to_agree_on(self, desk: Desk):
        case_id = desk.reported()
        alike = desk.case(desk.report(desk.cast.mio, desk.listing()))
        with refused("two_for_one"):
            desk.decide(case_id, "expelled", also=[alike])
        assert not Decision.objects.exists()


class TestTwoPeople:
    @pytest.mark.parametrize("measure", ["expelled", "payout_held"])
    def test_are_needed_for_what_ends_an_account_or_stops_money(self, desk: Desk, measure):
        case_id, aoi = desk.reported(), desk.cast.aoi.pk
        decision = desk.decide(case_id, measure)
        assert not restrictions_in_force(aoi, desk.at) and queries.own_decision(decision, aoi, desk.at) is None
        said = {"decision_id": decision, "reason": "同じ判断です。", "at": desk.at}
        with refused("same_person"):
            actions.confirm_decision(by_staff_id=desk.cast.kei.pk, **said)
        actions.confirm_decision(by_staff_id=desk.sei.pk, **said)
        assert [each.decision_id for each in restrictions_in_force(aoi, desk.at)] == [decision]
        assert Case.objects.get().state == "decided"

    def test_may_differ_and_the_case_goes_on(self, desk: Desk):
        case_id = desk.reported()
        decision = desk.decide(case_id, "expelled")
        with refused("proposed"):
            actions.release(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        actions.reject_decision(decision_id=decision, by_staff_id=desk.sei.pk, reason="重すぎます。", at=desk.at)
        assert "decision.reject.staff" in desk.told(desk.cast.kei)
        desk.decide(case_id, "warning")
        assert Case.objects.get().state == "decided"

    def test_hear_that_a_measure_comes_too_late_and_the_rest_is_proposed_anew(self, desk: Desk):
        case_id, said = desk.reported(), {"reason": "募集は終わりました。", "by_staff_id": desk.sei.pk, "at": desk.at}
        decision = desk.decide(case_id, "recruiting_suspended", "expelled")
        desk.market.close(Case.objects.get().subject_id, at=desk.at)
        with refused("out_of_reach"):
            actions.confirm_decision(decision_id=decision, **said)
        actions.reject_decision(decision_id=decision, **said)
        actions.confirm_decision(decision_id=desk.decide(case_id, "expelled"), **said)
        assert Case.objects.get().state == "decided"

    def test_that_do_not_come_together_in_time_leave_no_decision(self, desk: Desk):
        desk.decide(desk.reported(), "expelled")
        desk.pass_time(days=4)
        assert Decision.objects.get().state == "lapsed" and Case.objects.get().state == "open"


class TestAMeasure:
    def test_ends_when_its_time_has_come_and_the_person_hears_of_it(self, desk: Desk):
        case_id = desk.reported()
        desk.decide(case_id, "listing_suspended", until=later(5))
        desk.pass_time(days=4)
        assert state_of(case_id) == "suspended"
        desk.pass_time(days=2)
        assert state_of(case_id) == "open"
        assert (Measure.objects.get().how, desk.told(desk.cast.aoi)[-1]) == ("until", "judgement.over")

    def test_is_over_and_not_all_as_before_while_another_decision_is_in_force(self, desk: Desk):
        case_id, aoi = desk.reported(), desk.cast.aoi
        listing_id = Case.objects.get().subject_id
        desk.decide(case_id, "recruiting_suspended", until=later(3))
        Listing.objects.filter(pk=listing_id).update(description="書き直した募集です。")
        again = desk.case(desk.report(desk.cast.mio, listing_id))
        actions.claim(case_id=again, staff_id=desk.cast.kei.pk, at=desk.at)
        desk.decide(again, "listing_suspended", until=later(6))
        desk.pass_time(days=4)
        assert desk.told(aoi)[-1] == "judgement.over_beside"
        assert "listing.resume_recruiting.client" not in desk.told(aoi)
        desk.pass_time(days=3)
        assert desk.told(aoi)[-2:] == ["listing.resume.client", "judgement.over"]

    def test_of_a_person_is_over_for_the_other_side_too(self, desk: Desk, settings):
        settings.FUNDS = "demo_bank"
        aoi, ren = desk.cast.aoi, desk.cast.ren
        Deal(aoi, ren, at=desk.at).deposit()
        first, second = desk.reported(), desk.reported(title="別の募集")
        desk.decide(first, "account_suspended", until=later(5))
        desk.decide(second, "account_suspended", until=later(8))
        desk.pass_time(days=6)
        assert desk.told(aoi)[-1] == "judgement.over_in_part" and "contract.side_returned.worker" not in desk.told(ren)
        desk.pass_time(days=3)
        assert desk.told(aoi)[-1] == "judgement.over" and desk.told(ren).count("contract.side_returned.worker") == 1

    def test_of_a_person_says_until_when_they_may_appeal(self, desk: Desk):
        desk.decide(desk.reported(), "account_suspended", until=later(5))
        told = Notice.objects.get(person=desk.cast.aoi, kind="account.suspended_until")
        assert told.params["appeal_until"] == {"moment": appeal_until(desk.at).isoformat()}

    def test_is_ended_early_by_staff_for_a_reason(self, desk: Desk):
        case_id = desk.reported()
        desk.decide(case_id, "account_suspended")
        said = {"measure_id": Measure.objects.get().pk, "by_staff_id": desk.sei.pk, "at": desk.at}
        with refused("too_short"):
            actions.end_measure(reason=" ", **said)
        actions.end_measure(reason="説明を受けました。", **said)
        assert not restrictions_in_force(desk.cast.aoi.pk, desk.at)
        with refused("not_in_force"):
            actions.end_measure(reason="もう一度", **said)


class TestWhatIsCounted:
    def test_is_the_same_for_both_sides_and_restricts_only_after_a_warning(self, desk: Desk):
        ren, kei = desk.cast.ren, desk.cast.kei.pk
        for number in range(3):
            case_id = desk.reported(title=f"募集{number}")
            filed = Case.objects.get(pk=case_id).filed.values_list("pk", flat=True)
            desk.decide(case_id, "no_action", misuse=list(filed))
            desk.at += timedelta(hours=1)
        standing = queries.standing_of(ren.pk, desk.at)
        assert (standing.misuses, standing.is_warned, standing.unfounded) == (3, True, 3)
        case_id = desk.case(desk.report(desk.cast.mio, ren.pk, "profile"))
        actions.claim(case_id=case_id, staff_id=kei, at=desk.at)
        desk.decide(case_id, "reports_restricted", until=later(60))
        with refused("reports"):
            desk.report(ren, desk.listing(title="まだある"))
        assert queries.standing_of(ren.pk, desk.at).breaches == 1
