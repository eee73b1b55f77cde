from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.invoice_number import has_valid_check_digit, is_invoice_number, tidy

VALID = ("4011001098993", "7123456789012", "2120901007402", "7010705000725")
bases = st.text("0123456789", min_size=12, max_size=12)


def with_check_digit(base: str) -> str:
    """By trying all nine: another way than the rule's own."""
    (number,) = (f"{first}{base}" for first in "123456789" if has_valid_check_digit(f"{first}{base}"))
    return number


class TestTheForm:
    @pytest.mark.parametrize(
        "typed",
        [
            "T4011001098993",
            "t4011001098993",
            " Ｔ４０１１００１０９８９９３ ",
            "T4-0110-0109-8993",
            "T4011 0010 98993",
            "Ｔ４０１１００１０９８９９３",
            "T4ー0110−0109‐8993",
        ],
    )
    def test_is_found_however_it_was_typed(self, typed: str) -> None:
        assert tidy(typed) == "T4011001098993"
        assert is_invoice_number(tidy(typed))

    @pytest.mark.parametrize(
        "number", ["", "T", "4011001098993", "T401100109899", "T40110010989931", "T401100109899X", "U4011001098993",
                   "T4011001098993\n", "T٤٠١١٠٠١٠٩٨٩٩٣"],
    )  # fmt: skip
    def test_is_a_t_and_thirteen_digits(self, number: str) -> None:
        assert not is_invoice_number(number)

    @given(st.from_regex(r"T[0-9]{13}", fullmatch=True))
    def test_is_not_changed_by_tidying(self, number: str) -> None:
        assert is_invoice_number(number) and tidy(number) == number


class TestTheCheckDigit:
    @pytest.mark.parametrize("digits", VALID)
    def test_fits_known_numbers_with_and_without_the_t(self, digits: str) -> None:
        assert has_valid_check_digit(digits) and has_valid_check_digit(f"T{digits}")

    @pytest.mark.parametrize("number", ["", "T", "401100109899", "T40110010989931", "401100109899X", "TT4011001098993"])
    def test_needs_thirteen_digits(self, number: str) -> None:
        assert not has_valid_check_digit(number)

    @given(bases)
    def test_is_one_of_nine(self, base: str) -> None:
        assert has_valid_check_digit(with_check_digit(base))
        assert not has_valid_check_digit(f"0{base}")

    @given(base=bases, place=st.integers(1, 12), digit=st.sampled_from("0123456789"))
    def test_finds_every_wrong_digit_but_a_nine_for_a_nought(self, base: str, place: int, digit: str) -> None:
        number = with_check_digit(base)
        wrong = number[:place] + digit + number[place + 1 :]
        alike = digit == number[place] or {digit, number[place]} == {"0", "9"}
        assert has_valid_check_digit(wrong) == alike
