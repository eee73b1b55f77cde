"""What a fee is, which movements there are, and what the lines of each look like."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    ESCROW_EFFECT,
    MOVEMENTS,
    PAY_IN,
    PAY_OUT,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    SCHEDULES,
    Fee,
    fee_of,
    legs_of,
    new_reference,
    read_schedules,
    reference_in,
    schedule_on,
)

TIERED = SCHEDULES["tiered_2020"]
PARTIES = {"contract": 7, "client": 1, "worker": 2, "person": 3, "shard": 5}
prices = st.integers(1, 10**12)


class TestTheFee:
    @pytest.mark.parametrize(
        ("price", "fee", "tax", "net"),
        [
            (5_500, 1_100, 110, 4_290),  # 5,000 and 10 % tax: 22 % of the whole goes
            (100_000, 20_000, 2_000, 78_000),
            (100_001, 20_000, 2_000, 78_001),
            (200_000, 30_000, 3_000, 167_000),
            (200_019, 30_000, 3_000, 167_019),
            (200_020, 30_001, 3_000, 167_019),
            (500_000, 45_000, 4_500, 450_500),
            (1, 0, 0, 1),
            (4, 0, 0, 4),
            (5, 1, 0, 4),
            (50, 10, 1, 39),
        ],
    )
    def test_follows_the_tiers(self, price: int, fee: int, tax: int, net: int) -> None:
        assert fee_of(price, TIERED) == Fee(fee, tax, net)

    @given(prices)
    def test_parts_add_up_to_the_price(self, price: int) -> None:
        fee = fee_of(price, TIERED)
        assert fee.fee + fee.tax + fee.net == price
        assert fee.net > 0 <= min(fee.fee, fee.tax)

    @given(prices)
    def test_jumps_nowhere(self, price: int) -> None:
        more, less = fee_of(price + 1, TIERED), fee_of(price, TIERED)
        assert {more.fee - less.fee, more.tax - less.tax} <= {0, 1}

    @given(prices)
    def test_is_below_the_exact_share_by_less_than_a_yen(self, price: int) -> None:
        spans = [(100_000, 20), (100_000, 10), (None, 5)]
        exact, rest = Fraction(0), price
        for span, percent in spans:
            part = rest if span is None else min(rest, span)
            exact, rest = exact + Fraction(part * percent, 100), rest - part
        assert 0 <= exact - fee_of(price, TIERED).fee < 1


class TestTheSchedules:
    def test_in_force_is_the_latest_begun(self) -> None:
        assert schedule_on(date(2026, 11, 30)) is TIERED
        with pytest.raises(LookupError):
            schedule_on(date(2019, 12, 31))

    def test_come_from_a_file_that_must_be_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "fees.toml"
        path.write_text('[a]\nvalid_from = 2026-04-01\ntax_percent = 10\ntiers = [{ percent = "3.5" }]')
        assert fee_of(1_000, read_schedules(path)["a"]) == Fee(35, 3, 962)
        path.write_text("[a]\nvalid_from = 2026-04-01\ntax_percent = 10\ntiers = [{ percent = 3, up_to = 9 }]")
        with pytest.raises(ValueError, match="open-ended"):
            read_schedules(path)

    def test_fit_the_column_that_pins_them(self) -> None:
        assert all(len(name) <= 30 for name in SCHEDULES)


class TestTheMovements:
    @pytest.mark.parametrize("name", MOVEMENTS)
    def test_have_their_text(self, name: str) -> None:
        assert f"money.movement.{name}" in CATALOGUE

    def test_of_a_contract_move_its_escrow_by_one_deposit(self) -> None:
        assert ESCROW_EFFECT == {
            PAY_IN: 0,
            DEPOSIT_ESCROW: 1,
            RELEASE_ESCROW: -1,
            RETURN_ESCROW: -1,
            PAY_OUT: 0,
        }

    @given(name=st.sampled_from(sorted(MOVEMENTS)), amount=prices)
    def test_sum_to_nought(self, name: str, amount: int) -> None:
        movement = MOVEMENTS[name]
        fee = fee_of(amount, TIERED)
        parts = {"net": fee.net, "fee": fee.fee, "fee_tax": fee.tax} if len(movement.parts) > 1 else {"amount": amount}
        legs = legs_of(movement, parts, PARTIES)
        assert sum(leg.amount for leg in legs) == 0
        assert all(leg.amount for leg in legs)
        assert len({leg.code for leg in legs}) == len(legs)

    def test_release_to_the_worker_fee_and_tax_in_one_entry(self) -> None:
        legs = legs_of(MOVEMENTS[RELEASE_ESCROW], {"net": 78_000, "fee": 20_000, "fee_tax": 2_000}, PARTIES)
        assert [(leg.code, leg.amount) for leg in legs] == [
            ("escrow:7", -100_000),
            ("wallet:2", 78_000),
            ("fee:5", 20_000),
            ("fee_tax:5", 2_000),
        ]

    @pytest.mark.parametrize("parts", [{"amount": 0}, {"amount": -5}, {"net": 5}, {"amount": 5, "fee": 1}, {}])
    def test_refuse_parts_that_are_not_theirs(self, parts: dict[str, int]) -> None:
        with pytest.raises(ValueError, match="deposit_escrow"):
            legs_of(MOVEMENTS[DEPOSIT_ESCROW], parts, PARTIES)


class TestAReference:
    def test_has_no_letter_that_looks_like_a_digit(self) -> None:
        assert not set("01OILU") & set(new_reference(lambda letters: letters[0])[3:])
        assert new_reference(lambda letters: "7") == "TP-777777"

    @pytest.mark.parametrize("typed", ["TP-7KQ2M9", "tp7kq2m9", " 7kq2m9 ", "TP 7KQ 2M9", "TP-7KQ2M9"])
    def test_is_found_however_it_was_typed(self, typed: str) -> None:
        assert reference_in(typed) == "TP-7KQ2M9"
