"""Every pack answers its own golden tests, which ship inside it."""

from __future__ import annotations

from datetime import date

import pytest

from tachiai.terms.packs import KNOWN, Pack
from tachiai.terms.packs.golden import answer

CASES = [(pack, name) for pack in KNOWN.values() for name in pack.tests]
PAYMENT_DATES = {date(2025, 7, 13), date(2026, 3, 1), date(2026, 8, 29), 62}
WITHHELD = {3_403, 10_210, 102_100, 204_200}
CHECKED = {"4011001098993", "7123456789012", "2120901007402", "7010705000725"}


@pytest.mark.parametrize(("pack", "name"), CASES, ids=[f"{pack.pin} {name}" for pack, name in CASES])
def test_a_pack_answers_as_it_says(pack: Pack, name: str) -> None:
    test = pack.tests[name]
    assert answer(pack, test) == test.expect


@pytest.mark.parametrize("pin", ["jp@2024.11", "jp@2026.01"])
def test_the_known_vectors_of_payment_dates_withholding_and_check_digits_are_among_them(pin: str) -> None:
    tests = KNOWN[pin].tests.values()
    expected = {ask: {test.expect for test in tests if test.ask == ask} for ask in ("latest_payment", "withheld")}
    days = {test.expect for test in tests if test.ask == "days_to_latest"}
    assert expected["latest_payment"] | days >= PAYMENT_DATES
    assert expected["withheld"] >= WITHHELD
    assert {test.given["number"] for test in tests if test.ask == "check_digit" and test.expect} >= CHECKED
