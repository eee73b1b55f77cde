"""What a fee is, which movements there are, and what the lines of each look like."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.amounts import Tier
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    EFFECTS,
    MOVEMENTS,
    NET,
    PAY_PART,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    RETURN_PART,
    RETURN_REST,
    RETURN_SURPLUS,
    RETURNED,
    SCHEDULES,
    SPLIT_ESCROW,
    SPLIT_PART,
    TOP_UP_ESCROW,
    Fee,
    FeeSchedule,
    contract_holder,
    fee_of,
    fee_of_part,
    legs_of,
    new_reference,
    parts_of,
    read_schedules,
    reference_in,
    schedule_at,
    to_worker,
)

TIERED = SCHEDULES["tiered_2020"]
UNREWARDING = sorted(name for name, movement in MOVEMENTS.items() if NET not in movement.parts)
PARTIES = {"holder": contract_holder(7), "client": 1, "worker": 2, "person": 3, "shard": 5}
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


class TestTheFeeOfAPart:
    divisions = st.lists(st.integers(2, 300_000) | st.integers(2, 60), min_size=1, max_size=8)

    @pytest.mark.parametrize(
        ("paid_before", "gross", "fee"),
        [
            (0, 100_000, Fee(20_000, 2_000, 78_000)),
            (100_000, 100_000, Fee(10_000, 1_000, 89_000)),
            (200_000, 100_000, Fee(5_000, 500, 94_500)),
            (50_000, 100_000, Fee(15_000, 1_500, 83_500)),
            (4, 1, Fee(1, 0, 0)),
            (49, 2, Fee(1, 1, 0)),
            (49, 1, Fee(1, 0, 0)),  # fee and tax grow by one each, but one yen is all there is
            (0, 0, Fee(0, 0, 0)),
        ],
    )
    def test_goes_on_where_the_paid_parts_ended(self, paid_before: int, gross: int, fee: Fee) -> None:
        assert fee_of_part(gross, paid_before, TIERED) == fee

    @given(divisions)
    def test_is_in_total_the_fee_of_one_payment(self, parts: list[int]) -> None:
        fees = [fee_of_part(gross, sum(parts[:place]), TIERED) for place, gross in enumerate(parts)]
        whole = fee_of(sum(parts), TIERED)
        assert [sum(column) for column in zip(*((f.fee, f.tax, f.net) for f in fees), strict=True)] == [
            whole.fee,
            whole.tax,
            whole.net,
        ]

    @given(paid_before=st.integers(0, 10**6), gross=st.integers(0, 10**6) | st.integers(0, 9))
    def test_divides_the_part_and_takes_no_more_than_it(self, paid_before: int, gross: int) -> None:
        fee = fee_of_part(gross, paid_before, TIERED)
        assert fee.fee + fee.tax + fee.net == gross
        assert min(fee.fee, fee.tax, fee.net) >= 0

    @given(st.lists(st.integers(1, 60), min_size=1, max_size=60))
    def test_of_crumbs_is_never_more_than_of_one_payment(self, parts: list[int]) -> None:
        fees = [fee_of_part(gross, sum(parts[:place]), TIERED) for place, gross in enumerate(parts)]
        whole = fee_of(sum(parts), TIERED)
        assert sum(f.fee for f in fees) == whole.fee
        assert 0 <= whole.tax - sum(f.tax for f in fees) <= parts.count(1)


class TestWhatIsWithheld:
    """Of a reward, whatever the fee schedule of the installation is."""

    percents = st.integers(0, 100).map(Fraction)
    schedules = st.builds(
        lambda low, limit, high, tax: FeeSchedule("any", date(2026, 1, 1), (Tier(low, limit), Tier(high, None)), tax),
        percents,
        st.integers(1, 200_000),
        percents,
        percents,
    )
    shares = st.integers(0, 10**7) | st.integers(0, 60)

    @given(
        name=st.sampled_from([RELEASE_ESCROW, SPLIT_ESCROW]),
        amount=st.integers(1, 10**7) | st.integers(1, 60),
        share=shares,
        paid_before=shares,
        withheld=shares,
        schedule=schedules,
    )
    def test_leaves_parts_that_are_the_amount_and_none_below_nought(
        self, name: str, amount: int, share: int, paid_before: int, withheld: int, schedule: FeeSchedule
    ) -> None:
        movement, gross = MOVEMENTS[name], min(share, amount) if name == SPLIT_ESCROW else amount
        fee = fee_of_part(gross, paid_before, schedule)
        if withheld > fee.net:
            with pytest.raises(ValueError, match="cannot withhold"):
                parts_of(movement, amount, gross, paid_before, schedule, withheld)
            withheld = fee.net
        parts = parts_of(movement, amount, gross, paid_before, schedule, withheld)
        assert sum(parts.values()) == amount
        assert min(parts.values()) >= 0
        assert parts["withheld"] == withheld
        assert (parts["fee"], parts["fee_tax"]) == (fee.fee, fee.tax), "the fee is on the reward before tax"
        assert parts["net"] + withheld + fee.fee + fee.tax == gross
        assert parts.get("returned", 0) == amount - gross

    @given(name=st.sampled_from(sorted(MOVEMENTS)), amount=prices, below=st.integers(max_value=-1))
    def test_is_never_less_than_nothing(self, name: str, amount: int, below: int) -> None:
        with pytest.raises(ValueError, match="cannot withhold"):
            parts_of(MOVEMENTS[name], amount, amount, 0, TIERED, below)

    @given(name=st.sampled_from(UNREWARDING), withheld=st.integers(1, 10**6))
    def test_is_taken_off_rewards_alone(self, name: str, withheld: int) -> None:
        movement, amount = MOVEMENTS[name], 10**9
        with pytest.raises(ValueError, match="cannot withhold"):
            parts_of(movement, amount, to_worker(movement, amount, None), 0, TIERED, withheld)


class TestTheSchedules:
    def test_in_force_is_the_latest_begun(self) -> None:
        assert schedule_at(datetime(2026, 11, 30, tzinfo=TOKYO)) is TIERED
        with pytest.raises(LookupError):
            schedule_at(datetime(2019, 12, 31, 23, 59, tzinfo=TOKYO))

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

    def test_of_a_contract_say_what_they_do_to_its_escrow(self) -> None:
        assert {name: (effect.holds, effect.pays) for name, effect in EFFECTS.items()} == {
            DEPOSIT_ESCROW: (1, set()),
            TOP_UP_ESCROW: (0, set()),
            RETURN_SURPLUS: (0, set()),
            RELEASE_ESCROW: (-1, {"worker"}),
            SPLIT_ESCROW: (-1, {"client", "worker"}),
            RETURN_ESCROW: (-1, {"client"}),
            PAY_PART: (0, {"worker"}),
            SPLIT_PART: (0, {"client", "worker"}),
            RETURN_PART: (0, set()),
            RETURN_REST: (-1, {"client"}),
        }

    @given(
        name=st.sampled_from(sorted(MOVEMENTS)),
        amount=prices,
        percent=st.integers(0, 100),
        paid_before=st.integers(0, 10**6),
        taxed=st.integers(0, 100),
    )
    def test_sum_to_nought(self, name: str, amount: int, percent: int, paid_before: int, taxed: int) -> None:
        movement = MOVEMENTS[name]
        gross = to_worker(movement, amount, amount * percent // 100 if RETURNED in movement.parts else None)
        withheld = fee_of_part(gross, paid_before, TIERED).net * taxed // 100
        legs = legs_of(movement, parts_of(movement, amount, gross, paid_before, TIERED, withheld), PARTIES)
        assert legs[0].amount == -amount
        assert sum(leg.amount for leg in legs) == 0
        assert all(leg.amount for leg in legs)
        assert len({(leg.line, leg.code) for leg in legs}) == len(legs), "how a repeated movement is recognised"

    def test_release_to_the_worker_fee_and_tax_in_one_entry(self) -> None:
        parts = {"net": 67_790, "fee": 20_000, "fee_tax": 2_000, "withheld": 10_210}
        legs = legs_of(MOVEMENTS[RELEASE_ESCROW], parts, PARTIES)
        assert [(leg.code, leg.amount) for leg in legs] == [
            ("escrow:7", -100_000),
            ("wallet:2", 67_790),
            ("fee:5", 20_000),
            ("fee_tax:5", 2_000),
            ("wallet:1", 10_210),
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
