"""The desk's pages of appeals, and of the log of what staff did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act
from tachiai.people.models import Person
from tachiai.safety.actions.appeals import appeal
from tachiai.safety.models import Appeal, Decision
from tests.cast import Cast
from tests.deal import MONDAY
from tests.web.test_desk_cases_pages import decision, other, profile, report, visits
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
__all__ = ["other", "profile", "visits"]
TEXT = "名前は出していません。もう一度ご確認ください。"
REASON = "別の人の文章でした。決定を取り消します。"


@pytest.fixture
def appealed(visits: Visits, cast: Cast) -> Appeal:
    """Kei limited Ren's account; Ren appeals."""
    case = report("profile", cast.ren.pk, cast.aoi)
    visits.send(cast.kei, f"/desk/cases/{case.pk}/claim/")
    visits.send(cast.kei, f"/desk/cases/{case.pk}/", **decision(case, "account_limited", facts_private="内部の話"))
    row = appeal(decision_id=Decision.objects.get().pk, person_id=cast.ren.pk, text=TEXT, at=MONDAY)
    return Appeal.objects.get(pk=row)


class TestAnAppeal:
    def test_stands_in_its_queue_and_beside_the_decision(
        self, visits: Visits, cast: Cast, appealed: Appeal, other: Person
    ) -> None:
        assert f"/desk/appeals/{appealed.pk}/" in visits.see(other, "/desk/appeals/")
        html = visits.see(other, f"/desk/appeals/{appealed.pk}/")
        assert TEXT in html and "プロフィールの文を確認しました。" in html and "内部の話" in html

    def test_is_not_reviewed_by_who_decided(self, visits: Visits, cast: Cast, appealed: Appeal) -> None:
        path = f"/desk/appeals/{appealed.pk}/"
        html = visits.see(cast.kei, path)
        assert 'name="reason"' not in html
        assert "case-decide" not in html, "where nothing can be decided, no empty box stands beside the appeal"
        visits.send(cast.kei, path, status=400, reason=REASON, reverse="1")
        assert people.restrictions_in_force(cast.ren.pk, MONDAY)

    def test_that_is_granted_ends_the_measure_at_once(
        self, visits: Visits, cast: Cast, appealed: Appeal, other: Person
    ) -> None:
        path = f"/desk/appeals/{appealed.pk}/"
        html = visits.send(other, path, status=400, reason=REASON, misuse="on", reverse="1").content.decode()
        assert REASON in html, "a right appeal is no misuse; what was typed stays"
        visits.send(other, path, reason=REASON, reverse="1")
        assert not people.restrictions_in_force(cast.ren.pk, MONDAY)
        assert REASON in visits.see(cast.kei, path)
        assert "異議により取消し" in visits.see(cast.kei, f"/desk/decisions/{appealed.decision_id}/")

    def test_that_is_not_granted_leaves_it(self, visits: Visits, cast: Cast, appealed: Appeal, other: Person) -> None:
        visits.send(other, f"/desk/appeals/{appealed.pk}/", reason="決定のとおりです。", uphold="1")
        assert people.restrictions_in_force(cast.ren.pk, MONDAY)


class TestTheLog:
    @pytest.fixture
    def acts(self, visits: Visits, cast: Cast, other: Person) -> None:
        for days, (staff, act) in enumerate([(cast.kei, "look"), (other, "claim"), (cast.kei, "release")]):
            said = {"subject_kind": "safety.case", "subject_id": 5, "case_id": 5, "reason": f"{act}の理由"}
            log_staff_act(staff_id=staff.pk, act=act, **said, at=MONDAY - timedelta(days=days))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, {"look", "claim", "release"}),
            ({"act": "look"}, {"look"}),
            ({"case": "5", "until": "2026-11-01"}, {"claim", "release"}),
            ({"since": "2026-11-02", "until": "2026-11-02"}, {"look"}),
            ({"case": "6"}, set()),
            ({"kind": "safety.case", "id": "5"}, {"look", "claim", "release"}),
            ({"kind": "people.person", "id": "5"}, set()),
        ],
    )
    def test_is_asked_by_act_case_thing_and_period(
        self, visits: Visits, cast: Cast, acts: None, asked: dict[str, str], found: set[str]
    ) -> None:
        html = visits.see(cast.kei, "/desk/acts/", **asked)
        assert {act for act in ("look", "claim", "release") if f"{act}の理由" in html} == found

    def test_is_asked_by_who_did_it(self, visits: Visits, cast: Cast, acts: None, other: Person) -> None:
        html = visits.see(cast.kei, "/desk/acts/", staff=str(other.pk))
        assert "claimの理由" in html and "lookの理由" not in html

    def test_goes_on_where_a_page_ends(
        self, visits: Visits, cast: Cast, acts: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tachiai.people.queries.audit.PAGE", 2)
        monkeypatch.setattr("tachiai.web.desk.acts.pages.PAGE", 2)
        html = visits.see(cast.kei, "/desk/acts/", case="5")
        assert "lookの理由" not in html and "case=5&amp;before=" in html
