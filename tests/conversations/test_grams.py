from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tachiai.conversations import grams


def shown(text, asked, width=90):
    """The excerpt with its hits in brackets."""
    pieces = grams.excerpt(text, grams.terms(asked), width=width)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    "text, asked",
    [
        ("ﾃﾞｻﾞｲﾝ", "でざいん"),
        ("ＬＩＮＥ", "line"),
        ("11月 30日", "11月30日"),
        ("「納期」は、月末", "納期は月末"),
        ("㈱あおい", "(株)アオイ"),
        ("STRASSE", "straße"),
    ],
)
def test_width_kana_case_and_signs_are_forgiven(text, asked):
    assert grams.terms(text.replace(" ", "")) == grams.terms(asked)


def test_an_excerpt_marks_what_was_found_as_it_was_written():
    assert shown("次の ﾃﾞｻﾞｲﾝ です。デザインは３つ。", "でざいん") == "次の [ﾃﾞｻﾞｲﾝ] です。[デザイン]は３つ。"
    assert shown("か\u3099くぶち", "がく") == "[か\u3099く]ぶち"
    assert shown("あ" * 200 + "納期" + "い" * 200, "納期", width=12) == "…ああああ[納期]いいいいいい…"
    assert shown("短い文", "別の言葉") == "短い文"


@pytest.mark.parametrize("asked", ["", " 　", "!?、。", "\u200b"])
def test_nothing_to_look_for_is_no_question(asked):
    assert grams.query(asked) is None


@given(st.text(max_size=60), st.text(max_size=20))
def test_an_excerpt_says_nothing_that_was_not_written(text, asked):
    pieces = grams.excerpt(text, grams.terms(asked), width=200)
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.django_db
def test_a_part_of_a_text_is_found_as_it_stands_there_and_only_so():
    def found(text, asked):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [grams.vector(text), grams.query(asked)])
            return cursor.fetchone()[0]

    said = "ロゴの案を3つ、来週までにお送りします。"
    for asked in ("ろご", "の", "案を３つ", "送りします", "す", "来週 ロゴ", said):
        assert found(said, asked), asked
    for asked in ("ゴロ", "案の", "3つ案", "再来週", "来週 ラフ"):
        assert not found(said, asked), asked
    assert found("あ" * 9_999 + "い", "あい"), "one pair has only so many places, its neighbours have their own"
    assert found("やま" * 4_000 + "おわり", "まおわり")
