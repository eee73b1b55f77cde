"""What addresses and forms say by number."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from tachiai.web.requests import before_of, number_of, numbers_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", 12),
        ("12", 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("", None),
    ],
)
def test_only_what_a_row_can_have_is_a_number(typed: str, read: int | None) -> None:
    assert number_of(typed) == read
    assert before_of(RequestFactory().get("/", {"before": typed})) == read


def test_of_several_the_numbers_are_kept() -> None:
    assert numbers_of(["3", "x", "9" * 30, "4"]) == [3, 4]
