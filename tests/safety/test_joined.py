"""Cases that repeat another one: who reported there hears what comes of it, and may do what its reporters may."""

from __future__ import annotations

from typing import Any

import pytest

from tachiai.guidelines.rules import clauses_for
from tachiai.jobs.models import Listing
from tachiai.safety import actions, queries
from tachiai.safety.models import Case, Report
from tests.safety.desk import Desk, later, refused

pytestmark = pytest.mark.django_db


def other(desk: Desk, title: str = "別の募集") -> Any:
    """Mio reports another listing of Aoi's; Kei has the case."""
    receipt = desk.report(desk.cast.mio, desk.listing(title=title))
    actions.claim(case_id=desk.case(receipt), staff_id=desk.cast.kei.pk, at=desk.at)
    return receipt


def join(desk: Desk, receipt: Any, into: int) -> None:
    actions.join(case_id=desk.case(receipt), into_case_id=into, staff_id=desk.cast.kei.pk, at=desk.at)


class TestWhoReportedInACaseThatIsJoined:
    def test_may_appeal_and_hears_of_the_second_look(self, desk: Desk):
        mio, ren, first, receipt = desk.cast.mio, desk.cast.ren, desk.reported(), other(desk)
        join(desk, receipt, first)
        desk.decide(first, "no_action")
        view = queries.own_report(receipt.number, mio.pk, desk.at)
        assert (view.outcome, desk.told(mio)[-1]) == ("no_breach", "report.no_breach") and view.may_appeal_until
        desk.review(desk.appeal(view.decision_id, mio), reverse=True)
        assert desk.told(mio).count("report.anew") == desk.told(ren).count("report.anew") == 1
        assert desk.outcome(receipt, mio) == ("closed", "duplicate")
        anew = Case.objects.get(closed_at=None)
        assert anew.filed.get().reporter == ren
        actions.claim(case_id=anew.pk, staff_id=desk.sei.pk, at=desk.at)
        desk.decide(anew.pk, "warning", by=desk.sei)
        assert desk.outcome(receipt, mio) == ("closed", "breach") and desk.told(mio)[-1] == "report.breach"

    def test_of_the_same_thing_since_then_hears_of_it_too(self, desk: Desk):
        """A reporter who spoke of it anew already keeps the first report where it is, and it gets its outcome."""
        ren, first = desk.cast.ren, desk.reported()
        receipt, subject = Report.objects.get(), Case.objects.get().subject_id
        decision = desk.decide(first, "no_action")
        Listing.objects.filter(pk=subject).update(description="書き直した募集です。")
        again = desk.report(ren, subject)
        desk.review(desk.appeal(decision, ren), reverse=True)
        assert desk.outcome(receipt, ren) == ("closed", "duplicate")
        actions.claim(case_id=desk.case(again), staff_id=desk.sei.pk, at=desk.at)
        desk.decide(desk.case(again), "warning", by=desk.sei)
        assert desk.outcome(receipt, ren) == desk.outcome(again, ren) == ("closed", "breach")

    def test_hears_at_once_where_it_is_decided_and_may_appeal(self, desk: Desk):
        first, receipt, mio = desk.reported(), other(desk), desk.cast.mio
        desk.decide(first, "no_action")
        join(desk, receipt, first)
        view = queries.own_report(receipt.number, mio.pk, desk.at)
        assert (view.outcome, desk.told(mio)[-1]) == ("no_breach", "report.no_breach")
        assert desk.appeal(view.decision_id, mio)

    def test_is_not_sent_where_no_answer_and_no_appeal_is_left(self, desk: Desk):
        first, receipt = desk.reported(), other(desk)
        decision = desk.decide(first, "warning")
        desk.at = later(184)
        with refused("joins_nothing"):
            join(desk, receipt, first)
        desk.at = later(1)
        desk.review(desk.appeal(decision, desk.cast.aoi), reverse=True)
        with refused("joins_nothing"):
            join(desk, receipt, first)
        with refused("joins_nothing"):
            join(desk, receipt, desk.case(receipt))

    def test_hears_that_it_takes_longer(self, desk: Desk):
        first, receipt = desk.reported(), other(desk)
        join(desk, receipt, first)
        actions.defer(case_id=first, staff_id=desk.cast.kei.pk, reason="契約の記録を読んでいます。", at=desk.at)
        assert desk.told(desk.cast.mio)[-1] == desk.told(desk.cast.ren)[-1] == "report.deferred"

    def test_is_read_by_who_decides_and_told_from_what_is_of_the_thing_itself(self, desk: Desk):
        first, receipt, kei = desk.reported(), other(desk), desk.cast.kei
        join(desk, receipt, first)
        mine, joined = queries.case_view(first, kei.pk, desk.at).said
        assert (mine.by_id, mine.joined) == (desk.cast.ren.pk, None)
        assert (joined.by_id, joined.joined.pk) == (desk.cast.mio.pk, desk.case(receipt))

    def test_is_counted_and_warned_when_it_was_without_ground(self, desk: Desk):
        first, receipt = desk.reported(), other(desk)
        join(desk, receipt, first)
        desk.decide(first, "no_action", misuse=[receipt.report_id])
        assert [each.reporter for each in Report.objects.filter(is_misuse=True)] == [desk.cast.mio]
        assert desk.told(desk.cast.mio)[-1] == "report.misuse"
    def test_hears_no_outcome_of_another_thing_under_another_clause(self, desk: Desk):
        first, receipt, mio = desk.reported(), other(desk), desk.cast.mio
        desk.decide(first, "no_action", clause=clauses_for("listing")[1].id)
        with refused("joins_another_matter"):
            join(desk, receipt, first)
        assert desk.outcome(receipt, mio)[1] == "" and desk.told(mio)[-1] == "report.received"
        view = queries.case_view(desk.case(receipt), desk.cast.kei.pk, desk.at)
        assert [each.pk for each in view.related] == [first] and not view.joinable

    def test_hears_the_outcome_of_the_last_of_a_row(self, desk: Desk):
        first, receipt = desk.reported(), other(desk)
        between = desk.reported(title="間の募集")
        join(desk, receipt, between)
        actions.join(case_id=between, into_case_id=first, staff_id=desk.cast.kei.pk, at=desk.at)
        desk.decide(first, "warning")
        assert desk.outcome(receipt, desk.cast.mio) == ("closed", "breach")

    def test_hears_that_nobody_decided(self, desk: Desk):
        first, receipt = desk.reported(), other(desk)
        join(desk, receipt, first)
        desk.pass_time(days=8)
        for _ in range(8):
            desk.pass_time(days=3)
        assert desk.outcome(receipt, desk.cast.mio) == ("closed", "unanswered")
        assert desk.told(desk.cast.mio)[-1] == "report.unanswered"
