from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tachiai.kernel import events
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import actions, queries
from tachiai.people.actions import ClosureAsked
from tachiai.people.models import Person, Restriction
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def wired():
    """Lets a test say who listens, and puts everything back."""
    before = dict(events._listeners)
    yield events.wire
    events.wire(before)


class TestOpening:
    def test_makes_an_account_that_can_sign_in_at_once(self):
        actions.open_account(email="Yui@Example.com", password=PASSWORD, display_name="ゆい")
        client = Client()
        client.post("/account/login/", {"login": "yui@example.com", "password": PASSWORD})
        assert client.get("/settings/").status_code == 200

    def test_by_the_operator_makes_staff(self):
        kei = Person.objects.create_superuser("kei@example.com", PASSWORD)
        assert kei.is_staff
        assert EmailAddress.objects.get().verified
        assert queries.staff_ids() == [kei.id]


class TestClosing:
    def test_asks_every_listener_and_is_refused_with_all_their_reasons(self, cast, wired):
        money, contract = Refused("money.refused.not_staff"), Refused("lifecycle.not_yours")
        asked = []
        wired({ClosureAsked: [asked.append, lambda _: [contract], lambda _: money, lambda _: []]})
        with pytest.raises(Refusal) as refusal:
            actions.close_account(person_id=cast.aoi.id, at=AT)
        assert refusal.value.reasons == (contract, money)
        assert asked == [ClosureAsked(cast.aoi.id)]
        cast.aoi.refresh_from_db()
        assert (cast.aoi.is_active, cast.aoi.display_name) == (True, "葵デザイン室")

    def test_keeps_the_row_and_nothing_that_tells_who_it_was(self, cast, wired):
        wired({})
        actions.close_account(person_id=cast.ren.id, at=AT)
        ren = Person.objects.get(id=cast.ren.id)
        assert (ren.is_active, ren.closed_at, ren.skills, ren.introduction) == (False, AT, [], "")
        assert ren.display_name == f"退会した会員{ren.id}"
        assert not EmailAddress.objects.filter(user=ren).exists()
        client = Client()
        client.post("/account/login/", {"login": "ren@example.com", "password": PASSWORD})
        assert client.get("/settings/").status_code == 302

    def test_twice_changes_nothing_more(self, cast, wired):
        wired({})
        actions.close_account(person_id=cast.ren.id, at=AT)
        actions.close_account(person_id=cast.ren.id, at=AT.replace(year=2027))
        assert Person.objects.get(id=cast.ren.id).closed_at == AT

    def test_frees_the_mail_address(self, cast, wired):
        wired({})
        actions.close_account(person_id=cast.ren.id, at=AT)
        assert actions.open_account(email="ren@example.com", password=PASSWORD, display_name="蓮").id

    def test_under_a_suspension_keeps_the_address_until_that_ends(self, cast, wired):
        wired({})
        said = {"person_id": cast.ren.pk, "by_staff_id": cast.kei.pk, "reason": "転送の求めです。", "at": AT}
        numbers = [
            actions.restrict(**said, kind=kind, until=until, decision_id=place)
            for place, (kind, until) in enumerate([("limited", None), ("suspended", AT + 7 * DAY), ("expelled", None)])
        ]
        actions.close_account(person_id=cast.ren.pk, at=AT)
        assert queries.is_left_under(" Ren@Example.com", AT) and not queries.is_left_under("aoi@example.com", AT)
        kept = Restriction.objects.order_by("pk").values_list("address", flat=True)
        assert [len(each) for each in kept] == [0, 64, 64] and "ren" not in "".join(kept)
        ended = {"restriction_id": numbers[2], "by_staff_id": cast.kei.pk, "reason": "誤りでした。", "at": AT + DAY}
        actions.lift(**ended)
        assert queries.is_left_under("ren@example.com", AT + DAY), "the suspension stands"
        assert not queries.is_left_under("ren@example.com", AT + 7 * DAY)
        assert Restriction.objects.get(pk=numbers[2]).address == ""

    def test_under_anything_less_keeps_nothing(self, cast, wired):
        wired({})
        said = {"person_id": cast.ren.pk, "by_staff_id": cast.kei.pk, "reason": "転送の求めです。", "at": AT}
        actions.restrict(**said, kind="limited", until=None)
        actions.close_account(person_id=cast.ren.pk, at=AT)
        assert not queries.is_left_under("ren@example.com", AT)


class TestNames:
    def test_come_in_one_query_and_leave_strangers_out(self, cast, django_assert_num_queries):
        ids = [cast.aoi.id, cast.mio.id, 4_000_000]
        with django_assert_num_queries(1):
            assert queries.names(ids) == {cast.aoi.id: "葵デザイン室", cast.mio.id: "Mio"}

    def test_of_nobody_are_an_error(self):
        with pytest.raises(LookupError):
            queries.person(4_000_000)
