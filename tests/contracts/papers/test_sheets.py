"""The contract sheet says everything that was agreed, and what each side promises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tachiai.contracts.papers.orders import order_notice
from tachiai.contracts.papers.sheets import contract_sheet
from tachiai.contracts.papers.words import Words
from tachiai.kernel.texts import LANGUAGES
from tachiai.terms.promises import of_client, of_worker
from tachiai.terms.rules import FIELDS, Terms, label_key
from tests.contracts.papers.samples import DECLARED, agreement, rows_of, stored_and_read, texts_of
from tests.terms.samples import IN_PARTS, SETTLED

SERIAL = "ABCD2345-contract-1"


def sheet(terms: Terms = SETTLED, language: str = "ja"):
    return contract_sheet(replace(DECLARED, language=language), agreement(terms), SERIAL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_with_an_answer_is_a_row(language: str) -> None:
    words, rows = Words.of(language), rows_of(sheet(language=language))
    elsewhere = {"milestones", "acceptance_items"}
    answered = [field for field in FIELDS if field.name not in elsewhere and getattr(SETTLED, field.name)]
    assert len(answered) > 15
    assert {words(label_key(field)) for field in answered} <= set(rows)


@pytest.mark.parametrize("terms", [SETTLED, IN_PARTS])
def test_both_sides_promises_stand_in_it(terms: Terms) -> None:
    words, said = Words.of("ja"), texts_of(sheet(terms))
    for promise in (*of_worker(terms), *of_client(terms)):
        assert words.promise(promise) in said


def test_the_deadlock_rule_stands_in_it() -> None:
    assert rows_of(sheet())["話し合いで決まらないとき"] == "半分ずつに分ける"


def test_it_is_for_both_and_names_both_with_how_to_reach_them() -> None:
    paper = sheet()
    assert paper.addressed_to.name == "葵デザイン株式会社／蓮デザイン事務所"
    assert "03-0000-0000" in rows_of(paper)["クライアント（発注者）"]


@given(...)
def test_what_people_wrote_stands_as_they_wrote_it(text: str) -> None:
    if text.strip() and text.isprintable():
        terms = replace(SETTLED, scope=f"{{{text}}}")
        for paper in (sheet(terms), order_notice(DECLARED, agreement(terms), SERIAL)):
            assert f"{{{text}}}" in texts_of(paper)
            assert stored_and_read(paper) == paper
