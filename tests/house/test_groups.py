"""Tests that share what is dear to make run in one process."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_named_to_whoever_deals_out_the_tests(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("dist", "") != "load":
        assert request.node.nodeid.endswith("@together")
