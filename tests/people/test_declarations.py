"""Declarations stand in the order in which they were made: none is changed, each is in force until the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.config.wiring import WIRING
from tachiai.kernel import events
from tachiai.people import actions, queries
from tachiai.people.actions import DeclarationsReliedOn
from tachiai.people.models import Declaration
from tachiai.people.rules import Trader
from tests.cast import Cast
from tests.deal import Deal, refused
from tests.people.test_trade import COMPANY

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
SHOWN = replace(COMPANY, disclose_in_listings=True)


def declare(cast: Cast, trader: Trader = COMPANY, at: datetime = AT) -> Trader:
    return actions.declare_trader(person_id=cast.aoi.pk, trader=trader, at=at)


class TestDeclaring:
    def test_stands_from_then_on(self, cast: Cast) -> None:
        assert declare(cast) == replace(COMPANY, declared_at=AT)
        assert queries.trader(cast.aoi.pk) == replace(COMPANY, declared_at=AT)
        assert queries.trader(cast.aoi.pk, AT - timedelta(seconds=1)) == Trader()

    def test_again_leaves_the_former_in_force_for_its_time(self, cast: Cast) -> None:
        declare(cast)
        declare(cast, replace(COMPANY, officers=1), AT + YEAR)
        moments = (AT, AT + YEAR - timedelta(seconds=1), AT + YEAR)
        assert [queries.trader(cast.aoi.pk, at).officers for at in moments] == [2, 2, 1]

    def test_the_same_after_a_year_confirms_it(self, cast: Cast) -> None:
        declare(cast)
        assert queries.trader(cast.aoi.pk).should_confirm(AT + YEAR)
        declare(cast, at=AT + YEAR)
        assert not queries.trader(cast.aoi.pk).should_confirm(AT + YEAR)
        assert Declaration.objects.count() == 2

    def test_the_same_twice_by_one_press_is_one(self, cast: Cast) -> None:
        declare(cast)
        assert declare(cast, at=AT + timedelta(minutes=1)).declared_at == AT
        declare(cast, Trader(), AT + timedelta(minutes=2))
        declare(cast, at=AT + timedelta(minutes=3))
        assert Declaration.objects.count() == 3

    def test_takes_what_was_typed_tidied(self, cast: Cast) -> None:
        typed = replace(COMPANY, invoice_number=" ｔ7010-7050-00725", trade_name=" 葵デザイン株式会社 ")
        assert declare(cast, typed) == replace(COMPANY, declared_at=AT)

    def test_keeps_unknown_apart_from_no_and_nought(self, cast: Cast) -> None:
        said = Trader(kind="company", capital=0, headcount=0, employs=False)
        assert declare(cast, said) == replace(said, declared_at=AT)
        assert queries.trader(cast.aoi.pk).pays_salaries is None

    def test_is_refused_with_every_mistake(self, cast: Cast) -> None:
        keys = refused(lambda: declare(cast, replace(COMPANY, kind="x", invoice_number="T12")))
        assert keys == ["people.refused.trade.kind", "people.refused.trade.invoice_number"]
        assert not Declaration.objects.exists()

    def test_is_refused_to_somebody_suspended(self, cast: Cast) -> None:
        actions.restrict(
            kind="suspended", person_id=cast.aoi.pk, by_staff_id=cast.kei.pk, reason="確認中です。", until=None, at=AT
        )
        assert refused(lambda: declare(cast)) == ["people.refused.restricted.suspended"]


class TestTheRecord:
    @pytest.mark.parametrize("sql", ["UPDATE people_declaration SET officers = 1", "DELETE FROM people_declaration"])
    def test_only_grows(self, cast: Cast, sql: str) -> None:
        declare(cast)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert queries.trader(cast.aoi.pk) == replace(COMPANY, declared_at=AT)

    @pytest.mark.parametrize("said", [{"kind": "club"}, {"officers": -1}, {"disclose_in_listings": True}])
    def test_takes_no_nonsense_past_the_rules(self, cast: Cast, said: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Declaration.objects.create(person=cast.aoi, declared_at=AT, **said)

    def test_is_read_newest_first_page_by_page(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "HISTORY", 2)
        for officers in (1, 2, 3, 4):
            declare(cast, replace(COMPANY, officers=officers), AT + timedelta(days=officers))
        newest = queries.declarations(cast.aoi.pk)
        assert [trader.officers for _, trader in newest] == [4, 3, 2], "one more, to tell what the last of them changed"
        assert [trader.officers for _, trader in queries.declarations(cast.aoi.pk, newest[1][0])] == [2, 1]
        assert queries.declarations(cast.ren.pk) == []


class TestSeveralPeople:
    def test_come_in_one_query_and_all_of_them(self, cast: Cast, django_assert_num_queries) -> None:
        declare(cast)
        declare(cast, replace(COMPANY, officers=1), AT + YEAR)
        actions.declare_trader(person_id=cast.ren.pk, trader=Trader(kind="individual"), at=AT)
        ids = [cast.aoi.pk, cast.ren.pk, cast.mio.pk]
        with django_assert_num_queries(1):
            found = queries.traders(ids, AT + timedelta(days=1))
        assert found == {
            cast.aoi.pk: replace(COMPANY, declared_at=AT),
            cast.ren.pk: Trader(kind="individual", declared_at=AT),
            cast.mio.pk: Trader(),
        }
        assert queries.traders([]) == {}


class TestDisclosure:
    def test_is_for_those_who_ask_for_it(self, cast: Cast) -> None:
        assert queries.disclosed(cast.aoi.pk, AT) is None
        declare(cast)
        assert queries.disclosed(cast.aoi.pk, AT) is None
        declare(cast, SHOWN, AT + YEAR)
        assert queries.disclosed(cast.aoi.pk, AT) is None, "as it stood then"
        assert queries.disclosed(cast.aoi.pk, AT + YEAR) == replace(SHOWN, declared_at=AT + YEAR)

    def test_ends_when_it_is_taken_back(self, cast: Cast) -> None:
        declare(cast, SHOWN)
        declare(cast, COMPANY, AT + timedelta(minutes=1))
        assert queries.disclosed(cast.aoi.pk, AT + timedelta(minutes=1)) is None


class TestClosingTheAccount:
    @pytest.fixture(autouse=True)
    def declared(self, cast: Cast) -> Iterator[None]:
        """Nothing stands against closing here; only who relies on declarations is asked."""
        declare(cast, SHOWN)
        events.wire({DeclarationsReliedOn: WIRING[DeclarationsReliedOn]})
        yield
        events.wire(WIRING)

    def test_erases_what_nothing_relies_on(self, cast: Cast) -> None:
        actions.declare_trader(person_id=cast.ren.pk, trader=Trader(kind="individual"), at=AT)
        actions.close_account(person_id=cast.aoi.pk, at=AT + YEAR)
        assert queries.trader(cast.aoi.pk) == Trader()
        assert queries.trader(cast.ren.pk).kind == "individual"

    @pytest.mark.parametrize("side", ["client", "worker"])
    def test_keeps_what_a_contract_relies_on_and_shows_it_nowhere(self, cast: Cast, side: str) -> None:
        events.wire(WIRING)
        Deal(*((cast.aoi, cast.ren) if side == "client" else (cast.ren, cast.aoi)))
        events.wire({DeclarationsReliedOn: WIRING[DeclarationsReliedOn]})
        actions.close_account(person_id=cast.aoi.pk, at=AT + YEAR)
        assert queries.trader(cast.aoi.pk, AT) == replace(SHOWN, declared_at=AT)
        assert queries.disclosed(cast.aoi.pk, AT) is None
