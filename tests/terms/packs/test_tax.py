"""Tax and interest, beside the golden tests of the packs: what holds for any amount."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.terms.packs import KNOWN
from tachiai.terms.packs.kinds import Answer
from tachiai.terms.packs.schema import Invoice, Withholding
from tachiai.terms.packs.tax import (
    has_valid_check_digit,
    included_tax,
    input_credit,
    is_invoice_number,
    late_interest,
    withheld,
    withholding_base,
    withholding_duty,
)
from tests.terms.packs.samples import unhurried

JP, EU = KNOWN["jp@2026.01"], KNOWN["eu@2013.03"]
INVOICE, WITHHOLDING = JP.tax.invoice, JP.tax.withholding
assert isinstance(INVOICE, Invoice) and isinstance(WITHHOLDING, Withholding)
amounts = st.integers(0, 10**9)


class TestWithholding:
    @unhurried
    @given(amounts)
    def test_drops_the_fraction_of_a_yen(self, amount: int) -> None:
        if amount <= 1_000_000:
            assert withheld(amount, WITHHOLDING) == amount * 1021 // 10_000
        else:
            assert withheld(amount, WITHHOLDING) == (amount - 1_000_000) * 2042 // 10_000 + 102_100

    def test_shows_the_surtax_apart(self) -> None:
        parts = [bracket.percent for bracket in WITHHOLDING.brackets]
        assert parts[0] == {"income": 10, "surtax": Fraction("0.21")}
        assert parts[0]["surtax"] / parts[0]["income"] == parts[1]["surtax"] / parts[1]["income"] == Fraction("0.021")

    def test_of_less_than_nothing_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="-1"):
            withheld(-1, WITHHOLDING)

    def test_is_taken_without_the_tax_only_where_the_invoice_shows_it(self) -> None:
        assert withholding_base(110_000, 10_000, tax_is_shown=True) == 100_000
        assert withholding_base(110_000, 10_000, tax_is_shown=False) == 110_000

    def test_of_work_that_no_table_knows_is_a_question(self) -> None:
        facts = {"client.kind": "company", "worker.kind": "individual", "worker.country": "JP"}
        assert withholding_duty(facts, WITHHOLDING) is Answer.ASK
        assert withholding_duty({**facts, "order.category": "design.slides"}, WITHHOLDING) is Answer.ASK
        assert withholding_duty({**facts, "worker.country": "FR"}, WITHHOLDING) is Answer.NO


class TestTheTaxInsideAPrice:
    @unhurried
    @given(st.lists(st.tuples(st.sampled_from(["standard", "reduced", "none"]), amounts), max_size=8))
    def test_is_rounded_once_for_each_rate(self, lines: list[tuple[str, int]]) -> None:
        for total in included_tax(lines, INVOICE):
            gross = sum(amount for rate, amount in lines if rate == total.rate)
            exact = Fraction(gross) * total.percent / (100 + total.percent)
            assert total.gross == gross
            assert 0 <= exact - total.tax < 1

    def test_rounded_line_by_line_would_be_less(self) -> None:
        lines = [("standard", 105)] * 4
        (total,) = included_tax(lines, INVOICE)
        apart = sum(included_tax([line], INVOICE)[0].tax for line in lines)
        assert (total.tax, apart) == (38, 36)

    def test_of_a_rate_that_nobody_knows_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            included_tax([("luxury", 100)], INVOICE)


class TestInterest:
    FREELANCE, TORITEKI = JP.payment["freelance_full"].interest, JP.payment["toriteki"].interest

    @unhurried
    @given(st.integers(1, 10**8), st.integers(1, 2_000))
    def test_grows_with_the_days_and_drops_the_fraction(self, unpaid: int, late: int) -> None:
        assert self.TORITEKI is not None
        due_on = date(2026, 3, 1)
        exact = Fraction(unpaid) * Fraction("14.6") * late / 36_500
        owed = late_interest(unpaid, self.TORITEKI, due_on=due_on, paid_on=due_on + timedelta(days=late))
        assert 0 <= exact - owed < 1

    def test_is_nothing_in_time(self) -> None:
        assert self.FREELANCE is not None
        day = date(2026, 3, 1)
        assert late_interest(100_000, self.FREELANCE, due_on=day, paid_on=day) == 0
        assert late_interest(0, self.FREELANCE, due_on=day, paid_on=date(2027, 3, 1)) == 0

    def test_over_a_reference_rate_needs_that_rate(self) -> None:
        rule = EU.payment["late_payment"].interest
        assert rule is not None
        with pytest.raises(ValueError, match="reference"):
            late_interest(100, rule, due_on=date(2026, 1, 1), paid_on=date(2026, 2, 1))
        assert late_interest(0, rule, due_on=date(2026, 1, 1), paid_on=date(2026, 2, 1), reference=Fraction(2)) == 0


def test_the_stages_of_input_credit_follow_one_another_without_a_gap() -> None:
    stages = JP.tax.input_credit
    assert [stage.percent for stage in stages] == [80, 70, 50, 30]
    for earlier, later in zip(stages, stages[1:], strict=False):
        assert later.from_on - earlier.to_on == timedelta(days=1)
    assert input_credit(stages, date(2031, 10, 1)) is input_credit(stages, date(2023, 9, 30)) is None


def test_numbers_are_those_that_the_kernel_knows() -> None:
    assert is_invoice_number("T4011001098993") and not is_invoice_number("4011001098993")
    assert has_valid_check_digit("4011001098993") and not has_valid_check_digit("4011001098994")
