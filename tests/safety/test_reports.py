"""違反報告: filed, merged, answered, and never told to whom it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.conversations import actions as conversations
from tachiai.conversations.actions import holding
from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import clauses_for
from tachiai.jobs.models import Listing
from tachiai.people.actions import restrict, update_profile
from tachiai.people.models import Person
from tachiai.safety import actions, queries
from tachiai.safety.models import Case, Decision, Report, Signal
from tests.conversations.talking import post
from tests.deal import Deal
from tests.safety.desk import WORDS, Desk, clause_of, refused

pytestmark = pytest.mark.django_db


class TestAReport:
    def test_keeps_the_thing_as_it_was_and_gives_a_receipt_at_once(self, desk: Desk):
        ren, listing = desk.cast.ren, desk.listing()
        receipt = desk.report(ren, listing)
        Listing.objects.update(description="書き直しました。")
        row = Report.objects.get()
        assert receipt.is_new and "駅から歩いて5分" in row.snapshot["text"]
        (said,) = queries.case_view(row.case_id, desk.cast.kei.pk, desk.at).said
        assert said.has_changed and said.digest == row.snapshot["digest"]
        view = queries.own_report(receipt.number, ren.pk, desk.at)
        assert (view.state, view.what, view.text) == ("received", "焼き菓子店のロゴ作成", WORDS)
        assert desk.told(ren) == ["report.received"]
        assert queries.own_report(receipt.number, desk.cast.aoi.pk, desk.at) is None

    def test_of_the_same_person_about_the_same_thing_is_one(self, desk: Desk):
        ren, listing = desk.cast.ren, desk.listing()
        first, again = desk.report(ren, listing), desk.report(ren, listing)
        more = desk.report(ren, listing, text="返信でも、購入を急がせてきました。")
        assert {each.number for each in (first, again, more)} == {first.number}
        assert not again.is_new and not more.is_new
        view = queries.own_report(first.number, ren.pk, desk.at)
        assert view.additions == ["返信でも、購入を急がせてきました。"]
        assert desk.told(ren) == ["report.received"]

    def test_of_several_people_gathers_in_one_case_whose_score_grows(self, desk: Desk):
        listing = desk.listing()
        case = Case.objects.get(pk=desk.case(desk.report(desk.cast.ren, listing)))
        desk.report(desk.cast.mio, listing)
        grown = Case.objects.get()
        assert (grown.pk, grown.reports, grown.score) == (case.pk, 2, 2 * case.score)

    def test_that_names_a_graver_clause_later_makes_the_case_graver(self, desk: Desk):
        by_severity = sorted(clauses_for("listing"), key=lambda each: each.severity)
        mild, grave = by_severity[0], by_severity[-1]
        listing, ren = desk.listing(), desk.cast.ren
        for clause in (mild, grave):
            desk.report(ren, listing, clause=clause.id)
        case = Case.objects.get()
        assert (case.clause, case.severity, case.weights) == (grave.id, grave.severity, 100)
        assert case.score == 100 * grave.severity > 100 * mild.severity

    def test_costs_a_dozen_queries(self, desk: Desk):
        listing, ren = desk.listing(), desk.cast.ren
        with CaptureQueriesContext(connection) as asked:
            desk.report(ren, listing)
        assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) <= 12

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"text": "短い"}, "too_short"),
            ({"good_faith": False}, "good_faith"),
            ({"clause": "job.none"}, "no_kind"),
        ],
    )
    def test_without_what_it_needs_is_refused(self, desk: Desk, changes, reason):
        with refused(reason):
            desk.report(desk.cast.ren, desk.listing(), **changes)
        assert not Case.objects.exists()

    def test_of_what_one_cannot_see_or_owns_oneself_is_refused(self, desk: Desk):
        hidden = desk.market.draft()
        with refused("no_such_thing"):
            desk.report(desk.cast.ren, hidden)
        with refused("own"):
            desk.report(desk.cast.aoi, desk.listing())
        thread = conversations.open_thread(people=(desk.cast.aoi.pk, desk.cast.ren.pk), at=desk.at)
        for kind, subject in (("thread", thread), ("message", post(thread, desk.cast.aoi).pk)):
            with refused("no_such_thing"):
                desk.report(desk.cast.zen, subject, kind)
            assert desk.report(desk.cast.ren, subject, kind).is_new

    def test_is_refused_while_reports_are_restricted_and_when_there_are_too_many(self, desk: Desk, monkeypatch):
        monkeypatch.setattr("tachiai.safety.actions.reports._WINDOWS", ((timedelta(hours=1), 2, "hour"),))
        listings = [desk.listing(title=f"募集{number}") for number in range(3)]
        for listing in listings[:2]:
            desk.report(desk.cast.ren, listing)
        with refused("hour"):
            desk.report(desk.cast.ren, listings[2])
        said = {"reason": "根拠のない通報が続きました。", "until": None, "by_staff_id": desk.cast.kei.pk, "at": desk.at}
        restrict(person_id=desk.cast.mio.pk, kind="reports", **said)
        with refused("reports"):
            desk.report(desk.cast.mio, listings[2])

    def test_of_what_was_decided_word_for_word_is_refused_until_it_changes(self, desk: Desk):
        case_id = desk.reported()
        listing = Case.objects.get().subject_id
        desk.decide(case_id, "no_action")
        with refused("decided_already"):
            desk.report(desk.cast.ren, listing)
        assert desk.report(desk.cast.mio, listing).is_new

    def test_of_what_did_not_stand_is_heard_again(self, desk: Desk):
        decision = desk.decide(desk.reported(), "warning")
        desk.review(desk.appeal(decision, desk.cast.aoi), reverse=True)
        assert desk.report(desk.cast.ren, Case.objects.get().subject_id).is_new

    def test_of_deeds_is_never_the_same_again(self, desk: Desk):
        """What two people do under a contract says nothing that could be word for word what was decided."""
        kei, (first, other) = desk.cast.kei.pk, (Deal(desk.cast.aoi, desk.cast.ren).contract.pk for _ in range(2))
        cases = [desk.case(desk.report(desk.cast.ren, each, "contract")) for each in (first, other)]
        actions.claim(case_id=cases[0], staff_id=kei, at=desk.at)
        assert not queries.case_view(cases[0], kei, desk.at).alike
        with refused("not_alike"):
            desk.decide(cases[0], "no_action", also=cases[1:])
        desk.decide(cases[0], "no_action")
        assert desk.report(desk.cast.ren, first, "contract").is_new


def call(desk: Desk, person: Person, name: str) -> None:
    said = {"introduction": "", "skills": [], "language": "ja", "time_zone": "Asia/Tokyo"}
    update_profile(person_id=person.pk, display_name=name, **said, at=desk.at)


class TestTheReported:
    def test_never_learn_who_reported_them(self, desk: Desk):
        """All that they are told and shown is searched for the reporter's name, number and report."""
        case_id, aoi = desk.reported(), desk.cast.aoi
        decision = desk.decide(case_id, "listing_suspended")
        desk.appeal(decision, aoi)
        shown = str([queries.own_decisions(aoi.pk, desk.at), queries.own_decision(decision, aoi.pk, desk.at)])
        for secret in (str(desk.cast.ren), str(desk.cast.ren.pk), Report.objects.get().number, WORDS):
            assert secret not in desk.said_to(aoi) + shown

    def test_are_not_named_it_in_the_words_of_staff(self, desk: Desk):
        case_id = desk.reported(by=desk.cast.mio)
        with refused("names_somebody"):
            desk.decide(case_id, "warning", facts_public="Mioさんから知らせがありました。")

    def test_keep_no_case_from_being_decided_by_what_they_call_themselves(self, desk: Desk):
        case_id = desk.reported()
        call(desk, desk.cast.aoi, "です")
        shipped = guidelines.clause(clause_of("listing")).explanation["ja"] + "以上です。"
        with refused("may_name_somebody"):
            desk.decide(case_id, "warning", explanation=shipped)
        desk.decide(case_id, "warning", explanation=shipped, names_nobody=True)
        assert Decision.objects.get().no_names == ["です"]

    def test_are_not_named_either_by_what_they_were_called_when_it_was_reported(self, desk: Desk):
        case_id = desk.reported(by=desk.cast.mio)
        for person in (desk.cast.aoi, desk.cast.mio):
            call(desk, person, "別の名前の人")
        for name in ("葵デザイン室", "Mio"):
            with refused("names_somebody"):
                desk.decide(case_id, "warning", facts_public=f"{name}さんの募集です。", names_nobody=True)

    def test_learn_nothing_of_a_report_in_vain(self, desk: Desk):
        desk.decide(desk.reported(), "no_action")
        assert not [kind for kind in desk.told(desk.cast.aoi) if kind.startswith(("judgement", "report"))]
        assert not queries.own_decisions(desk.cast.aoi.pk, desk.at)


class TestReporters:
    def test_hear_the_outcome_without_the_measure(self, desk: Desk):
        listing = desk.listing()
        receipts = {person: desk.report(person, listing) for person in (desk.cast.ren, desk.cast.mio)}
        case_id = desk.case(receipts[desk.cast.ren])
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        assert desk.outcome(receipts[desk.cast.ren], desk.cast.ren) == ("in_review", "")
        desk.decide(case_id, "listing_suspended")
        for person, receipt in receipts.items():
            assert desk.outcome(receipt, person) == ("closed", "breach")
            assert desk.told(person) == ["report.received", "report.breach"]
            assert "購入の代行" not in desk.said_to(person)

    def test_weigh_by_what_became_of_their_reports(self, desk: Desk):
        for measure in ("warning", "warning", "no_action"):
            desk.decide(desk.reported(title=f"募集{Case.objects.count()}"), measure)
        weights = list(Report.objects.order_by("pk").values_list("weight", flat=True))
        assert weights == [100, 133, 150]

    def test_without_ground_are_counted_and_warned(self, desk: Desk):
        case_id = desk.reported()
        receipt = Report.objects.get()
        desk.decide(case_id, "no_action", misuse=[receipt.pk])
        assert queries.standing_of(desk.cast.ren.pk, desk.at).misuses == 1
        assert "report.misuse" in desk.told(desk.cast.ren)


HELD = "アプリに会員登録するだけで300円の報酬です。"


class TestAHeldText:
    @pytest.fixture
    def thread(self, desk: Desk) -> int:
        return conversations.open_thread(people=(desk.cast.aoi.pk, desk.cast.ren.pk), at=desk.at)

    def held(self, desk: Desk, thread: int) -> int:
        return conversations.post_message(thread_id=thread, author_id=desk.cast.aoi.pk, body=HELD, at=desk.at).pk

    def test_joins_an_open_case_and_opens_none_by_itself(self, desk: Desk, thread):
        self.held(desk, thread)
        assert not Case.objects.exists()
        case_id = desk.case(desk.report(desk.cast.ren, thread, "thread"))
        before = Case.objects.get().score
        held = self.held(desk, thread)
        assert Signal.objects.values_list("case", "kind", "source_id").get() == (case_id, "hold", held)
        assert Case.objects.get().score > before

    def test_that_staff_return_opens_one(self, desk: Desk, thread):
        said = {"held_id": self.held(desk, thread), "by_staff_id": desk.cast.kei.pk, "release": False}
        holding.decide_held(**said, reason="前払いは求められません。", at=desk.at)
        case = Case.objects.get()
        assert (case.subject_kind, case.subject_id, case.about_id) == ("thread", thread, desk.cast.aoi.pk)
        assert Signal.objects.get().snapshot["text"] == HELD

    def test_of_another_talk_does_not_join(self, desk: Desk, thread):
        other = conversations.open_thread(people=(desk.cast.aoi.pk, desk.cast.mio.pk), at=desk.at)
        desk.report(desk.cast.mio, post(other, desk.cast.aoi).pk, "message")
        desk.reported()
        self.held(desk, thread)
        assert not Signal.objects.exists()
        case_id = desk.case(desk.report(desk.cast.ren, post(thread, desk.cast.aoi).pk, "message"))
        self.held(desk, thread)
        assert Signal.objects.get().case_id == case_id

    def test_counts_as_found_by_a_machine_only_once_staff_agree(self, desk: Desk, thread):
        kei = desk.cast.kei.pk
        for release in (True, False):
            case_id = desk.case(desk.report(desk.cast.ren, thread, "thread", text=f"勧誘されました。{release}"))
            held, weights = self.held(desk, thread), Case.objects.get(pk=case_id).weights
            said = {"by_staff_id": desk.sei.pk, "reason": "確かめました。", "at": desk.at}
            holding.decide_held(held_id=held, release=release, **said)
            assert Case.objects.get(pk=case_id).weights == weights, "it weighs once"
            actions.claim(case_id=case_id, staff_id=kei, at=desk.at)
            decision = queries.own_decision(desk.decide(case_id, "warning"), desk.cast.aoi.pk, desk.at)
            assert decision.is_detected_by_machine is not release

    def test_that_staff_return_after_its_case_was_decided_opens_another_with_its_words(self, desk: Desk, thread):
        case_id = desk.case(desk.report(desk.cast.ren, thread, "thread"))
        held = self.held(desk, thread)
        actions.claim(case_id=case_id, staff_id=desk.cast.kei.pk, at=desk.at)
        desk.decide(case_id, "warning")
        holding.decide_held(held_id=held, by_staff_id=desk.sei.pk, release=False, reason="勧誘です。", at=desk.at)
        assert Signal.objects.get(kind="returned").case == Case.objects.get(closed_at=None)
        assert Signal.objects.get(kind="returned").snapshot["text"] == HELD
