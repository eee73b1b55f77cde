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
        assert [error.id for error in run_checks() if error.id and error.id.startswith("money.")] == found
