"""The two views of a text: laws that hold for any text, and the disguises that they see through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tachiai.screening.normaliser import PLAIN, SQUEEZED, VIEWS, View, plain, squeezed

# What disguises are made of, so that they come together often: plain letters alone would try nothing.
TRICKY = st.text(
    "ラらﾗイィンﾝカ力口ロ工エ二ニ一ー―-ｰ~〜アが\u3099ﾞ゛ﾟ株㍿①〇九三ゼロぜろキュー LINElineоΟａ.．・*_()[]（）@＠atdot"
    "アットマークどっとコム 09１o\t\n\r　\u200b\u202e\ufe0f\u0301é🅻ß",
    max_size=30,
)
ANY = st.one_of(TRICKY, st.text(max_size=40), st.text(st.characters(), max_size=10))
DIGITS_AND_SIGNS = st.text("0123456789 -()[]・ー.o〇九零oneziro@at", max_size=30)


@pytest.mark.parametrize("view", VIEWS)
class TestAnyText:
    @given(st.one_of(ANY, DIGITS_AND_SIGNS))
    @settings(max_examples=300)
    def test_is_folded_once_and_for_all(self, view: str, text: str) -> None:
        once = View(text, view).text
        assert View(once, view).text == once

    @given(ANY)
    @settings(max_examples=200)
    def test_keeps_the_way_back_to_each_character(self, view: str, text: str) -> None:
        read = View(text, view)
        spans = [read.origin(place, place + 1) for place in range(len(read.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(
            first[0] <= second[0] and first[1] <= second[1] for first, second in zip(spans, spans[1:], strict=False)
        )

    @given(ANY)
    @settings(max_examples=100)
    def test_reads_alike_with_signs_that_nobody_sees(self, view: str, text: str) -> None:
        hidden = "".join(f"{one}\u200b" for one in text)
        assert View(hidden, view).text == View(text, view).text

    def test_may_be_empty_or_huge(self, view: str) -> None:
        assert View("", view).text == ""
        huge = View("ラ・イ・ン 090-1234。" * 20_000, view)
        assert huge.origin(len(huge.text) - 1, len(huge.text)) == (len(huge.original) - 1, len(huge.original))


@given(st.one_of(ANY, DIGITS_AND_SIGNS))
@settings(max_examples=200)
def test_every_character_comes_from_what_it_is_read_from(text: str) -> None:
    """Alone, the piece of the original reads as that character, unless its neighbours decided (kanji, dashes)."""
    read = View(text, PLAIN)
    for place, character in enumerate(read.text):
        start, end = read.origin(place, place + 1)
        assert character in plain(text[start:end]) or character in "ー-" or character in plain("ニロカエ")


class TestPlain:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("ﾗｲﾝ", "らいん"),
            ("ライン", "らいん"),
            ("ＬＩＮＥ　ＩＤ", "line id"),
            ("L\u200bI\u2060N\ufe0fE", "line"),
            ("\u202eLINE", "line"),
            ("LІΝЕ", "line"),
            ("Ĺíňë", "line"),
            ("L̵I̷N̸E", "line"),
            ("🅻🅸🅽🅴", "line"),
            ("🇱🇮🇳🇪", "line"),
            ("𝓛𝓲𝓷𝓮", "line"),
            ("ɪɴ", "in"),
            ("ア力ウント", "あかうんと"),
            ("二ュース", "にゅーす"),
            ("口コミ", "口こみ"),
            ("ネット口コミ", "ねっと口こみ"),
            ("工場の入口", "工場の入口"),
            ("データ―ベース", "でーたーべーす"),
            ("サ-バ-", "さーばー"),
            ("090ー1234", "090-1234"),
            ("ｶﾞｲﾄﾞ", "がいど"),
            ("カ\u3099イト\u3099", "がいど"),
            ("違 約 金", "違約金"),
            ("① ２ ３", "1 2 3"),
            ("a\r\nb\u2028c", "a\n\nb\nc"),
            ("㍿", "株式会社"),
            ("\ud800", "\ufffd"),
        ],
    )
    def test_is_written_one_way(self, typed: str, read: str) -> None:
        assert plain(typed) == read

    def test_keeps_both_scripts_of_ordinary_prose_apart_from_disguises(self) -> None:
        assert plain("AとBを10%値引き、3.5時間") == "aとbを10%値引き、3.5時間"


class TestSqueezed:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("L.I.N.E", "line"),
            ("L I N E で", "line で"),
            ("L・I-N*E", "line"),
            ("ラ・イ・ン", "らいん"),
            ("ラ イ ン", "らいん"),
            ("ライ*ン", "らいん"),
            ("090-1234-5678", "09012345678"),
            ("０９０（１２３４）５６７８", "09012345678"),
            ("090.1234.5678", "09012345678"),
            ("〇九〇ー一二三四ー五六七八", "09012345678"),
            ("ゼロキューゼロ 1234", "0901234"),
            ("zero nine zero, one two", "090, 12"),
            ("zero nine zero one-two", "09012"),
            ("o9o-1234", "0901234"),
            ("taro(at)example(dot)com", "taro@example.com"),
            ("taro アットマーク example ドット com", "taro@example.com"),
            ("taro at gmail dot com", "taro@gmail.com"),
            ("taro★gmail.com", "taro@gmail.com"),
            ("taro @ example . com", "taro@example.com"),
            ("t a r o @ e x a m p l e . c o m", "taro@example.com"),
        ],
    )
    def test_sees_through_what_hides_an_address(self, typed: str, read: str) -> None:
        assert squeezed(typed) == read

    @pytest.mark.parametrize(
        "typed",
        [
            "みなさんに、ごくふつうのさんにんで。",
            "look at the dots. to be done",
            "三人で二、三日かかります。",
            "one or two rounds",
            "3.5時間で1,000円",
            "データ・アナリスト",
            "e.g. a plan",
        ],
    )
    def test_leaves_ordinary_prose_as_it_is(self, typed: str) -> None:
        assert squeezed(typed) == plain(typed)

    def test_shows_the_hidden_letters_where_they_stood(self) -> None:
        typed = "まず ﾗ・ｲ・ﾝへ"
        read = View(typed, SQUEEZED)
        place = read.text.index("らいん")
        assert typed[slice(*read.origin(place, place + 3))] == "ﾗ・ｲ・ﾝ"
        assert typed[slice(*read.origin(place, place + 2))] == "ﾗ・ｲ"


def test_the_unicode_data_knows_the_signs_that_the_tables_rely_on() -> None:
    """An older Python would read some styles of letters as signs."""
    assert tuple(map(int, unicodedata.unidata_version.split("."))) >= (14, 0, 0)
