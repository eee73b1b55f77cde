from decimal import Decimal
from fractions import Fraction

import pytest

from tachiai.contracts.rules import average_stars, completion_rate, rating_mistakes, unanswered
from tachiai.kernel.lifecycle import Actor


@pytest.mark.parametrize(
    ("asks", "answers", "refused"),
    [
        (("note", "files"), {"note": "", "files": []}, ["contracts.refused.nothing_delivered"]),
        (("note", "files"), {"note": "", "files": [1]}, []),
        (("note", "files"), {"note": "x" * 5001}, ["contracts.refused.too_long"]),
        (("note", "files"), {"files": list(range(21))}, ["contracts.refused.too_many_files"]),
        (("terms", "note"), {"terms": 1, "note": " "}, ["contracts.refused.change_reason_missing"]),
        (("reason",), {}, ["contracts.refused.reason_missing"]),
        (("reason",), {"reason": "事情"}, []),
        (("item_reasons",), {}, ["contracts.refused.no_item_named"]),
        (("item_reasons",), {"item_reasons": {3: "外れ"}}, ["contracts.refused.no_item_named"]),
        (("item_reasons",), {"item_reasons": {2: "赤が違う"}}, []),
    ],
)
def test_a_step_says_what_its_answers_lack(asks: tuple[str, ...], answers: dict, refused: list[str]) -> None:
    assert [reason.key for _, reason in unanswered(asks, answers, acceptance_items=3)] == refused


def test_the_average_of_the_stars() -> None:
    assert average_stars({"skill": 5, "quality": 4, "schedule": 4}) == Decimal("4.33")


def test_stars_are_one_to_five() -> None:
    wrong = rating_mistakes(Actor.CLIENT, dict.fromkeys(("skill", "quality", "schedule", "communication"), 6), "")
    assert {field for field, _ in wrong} == {"skill", "quality", "schedule", "communication", "partnership"}


def test_the_completion_rate() -> None:
    assert completion_rate(3, 1) == Fraction(3, 4)
    assert completion_rate(0, 0) is None
