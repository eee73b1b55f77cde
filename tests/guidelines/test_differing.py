"""What people read when a document has changed."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tachiai.guidelines.rules.differing import Change, Mark, differences, pieces
from tachiai.guidelines.rules.shape import Document, document_of
from tests.guidelines.samples import BREACH, clause, source

WORDS = st.text("ab 12席を立つキ。", max_size=30)


def document(*clauses: str) -> Document:
    return document_of(tomllib.loads(source(*clauses)), "train.toml")


def marked(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.mark, piece.words) for piece in pieces(old, new)]


@given(WORDS, WORDS)
def test_the_pieces_hold_both_texts_whole(old: str, new: str) -> None:
    told = pieces(old, new)
    assert "".join(piece.words for piece in told if piece.mark != Mark.NEW) == old
    assert "".join(piece.words for piece in told if piece.mark != Mark.OLD) == new
    assert all(piece.words for piece in told)


def test_what_changed_is_marked_by_words_in_both_languages() -> None:
    assert marked("within 14 days", "within 30 days") == [
        ("kept", "within "),
        ("old", "14"),
        ("new", "30"),
        ("kept", " days"),
    ]
    assert marked("十四日前までに公開", "十四日前までに掲示") == [
        ("kept", "十四日前までに"),
        ("old", "公開"),
        ("new", "掲示"),
    ]


def test_a_clause_is_added_gone_or_changed() -> None:
    old = document(clause(1), clause(2, "Stay."), clause(3))
    new = document(clause(1), clause(3, "Keep your bag."), clause(4, "Wave."))
    found = [(each.change, each.clause.id) for each in differences(old, new, "en")]
    assert found == [(Change.CHANGED, "message.1-3"), (Change.ADDED, "message.1-4"), (Change.GONE, "message.1-2")]


def test_only_the_part_that_differs_is_told() -> None:
    (change,) = differences(document(clause(1)), document(clause(1, "Keep the seat.")), "en")
    assert list(change.parts) == ["text"]


def test_examples_count_as_words_of_a_clause() -> None:
    (change,) = differences(document(clause(1)), document(clause(1, breach=BREACH)), "ja")
    assert (change.change, list(change.parts)) == (Change.CHANGED, ["distinguishes", "example"])


def test_a_version_differs_from_itself_in_nothing_nor_from_one_in_another_language_only() -> None:
    old, new = document(clause(1)), document(clause(1, "Keep the seat."))
    assert differences(old, old, "en") == differences(old, new, "ja") == []
