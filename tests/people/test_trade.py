"""Who someone is in trade, as they say it: what is taken, what is tidied, what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.rules import COUNTRIES, FIELDS, KINDS, REGIONS, Trader, changed, tidied, trader_mistakes
from tachiai.people.rules.trade import BOUNDS

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
COMPANY = Trader(
    kind="company",
    trade_name="葵デザイン株式会社",
    address="東京都台東区谷中1-2-3\n葵ビル4階",
    contact="03-0000-0000",
    country="JP",
    officers=2,
    capital=3_000_000,
    headcount=4,
    employs=True,
    acts_as_business=True,
    pays_salaries=True,
    invoice_number="T7010705000725",
    wants_electronic=True,
)


def wrong(trader: Trader) -> list[tuple[str, str]]:
    return [(field, refused.key.removeprefix("people.refused.trade.")) for field, refused in trader_mistakes(trader)]


class TestADeclaration:
    @pytest.mark.parametrize("trader", [Trader(), COMPANY, Trader(kind="consumer", acts_as_business=False)])
    def test_is_taken_with_much_or_with_nothing(self, trader: Trader) -> None:
        assert trader_mistakes(trader) == []

    @pytest.mark.parametrize("name", FIELDS)
    def test_may_leave_any_single_point_unknown(self, name: str) -> None:
        assert trader_mistakes(replace(COMPANY, **{name: getattr(Trader(), name)})) == []

    @pytest.mark.parametrize(
        ("said", "mistakes"),
        [
            ({"kind": "club"}, [("kind", "kind")]),
            ({"country": "XX"}, [("country", "country")]),
            ({"country": "jp"}, [("country", "country")]),
            ({"country": "JP", "region": "NY"}, [("region", "region")]),
            ({"country": "", "region": "NY"}, [("region", "region")]),
            ({"country": "US", "region": "XX"}, [("region", "region")]),
            ({"trade_name": "x" * 101}, [("trade_name", "too_long")]),
            ({"address": "x" * 301, "contact": "x" * 201}, [("address", "too_long"), ("contact", "too_long")]),
            ({"officers": 0}, [("officers", "officers")]),
            ({"officers": 1_001, "capital": -1}, [("officers", "officers"), ("capital", "capital")]),
            ({"capital": 10**15 + 1}, [("capital", "capital")]),
            ({"headcount": -1}, [("headcount", "headcount")]),
            ({"headcount": 0}, [("employs", "employs_nobody")]),
            ({"kind": "individual"}, [("officers", "only_company"), ("capital", "only_company")]),
            ({"invoice_number": "7010705000725"}, [("invoice_number", "invoice_number")]),
            ({"invoice_number": "T701070500072"}, [("invoice_number", "invoice_number")]),
            ({"disclose_in_listings": True, "contact": ""}, [("disclose_in_listings", "disclosure_lacks")]),
        ],
    )
    def test_is_refused_at_the_field_that_is_wrong(self, said: dict[str, Any], mistakes: list[tuple[str, str]]) -> None:
        assert wrong(replace(COMPANY, **said)) == mistakes

    def test_of_a_consumer_is_not_of_a_business(self) -> None:
        assert wrong(Trader(kind="consumer", acts_as_business=True)) == [("acts_as_business", "consumer_in_business")]

    @pytest.mark.parametrize(
        "said",
        [
            {"country": "US", "region": "NY"},
            {"headcount": 0, "employs": None},
            {"headcount": 0, "employs": False},
            {"headcount": 9, "employs": False},
        ],
    )
    def test_may_say_what_can_be_true_together(self, said: dict[str, Any]) -> None:
        assert wrong(replace(COMPANY, **said)) == []

    def test_has_a_text_for_each_refusal(self) -> None:
        broken = Trader(kind="x", country="x", region="x", officers=0, capital=-1, headcount=-1, invoice_number="x",
                        trade_name="x" * 999, disclose_in_listings=True)  # fmt: skip
        assert len(trader_mistakes(broken)) == 9
        for _, refused in trader_mistakes(broken):
            assert all(CATALOGUE.get(refused.key, language, **refused.params) for language in ("ja", "en"))

    @given(
        st.builds(
            Trader,
            kind=st.sampled_from(["", *KINDS]),
            country=st.sampled_from(["", "JP", "US"]),
            region=st.sampled_from(["", "NY"]),
            **{name: st.none() | st.integers(least - 1, most + 1) for name, (least, most) in BOUNDS.items()},
            **dict.fromkeys(("employs", "acts_as_business"), st.none() | st.booleans()),
            disclose_in_listings=st.booleans(),
        )
    )
    def test_is_mended_by_making_what_is_wrong_unknown(self, trader: Trader) -> None:
        """However wrong it is: each complaint names a field whose answer is one of those that do not fit."""
        for _ in FIELDS:
            mistakes = trader_mistakes(trader)
            if not mistakes:
                break
            name = mistakes[0][0]
            assert getattr(trader, name) != getattr(Trader(), name)
            trader = replace(trader, **{name: getattr(Trader(), name)})
        assert trader_mistakes(trader) == []


class TestTidying:
    def test_forgives_spaces_and_the_ways_to_write_a_number(self) -> None:
        typed = Trader(
            trade_name="  葵  デザイン ",
            address=" 東京都  台東区 \r\n\r\n 葵ビル\n",
            contact="03 0000  0000",
            invoice_number="ｔ７０１０-７０５０-００７２５",
        )
        assert tidied(typed) == Trader(
            trade_name="葵 デザイン",
            address="東京都 台東区\n葵ビル",
            contact="03 0000 0000",
            invoice_number="T7010705000725",
        )

    def test_leaves_all_else_alone(self) -> None:
        assert tidied(COMPANY) == COMPANY


class TestANumber:
    def test_of_a_company_is_looked_at_again_when_its_check_digit_is_wrong(self) -> None:
        assert not COMPANY.number_looks_mistyped
        mistyped = replace(COMPANY, invoice_number="T7010705000752")
        assert mistyped.number_looks_mistyped
        assert trader_mistakes(mistyped) == [], "a hint, no refusal"

    @pytest.mark.parametrize("said", [{"kind": "individual"}, {"kind": ""}, {"invoice_number": ""}])
    def test_of_somebody_else_says_nothing(self, said: dict[str, str]) -> None:
        assert not replace(COMPANY, **{"invoice_number": "T7010705000752", **said}).number_looks_mistyped


class TestConfirming:
    @pytest.mark.parametrize(("days", "due"), [(0, False), (364, False), (365, True), (900, True)])
    def test_is_asked_for_after_a_year(self, days: int, due: bool) -> None:
        assert Trader(declared_at=AT).should_confirm(AT + timedelta(days=days)) == due

    def test_is_not_asked_of_who_said_nothing(self) -> None:
        assert not Trader().should_confirm(AT)


class TestChanges:
    def test_are_named_by_field_and_not_by_moment(self) -> None:
        later = replace(COMPANY, officers=3, wants_electronic=None, declared_at=AT)
        assert changed(COMPANY, later) == ("officers", "wants_electronic")
        assert changed(COMPANY, replace(COMPANY, declared_at=AT)) == ()


class TestPlaces:
    def test_are_those_of_the_standard(self) -> None:
        assert len(COUNTRIES) == len(set(COUNTRIES)) == 249
        assert {"JP", "US", "DE", "GB", "TW"} <= set(COUNTRIES)
        assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)

    def test_have_parts_where_duties_differ(self) -> None:
        assert set(REGIONS) == {"US"}
        assert len(REGIONS["US"]) == 51 and {"NY", "CA"} <= set(REGIONS["US"])
