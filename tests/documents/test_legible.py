from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tachiai.documents.legible import all_texts, in_all_texts, seen, spelled


class TestWhatIsDrawn:
    def test_names_what_turns_or_hides(self):
        assert seen("\u202e000,1") == "[U+202E]000,1"
        assert seen("a\x00b\x1bc\u2066d\U000e0041e\ud800") == "a[U+0000]b[U+001B]c[U+2066]d[U+E0041]e[U+D800]"

    def test_leaves_what_people_write(self):
        for text in ("葛\U000e0100飾区", "が゛ 全角　空白", "מחיר", "a\tb\nc", "👨‍👩‍👧", "ㇷ゚"):
            assert seen(text) == text

    def test_has_one_kind_of_line_break(self):
        assert seen("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"

    @given(st.text())
    def test_is_drawn_the_same_when_drawn_twice(self, text: str):
        assert seen(seen(text)) == seen(text)

    def test_spells_only_what_cannot_be_drawn(self):
        assert spelled("いいね👍\ue000", {"👍", "\ue000"}) == "いいね[thumbs up sign][U+E000]"
        assert spelled("いいね👍", frozenset()) == "いいね👍"

    def test_reaches_every_text_and_no_name_of_a_field(self):
        data = {"a": ["x", {"a": "x", "n": 1}], "b": None, "c": ("x",)}
        assert in_all_texts(data, str.upper) == {"a": ["X", {"a": "X", "n": 1}], "b": None, "c": ["X"]}
        assert list(all_texts(data)) == ["x", "x", "x"]
