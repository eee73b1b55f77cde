"""Staff suspend a person for a time: who may, what is said, and what the person can still do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tachiai.notices.models import Notice
from tachiai.notices.rules import worded
from tachiai.people import actions, queries
from tachiai.people.models import Restriction
from tests.cast import Cast
from tests.deal import Deal, refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
REASON = "応募文の使い回しの疑いを確認しています。"


def suspend(cast: Cast, **other: object) -> None:
    actions.restrict(**{"kind": "suspended", "person_id": cast.ren.pk, "by_staff_id": cast.kei.pk, "reason": REASON,
                        "until": AT + WEEK, "at": AT, **other})  # fmt: skip


def lift(cast: Cast, **other: object) -> None:
    newest = Restriction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    actions.lift(**{"restriction_id": newest, "by_staff_id": cast.kei.pk, "reason": "疑いは晴れました。",
                    "at": AT + timedelta(days=1), **other})  # fmt: skip


class TestSuspending:
    def test_is_in_force_from_then_to_its_end(self, cast: Cast) -> None:
        suspend(cast)
        moments = (AT - timedelta(seconds=1), AT, AT + WEEK - timedelta(seconds=1), AT + WEEK)
        assert [queries.is_suspended(cast.ren.pk, at) for at in moments] == [False, True, True, False]
        (found,) = queries.restrictions_in_force(cast.ren.pk, AT)
        assert (found.kind, found.reason, found.since, found.until) == ("suspended", REASON, AT, AT + WEEK)
        assert queries.suspension(cast.ren.pk, AT) == found
        assert queries.suspension(cast.ren.pk, AT + WEEK) is None

    def test_without_an_end_lasts_until_it_is_lifted(self, cast: Cast) -> None:
        suspend(cast, until=None)
        assert queries.is_suspended(cast.ren.pk, AT + 100 * WEEK)
        lift(cast, at=AT + WEEK)
        assert not queries.is_suspended(cast.ren.pk, AT + WEEK)

    def test_concerns_nobody_else(self, cast: Cast) -> None:
        suspend(cast)
        assert queries.suspensions([cast.aoi.pk, cast.ren.pk, cast.kei.pk], AT).keys() == {cast.ren.pk}
        assert [each.person_id for each in queries.suspended_people(AT)] == [cast.ren.pk]

    def test_tells_the_person_why_and_until_when(self, cast: Cast) -> None:
        suspend(cast)
        (notice,) = Notice.objects.filter(person=cast.ren)
        assert notice.kind == "account.suspended_until"
        assert (notice.params["reason"], notice.params["until"]) == (REASON, {"moment": (AT + WEEK).isoformat()})

    def test_says_until_when_one_may_appeal(self, cast: Cast) -> None:
        suspend(cast, decision_id=4, appeal_until=AT + 26 * WEEK)
        (notice,) = Notice.objects.filter(person=cast.ren)
        assert notice.params["appeal_until"] == {"moment": (AT + 26 * WEEK).isoformat()}
        assert "2027年5月" in worded(notice.kind, notice.params, language="ja", zone=ZoneInfo("Asia/Tokyo"), at=AT).body

    def test_may_follow_one_that_has_ended(self, cast: Cast) -> None:
        suspend(cast)
        suspend(cast, at=AT + WEEK, until=None)
        assert queries.is_suspended(cast.ren.pk, AT + WEEK)
        assert len(queries.restrictions_of(cast.ren.pk, AT + WEEK)) == 2

    @pytest.mark.parametrize(
        ("other", "key"),
        [
            ({"reason": " "}, "people.refused.reason_missing"),
            ({"reason": "x" * 2001}, "people.refused.reason_too_long"),
            ({"until": AT}, "people.refused.end_is_past"),
            ({"person_id": 4_000_000}, "people.refused.no_such_person"),
        ],
    )
    def test_needs_a_reason_and_an_end_ahead(self, cast: Cast, other: dict[str, object], key: str) -> None:
        assert refused(lambda: suspend(cast, **other)) == [key]
        assert not Restriction.objects.exists() and not Notice.objects.exists()

    def test_is_for_staff_and_not_about_staff(self, cast: Cast) -> None:
        assert refused(lambda: suspend(cast, by_staff_id=cast.aoi.pk)) == ["people.refused.not_staff"]
        assert refused(lambda: suspend(cast, person_id=cast.kei.pk)) == ["people.refused.oneself"]
        cast.zen.is_staff = True
        cast.zen.save()
        assert refused(lambda: suspend(cast, person_id=cast.zen.pk)) == ["people.refused.is_staff"]
        assert not Restriction.objects.exists()

    def test_twice_is_refused(self, cast: Cast) -> None:
        suspend(cast)
        assert refused(lambda: suspend(cast, at=AT + timedelta(hours=1))) == ["people.refused.restricted_already"]

    def test_without_a_reason_is_refused_by_the_database_too(self, cast: Cast) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Restriction.objects.create(person=cast.ren, decided_by=cast.kei, reason="", since=AT)


class TestTwoDecisions:
    def test_restrict_each_for_itself(self, cast: Cast) -> None:
        suspend(cast, decision_id=1)
        suspend(cast, decision_id=2, until=None)
        assert refused(lambda: suspend(cast, decision_id=2)) == ["people.refused.restricted_already"]
        later = {"at": AT + timedelta(hours=1)}
        assert queries.suspension(cast.ren.pk, AT).decision_id == 2, "what lasts longest is told"
        lift(cast, **later)
        assert [one.decision_id for one in queries.restrictions_in_force(cast.ren.pk, later["at"])] == [1]
        assert Notice.objects.filter(person=cast.ren).latest("pk").kind == "account.lifted_in_part"
        lift(cast, **later, restriction_id=Restriction.objects.get(decision_id=1).pk)
        assert Notice.objects.filter(person=cast.ren).latest("pk").kind == "account.lifted"
        assert not queries.is_suspended(cast.ren.pk, later["at"])

    def test_are_told_to_the_other_side_where_something_changes(self, cast: Cast, settings) -> None:
        settings.FUNDS = "demo_bank"
        Deal(cast.aoi, cast.ren).deposit()

        def heard() -> list[str]:
            told = Notice.objects.filter(person=cast.aoi, kind__startswith="contract.side_").order_by("pk")
            return [kind.split(".")[1] for kind in told.values_list("kind", flat=True)]

        suspend(cast, decision_id=1)
        suspend(cast, decision_id=2)
        suspend(cast, decision_id=3, kind="messages")
        assert heard() == ["side_suspended"]
        for decision, more in ((1, []), (2, ["side_returned", "side_muted"]), (3, ["side_unmuted"])):
            before = heard()
            lift(cast, restriction_id=Restriction.objects.get(decision_id=decision).pk)
            assert heard() == before + more


class TestLifting:
    def test_ends_it_at_once_and_says_why(self, cast: Cast) -> None:
        suspend(cast)
        lift(cast)
        assert not queries.is_suspended(cast.ren.pk, AT + timedelta(days=1))
        assert queries.is_suspended(cast.ren.pk, AT)
        newest = Notice.objects.filter(person=cast.ren).latest("pk")
        assert (newest.kind, newest.params["reason"]) == ("account.lifted", "疑いは晴れました。")

    def test_needs_staff_a_reason_and_something_to_lift(self, cast: Cast) -> None:
        assert refused(lambda: lift(cast)) == ["people.refused.not_restricted"]
        suspend(cast)
        assert refused(lambda: lift(cast, by_staff_id=cast.ren.pk)) == ["people.refused.not_staff"]
        assert refused(lambda: lift(cast, reason="")) == ["people.refused.reason_missing"]
        assert refused(lambda: lift(cast, at=AT + WEEK)) == ["people.refused.not_restricted"]
        assert queries.is_suspended(cast.ren.pk, AT + timedelta(days=1))
