"""Who of the staff has a stake in a case: what keeps them from judging it, what they do not read, what they are not
told; and what cannot be used to keep them from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.conversations import actions as conversations
from tachiai.conversations.actions import blocks
from tachiai.safety import actions, queries
from tachiai.safety.models import Case, Decision, Measure
from tachiai.safety.queries.settled import decision_for_staff
from tests.safety.desk import WORDS, Desk, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(desk: Desk) -> int:
    """Kei reported Aoi's profile, and Sei has joined that to the case of Aoi's listing, which is in Sei's hands."""
    into = desk.case(desk.report(desk.cast.ren, desk.listing()))
    again = desk.case(desk.report(desk.cast.kei, desk.cast.aoi.pk, "profile"))
    for case_id in (into, again):
        actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
    actions.join(case_id=again, into_case_id=into, staff_id=desk.sei.pk, at=desk.at)
    return into


@pytest.fixture
def accused(desk: Desk) -> int:
    """Ren reported Kei's profile; Sei has the case."""
    case_id = desk.case(desk.report(desk.cast.ren, desk.cast.kei.pk, "profile"))
    actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
    return case_id


class TestABlock:
    def test_by_others_keeps_no_staff_from_a_case_or_an_appeal(self, desk: Desk):
        kei, sei, aoi = desk.cast.kei.pk, desk.sei.pk, desk.cast.aoi
        for person in (aoi, desk.cast.ren):
            for staff in (kei, sei):
                blocks.block_person(person_id=person.pk, other_id=staff, at=desk.at)
        case_id = desk.case(desk.report(desk.cast.ren, desk.listing()))
        assert actions.claim_next(staff_id=kei, at=desk.at) == case_id
        appeal = desk.appeal(desk.decide(case_id, "warning"), aoi)
        assert queries.appeal_for_staff(appeal, sei).objection is None
        desk.review(appeal, reverse=True)


class TestAJoinedCase:
    def test_makes_its_reporters_those_of_the_other(self, desk: Desk, joined):
        kei = desk.cast.kei.pk
        assert queries.case_view(joined, kei, desk.at).conflict
        appeal = desk.appeal(desk.decide(joined, "account_limited", by=desk.sei), desk.cast.aoi)
        with refused("reporter"):
            desk.review(appeal, reverse=True, by=desk.cast.kei)
        said = {"measure_id": Measure.objects.get().pk, "by_staff_id": kei, "reason": "説明を受けました。"}
        with refused("reporter"):
            actions.end_measure(**said, at=desk.at)

    def test_is_not_joined_by_who_has_a_stake_in_the_other(self, desk: Desk):
        into = desk.case(desk.report(desk.cast.kei, desk.listing()))
        again = desk.case(desk.report(desk.cast.ren, desk.cast.aoi.pk, "profile"))
        actions.claim(case_id=again, staff_id=desk.cast.kei.pk, at=desk.at)
        with refused("reporter"):
            actions.join(case_id=again, into_case_id=into, staff_id=desk.cast.kei.pk, at=desk.at)


class TestWhoHasAStake:
    def test_does_not_read_who_said_what(self, desk: Desk, accused):
        kei = desk.cast.kei
        view = queries.case_view(accused, kei.pk, desk.at)
        assert view.conflict and not view.said and not view.looks
        assert [each.text for each in queries.case_view(accused, desk.sei.pk, desk.at).said] == [WORDS]
        decision = desk.decide(accused, "no_action", by=desk.sei)
        appeal = desk.appeal(decision, desk.cast.ren)
        shown = queries.appeal_for_staff(appeal, kei.pk)
        assert (shown.by, shown.text, shown.reason, shown.facts_private) == (None, "", "", "")
        settled = decision_for_staff(decision, kei.pk)
        assert settled.objection and not (settled.appeals or settled.steps or settled.facts_private)
        assert decision_for_staff(decision, desk.sei.pk).facts_private
        for reader, most in ((kei, 0), (desk.sei, 1)):
            history = queries.history_of(desk.cast.ren.pk, reader.pk, desk.at)
            assert len(history.reports) == len(history.appeals) == most

    def test_is_not_told_of_it(self, desk: Desk, accused):
        desk.pass_time(days=6.7)
        desk.pass_time(days=1)
        actions.claim(case_id=accused, staff_id=desk.sei.pk, at=desk.at)
        decision = desk.decide(accused, "no_action", by=desk.sei)
        desk.appeal(decision, desk.cast.ren)
        desk.pass_time(days=15)
        assert not desk.told(desk.cast.kei)
        assert desk.told(desk.sei)[-1] == "appeal.mark_overdue.staff"

    def test_gives_back_a_case_that_is_in_their_hands(self, desk: Desk):
        case_id, kei = desk.reported(), desk.cast.kei.pk
        blocks.block_person(person_id=kei, other_id=desk.cast.ren.pk, at=desk.at)
        with refused("block"):
            desk.decide(case_id, "warning")
        actions.release(case_id=case_id, staff_id=kei, at=desk.at)
        assert Case.objects.get().claimed_by_id is None

    def test_does_not_search_the_queue_without_end(self, desk: Desk, monkeypatch):
        monkeypatch.setattr("tachiai.safety.actions.cases._LOOKED_AT", 1)
        kei, aoi = desk.cast.kei.pk, desk.cast.aoi.pk
        thread = conversations.open_thread(people=(aoi, kei, desk.cast.mio.pk), at=desk.at)
        Case.objects.filter(pk=desk.case(desk.report(desk.cast.ren, desk.listing()))).update(score=999)
        row = Case.objects.get()
        row.pk, row.subject_kind, row.subject_id, row.score = None, "thread", thread, 1_000
        row.save()
        assert actions.claim_next(staff_id=kei, at=desk.at) is None
        assert actions.claim_next(staff_id=desk.sei.pk, at=desk.at) == row.pk


class TestWhoDecidedBefore:
    def test_does_not_decide_anew_what_was_reversed(self, desk: Desk):
        case_id, kei, ren = desk.reported(), desk.cast.kei, desk.cast.ren
        desk.review(desk.appeal(desk.decide(case_id, "no_action"), ren), reverse=True)
        anew = Case.objects.get(closed_at=None)
        assert actions.claim_next(staff_id=kei.pk, at=desk.at) is None
        assert queries.case_view(anew.pk, kei.pk, desk.at).conflict.key == "case.refused.conflict.judged"
        assert actions.claim_next(staff_id=desk.sei.pk, at=desk.at) == anew.pk

    def test_does_not_get_it_through_another_case_either(self, desk: Desk):
        case_id, kei, ren, mio = desk.reported(), desk.cast.kei, desk.cast.ren, desk.cast.mio
        desk.review(desk.appeal(desk.decide(case_id, "no_action"), ren), reverse=True)
        anew = Case.objects.get(closed_at=None)
        other = desk.case(desk.report(mio, desk.listing(title="別の募集")))
        actions.claim(case_id=anew.pk, staff_id=desk.sei.pk, at=desk.at)
        actions.join(case_id=anew.pk, into_case_id=other, staff_id=desk.sei.pk, at=desk.at)
        assert queries.case_view(other, kei.pk, desk.at).conflict.key == "case.refused.conflict.judged"
        with refused("judged"):
            actions.claim(case_id=other, staff_id=kei.pk, at=desk.at)
        assert actions.claim_next(staff_id=kei.pk, at=desk.at) is None
        assert actions.claim_next(staff_id=desk.sei.pk, at=desk.at) == other

    def test_does_not_keep_a_case_that_the_reports_go_on_to(self, desk: Desk):
        case_id, kei = desk.reported(), desk.cast.kei
        decision = desk.decide(case_id, "no_action")
        desk.at += timedelta(hours=1)
        open_one = desk.case(desk.report(desk.cast.mio, Case.objects.get().subject_id))
        actions.claim(case_id=open_one, staff_id=kei.pk, at=desk.at)
        desk.review(desk.appeal(decision, desk.cast.ren), reverse=True)
        assert Case.objects.get(closed_at=None).claimed_by_id is None


class TestACaseThatHasEnded:
    @pytest.mark.parametrize("measure", ["expelled", "warning"])
    def test_is_not_decided(self, desk: Desk, joined, measure):
        again = Case.objects.exclude(pk=joined).get()
        with refused("closed"):
            desk.decide(again.pk, measure, by=desk.sei)
        assert not Decision.objects.exists()
