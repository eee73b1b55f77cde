from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.amounts import Tier, percent_of, tiered

TIERS = (Tier(Fraction(20), 100_000), Tier(Fraction(10), 200_000), Tier(Fraction(5), None))


def test_tiers_apply_to_the_part_inside_them() -> None:
    assert tiered(100_000, TIERS) == 20_000
    assert tiered(200_000, TIERS) == 30_000
    assert tiered(500_000, TIERS) == 45_000


def test_a_fraction_of_a_yen_is_cut_off_once() -> None:
    assert tiered(4, TIERS) == 0
    assert percent_of(19, Fraction(10)) == 1


@given(st.integers(0, 100_000_000), st.integers(0, 1_000_000))
def test_more_never_costs_less_and_never_more_than_itself(amount: int, more: int) -> None:
    assert 0 <= tiered(amount, TIERS) <= tiered(amount + more, TIERS) <= amount + more
