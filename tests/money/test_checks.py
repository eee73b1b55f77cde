"""An installation does not start with a funds model that is unknown or that invents money."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.test import override_settings


@pytest.mark.parametrize(
    ("funds", "demo", "found"),
    [
        ("record_only", False, []),
        ("record_only", True, []),
        ("demo_bank", True, []),
        ("demo_bank", False, ["money.E002"]),
        ("my_cousin", True, ["money.E001"]),
    ],
)
def test_the_funds_model_is_safe(funds: str, demo: bool, found: list[str]) -> None:
    with override_settings(FUNDS=funds, DEMO=demo):
        assert [each for each in found_of_money() if each.startswith("money.E")] == found


@pytest.mark.parametrize(
    ("account", "demo", "found"), [("", False, ["money.W001"]), ("みらい銀行 普通 1234567", False, []), ("", True, [])]
)
def test_people_know_where_to_transfer(account: str, demo: bool, found: list[str]) -> None:
    with override_settings(FUNDS="record_only", DEMO=demo, BANK_ACCOUNT=account):
        assert found_of_money() == found


def found_of_money() -> list[str]:
    return [each.id for each in run_checks() if each.id and each.id.startswith("money.")]
