"""Cases in the hands of staff: whose turn it is, who may not judge, and what happens when nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.clockwork.queries import backlogs
from tachiai.conversations import actions as conversations
from tachiai.conversations.actions import blocks
from tachiai.people.actions import reasons_against_closure
from tachiai.people.queries import staff_acts
from tachiai.safety import actions, queries
from tachiai.safety.models import Case
from tests.conversations.talking import post
from tests.safety.desk import Desk, later, refused

pytestmark = pytest.mark.django_db


class TestTheQueue:
    def test_gives_out_what_harms_most_first_and_nothing_twice(self, desk: Desk):
        mild, grave = (desk.listing(title=title) for title in ("軽い", "重い"))
        desk.report(desk.cast.ren, mild)
        for person in (desk.cast.ren, desk.cast.mio):
            desk.report(person, grave)
        assert [each.title for each in queries.case_queue()] == ["重い", "軽い"]
        assert [each.title for each in queries.case_queue("age")] == ["軽い", "重い"]
        first = actions.claim_next(staff_id=desk.cast.kei.pk, at=desk.at)
        second = actions.claim_next(staff_id=desk.sei.pk, at=desk.at)
        assert [Case.objects.get(pk=each).title for each in (first, second)] == ["重い", "軽い"]
        assert actions.claim_next(staff_id=desk.sei.pk, at=desk.at) is None
        assert backlogs([queries.count_cases()])[0].count == 0

    def test_goes_on_behind_the_last_case_seen_in_every_order(self, desk: Desk, monkeypatch):
        monkeypatch.setattr("tachiai.safety.queries.cases.PAGE", 1)
        for number in range(4):
            desk.at += timedelta(hours=number)
            desk.report(desk.cast.ren if number % 2 else desk.cast.mio, desk.listing(title=f"募集{number}"))
        for order in queries.ORDERS:
            seen, before = [], None
            while found := queries.case_queue(order, before):
                before = found[0].pk
                seen.append(before)
            assert len(seen) == len(set(seen)) == 4, order

    def test_goes_on_in_the_same_place_when_the_last_case_seen_is_closed_by_then(self, desk: Desk):
        first = desk.reported(title="先")
        desk.at += timedelta(days=1)
        desk.report(desk.cast.mio, desk.listing(title="後"))
        desk.decide(first, "no_action")
        for order in ("age", "clock"):
            assert [each.title for each in queries.case_queue(order, first)] == ["後"], order

    def test_passes_over_who_has_a_stake(self, desk: Desk):
        desk.report(desk.cast.kei, desk.listing(title="圭が通報"))
        blocks.block_person(person_id=desk.cast.kei.pk, other_id=desk.cast.mio.pk, at=desk.at)
        desk.report(desk.cast.mio, desk.listing(title="圭がブロックした人の通報"))
        assert actions.claim_next(staff_id=desk.cast.kei.pk, at=desk.at) is None
        assert actions.claim_next(staff_id=desk.sei.pk, at=desk.at)

    def test_is_for_staff(self, desk: Desk):
        with refused("not_staff"):
            actions.claim_next(staff_id=desk.cast.ren.pk, at=desk.at)


class TestACase:
    @pytest.mark.parametrize(
        ("stake", "reason"), [("about", "about"), ("reporter", "reporter"), ("side", "side"), ("block", "block")]
    )
    def test_is_not_judged_by_who_has_a_stake(self, desk: Desk, stake, reason):
        kei = desk.cast.kei
        if stake == "about":
            case_id = desk.case(desk.report(desk.cast.ren, kei.pk, "profile"))
        elif stake == "side":
            thread = conversations.open_thread(people=(desk.cast.aoi.pk, kei.pk), at=desk.at)
            case_id = desk.case(desk.report(kei, thread, "thread"))
            Case.objects.get().filed.all().delete()
        else:
            case_id = desk.case(desk.report(kei if stake == "reporter" else desk.cast.ren, desk.listing()))
        if stake == "block":
            blocks.block_person(person_id=kei.pk, other_id=desk.cast.aoi.pk, at=desk.at)
        with refused(reason):
            actions.claim(case_id=case_id, staff_id=kei.pk, at=desk.at)
        assert queries.case_view(case_id, kei.pk, desk.at).conflict

    def test_is_taken_given_back_and_taken_by_another(self, desk: Desk):
        case_id, kei = desk.reported(), desk.cast.kei.pk
        actions.claim(case_id=case_id, staff_id=kei, at=desk.at)
        with refused("claimed"):
            actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
        assert reasons_against_closure(kei)[0].key == "case.refused.staff_holds_cases"
        actions.release(case_id=case_id, staff_id=kei, at=desk.at)
        actions.claim(case_id=case_id, staff_id=desk.sei.pk, at=desk.at)
        assert [each.act for each in staff_acts(staff_id=kei)][:2] == ["release", "claim"]

    def test_takes_longer_once_for_a_reason_that_reporters_read(self, desk: Desk):
        case_id, kei = desk.reported(), desk.cast.kei.pk
        due = Case.objects.get().decide_by
        said = {"case_id": case_id, "staff_id": kei, "reason": "先方に確認しています。", "at": desk.at}
        actions.defer(**said)
        with refused("deferred_already"):
            actions.defer(**said)
        row = Case.objects.get()
        assert row.due_at == row.decide_by == due + timedelta(days=7)
        assert desk.told(desk.cast.ren)[-1] == "report.deferred"

    def test_that_repeats_another_tells_its_reporters_and_then_the_outcome(self, desk: Desk):
        first, ren, mio = desk.reported(), desk.cast.ren, desk.cast.mio
        receipt = desk.report(mio, desk.cast.aoi.pk, "profile")
        again = desk.case(receipt)
        actions.claim(case_id=again, staff_id=desk.cast.kei.pk, at=desk.at)
        actions.join(case_id=again, into_case_id=first, staff_id=desk.cast.kei.pk, at=desk.at)
        assert desk.outcome(receipt, mio) == ("closed", "duplicate")
        desk.decide(first, "warning")
        assert desk.outcome(receipt, mio) == ("closed", "breach")
        assert desk.told(mio) == ["report.received", "report.duplicate", "report.breach"]
        assert desk.told(ren)[-1] == "report.breach"

    def test_opens_by_a_finding_of_staff_and_takes_reports_in(self, desk: Desk):
        listing = desk.listing()
        said = {"subject_kind": "listing", "subject_id": listing, "clause": "job.F-1", "text": "似た募集が多い。"}
        found = [actions.note_finding(by_staff_id=desk.cast.kei.pk, at=desk.at, **said) for _ in range(2)]
        desk.at += timedelta(minutes=1)
        assert found == [desk.case(desk.report(desk.cast.ren, listing))] * 2
        kinds = [each.kind for each in queries.case_view(found[0], desk.sei.pk, desk.at).said]
        assert kinds == ["finding", "report"]

    def test_is_all_that_opens_a_private_talk_and_that_is_logged(self, desk: Desk):
        thread = conversations.open_thread(people=(desk.cast.aoi.pk, desk.cast.ren.pk), at=desk.at)
        message = post(thread, desk.cast.aoi, "立て替えて買ってください。")
        case_id, kei = desk.case(desk.report(desk.cast.ren, message.pk, "message")), desk.cast.kei.pk
        with refused("not_claimed"):
            actions.look(case_id=case_id, staff_id=kei, reason="前後が要ります。", at=desk.at)
        actions.claim(case_id=case_id, staff_id=kei, at=desk.at)
        assert queries.talk_of(case_id, kei) is None
        actions.look(case_id=case_id, staff_id=kei, reason="前後が要ります。", at=desk.at)
        assert [line.body for line in queries.talk_of(case_id, kei)] == ["立て替えて買ってください。"]
        assert queries.talk_of(case_id, desk.sei.pk) is None
        act = staff_acts(staff_id=kei)[0]
        assert (act.act, act.subject_kind, act.case_id) == ("look", "thread", case_id)


class TestTheClock:
    def test_reminds_then_frees_an_overdue_case_and_at_last_says_that_nobody_decided(self, desk: Desk):
        receipt = desk.report(desk.cast.ren, desk.listing())
        case_id, kei = desk.case(receipt), desk.cast.kei
        actions.claim(case_id=case_id, staff_id=kei.pk, at=desk.at)
        desk.pass_time(days=6.7)
        assert set(desk.told(kei)) == {"case.remind.open.staff"} and not desk.told(desk.sei)
        desk.pass_time(days=1)
        row = Case.objects.get()
        assert (row.state, row.claimed_by_id) == ("overdue", None)
        assert desk.told(desk.sei) == ["case.mark_overdue.staff"]
        for _ in range(8):
            desk.pass_time(days=3)
        assert desk.outcome(receipt, desk.cast.ren) == ("closed", "unanswered")
        assert desk.told(desk.cast.ren)[-1] == "report.unanswered"
        desk.at = later(40)
        assert desk.report(desk.cast.ren, row.subject_id).is_new
