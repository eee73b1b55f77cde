"""Tests that share what is dear to make run in one process."""

from __future__ import annotations

import os

import pytest


def is_dealt_out(request: pytest.FixtureRequest) -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("dist", "") != "load"


@pytest.mark.xdist_group("together")
def test_a_group_is_named_to_whoever_deals_out_the_tests(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@together") or not is_dealt_out(request)


def test_those_of_one_file_are_a_group(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@house.test_groups") or not is_dealt_out(request)


@pytest.mark.browser
def test_one_in_a_browser_goes_where_there_is_time(request: pytest.FixtureRequest) -> None:
    assert "@" not in request.node.nodeid
