"""The registration number of Japan's qualified invoices: T and 13 digits, for a company those of its corporate number.

The first digit of a corporate number checks the other twelve. Whether the numbers of sole proprietors follow the same
rule is not known, so the check is a hint to look again, never a reason to refuse. It cannot tell 0 from 9.
"""

from __future__ import annotations

import re
import unicodedata

_FORM = re.compile(r"T[0-9]{13}")
_BETWEEN = {ord(sign): None for sign in " -‐‑–—―−ー"}


def tidy(written: str) -> str:
    """The number as somebody typed it: width, case, spaces and hyphens are forgiven. Not checked."""
    return unicodedata.normalize("NFKC", written).strip().upper().translate(_BETWEEN)


def is_invoice_number(number: str) -> bool:
    """Whether this has the form of a registration number. Its register alone knows whether it is one."""
    return _FORM.fullmatch(number) is not None


def has_valid_check_digit(number: str) -> bool:
    """Whether the first of the 13 digits (with or without the T) is what the others make it; False without 13 digits.

    From the right, every second digit counts twice; the check digit is 9 less the remainder of the sum by 9.
    """
    digits = number.removeprefix("T")
    if not is_invoice_number(f"T{digits}"):
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9
