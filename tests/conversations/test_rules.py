from __future__ import annotations

import io
import unicodedata
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.conversations import rules
from tachiai.kernel.refused import Refusal
from tachiai.kernel.texts import CATALOGUE
from tests.conversations.samples import BAD, GOOD, nothing_but_a_directory


class TestFiles:
    @pytest.mark.parametrize("name", GOOD)
    def test_that_are_what_they_claim_are_taken(self, name):
        content, content_type = GOOD[name]
        assert rules.judge(name, io.BytesIO(content)).content_type == content_type

    @pytest.mark.parametrize("name", BAD)
    def test_that_are_not_are_refused_with_the_reason(self, name):
        content, reason = BAD[name]
        with pytest.raises(Refusal) as refusal:
            rules.judge(name, io.BytesIO(content))
        (refused,) = refusal.value.reasons
        assert refused.key == f"conversations.refused.{reason}"
        for language in ("ja", "en"):
            assert name in CATALOGUE.get(refused.key, language, **refused.params)

    @pytest.mark.parametrize("name", ["原稿.docx", "写真.jpg"])
    @pytest.mark.parametrize("is_zip64", [False, True])
    def test_that_are_nothing_but_a_directory_are_not_looked_into(self, monkeypatch, name, is_zip64):
        an_entry = Mock(side_effect=AssertionError("it was looked into"))
        monkeypatch.setattr(rules.zipfile, "ZipInfo", an_entry)
        with pytest.raises(AssertionError):
            rules.judge(name, io.BytesIO(nothing_but_a_directory(20_000, is_zip64=is_zip64)))
        with pytest.raises(Refusal):
            rules.judge(name, io.BytesIO(nothing_but_a_directory(25_000, is_zip64=is_zip64)))

    def test_are_looked_into_once_whatever_they_might_be(self, monkeypatch):
        opened = []
        monkeypatch.setattr(rules.zipfile, "ZipFile", lambda file: opened.append(file) or ZipFile(file))
        with pytest.raises(Refusal):
            rules.judge("写真.jpg", io.BytesIO(GOOD["一式.zip"][0]))
        assert len(opened) == 1

    def test_are_named_by_what_they_are_when_the_name_differs(self):
        with pytest.raises(Refusal) as refusal:
            rules.judge("photo.jpg", io.BytesIO(BAD["photo.jpg"][0]))
        assert refusal.value.reasons[0].params["kind"] == "conversations.kind.png"

    @pytest.mark.parametrize("kind", rules.KINDS, ids=lambda kind: kind.name)
    def test_of_every_kind_have_a_word_for_it(self, kind):
        assert f"conversations.kind.{kind.name}" in CATALOGUE

    @given(st.binary(max_size=300), st.sampled_from([*GOOD, *BAD]))
    def test_of_any_bytes_are_taken_or_refused_never_a_fault(self, content, name):
        try:
            judged = rules.judge(name, io.BytesIO(content))
        except Refusal:
            return
        assert judged.content_type not in ("text/html", "image/svg+xml", "application/xhtml+xml")


class TestFileNames:
    @pytest.mark.parametrize(
        "given_name, kept",
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\aoi\\見積.pdf", "見積.pdf"),
            ("ro\u202efdp.exe", "ro fdp.exe"),
            ("a\r\nSet-Cookie: x.txt", "a Set-Cookie: x.txt"),
            (".htaccess", "htaccess"),
            ("   ", "file"),
            ("カ\u3099.txt", "ガ.txt"),
        ],
    )
    def test_lose_folders_and_what_cannot_be_seen(self, given_name, kept):
        assert rules.clean_name(given_name) == kept

    @given(st.text())
    def test_stay_short_visible_and_without_folders(self, name):
        kept = rules.clean_name(name)
        assert 0 < len(kept) <= 120
        assert not set(kept) & set("/\\\r\n\0")
        assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in kept)
        assert not kept.startswith(".")

    @given(st.text(alphabet="あx ", min_size=100, max_size=300))
    def test_keep_their_ending_when_cut(self, stem):
        assert rules.clean_name(f"x{stem}.docx").endswith(".docx")


class TestMessages:
    @pytest.mark.parametrize(
        "body, files, reasons",
        [
            ("こんにちは", 0, []),
            ("", 1, []),
            (" \n ", 0, ["empty"]),
            ("x" * 10_001, 0, ["too_long"]),
            ("x", 11, ["too_many_files"]),
        ],
    )
    def test_need_something_said_and_keep_within_bounds(self, body, files, reasons):
        found = [refused.key for refused in rules.body_refusals(body, files)]
        assert found == [f"conversations.refused.{reason}" for reason in reasons]
