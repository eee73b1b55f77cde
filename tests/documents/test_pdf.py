from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
import typst
from hypothesis import given, settings

from tachiai.documents.gateways import typst_pdf
from tachiai.documents.gateways.typst_pdf import faces, pdf
from tachiai.documents.rules import Column, Document, Items, Note, Party, Prose, Rows, Table
from tachiai.kernel.refused import Refusal
from tests.documents import drawn
from tests.documents.samples import HOSTILE, INVOICE, ORDER, ORDER_EN, RECEIPT, documents, hostile, timeline

MARKUP = (
    '#import "x"',
    "$ x^2 $",
    "*bold*",
    "_it_",
    "`raw`",
    "[",
    "]",
    "\\",
    "= head",
    "- item",
    "// no",
    "<a>",
    "@b",
    "~",
    "--",
)
WRITE = """
import sys
from tachiai.documents.gateways.typst_pdf import pdf
from tests.documents.samples import ORDER
sys.stdout.buffer.write(pdf(ORDER, footer="x"))
"""
LONG = "ぬ" * 5_000
HEAD = (Column("x"), Column("y", "end"))


class TestThePdf:
    @pytest.mark.parametrize("document", [ORDER, ORDER_EN, INVOICE, RECEIPT], ids=lambda each: each.number)
    def test_is_a_file_for_the_archive(self, document: Document):
        content = pdf(document)
        assert content.startswith(b"%PDF-1.7")
        assert b"<pdfaid:part>2</pdfaid:part>" in content
        assert not drawn.outside(content)

    def test_has_the_same_bytes_in_another_process(self):
        env = {**os.environ, "PYTHONHASHSEED": "7"}
        other = subprocess.run([sys.executable, "-c", WRITE], capture_output=True, check=True, env=env)
        assert other.stdout == pdf(ORDER, footer="x")

    def test_shows_what_it_is_given(self):
        plain = pdf(RECEIPT)
        assert pdf(RECEIPT, digest=RECEIPT.digest()) == plain
        changed = (pdf(RECEIPT, digest="0" * 64), pdf(RECEIPT, footer="x"), pdf(replace(RECEIPT, kind="order_notice")))
        assert len({plain, *changed}) == 4

    def test_repeats_the_head_of_a_table_and_the_foot_on_every_page(self):
        rows = tuple((f"{line}行目", f"{line:,}円") for line in range(120))
        shown = drawn.pages(
            pdf(replace(ORDER, lead="", amount="", blocks=(Table((Column("内容"), Column("金額", "end")), rows),)))
        )
        assert len(shown) > 2
        everywhere = set.intersection(*({run.signs for run in page} for page in shown))
        foot = {run.signs for page in shown for run in page if run.y < 80}
        assert len(everywhere - foot) == 2
        assert len(everywhere & foot) >= 3

    def test_aligns_amounts_at_the_right(self):
        rows = tuple(("x", f"{10**digits:,}円") for digits in range(7))
        content = pdf(replace(ORDER, lead="", amount="", blocks=(Table((Column("a"), Column("b", "end")), rows),)))
        amounts = [run for run in drawn.pages(content)[0] if run.size == 9 and run.x > 450 and run.y > 250]
        # Tabular figures: every further digit begins one width of a figure, every further group one comma, to the left.
        starts = sorted((run.x for run in amounts), reverse=True)
        steps = [round(before - after, 2) for before, after in pairwise(starts)]
        figure = steps[0]
        comma = round(steps[2] - figure, 2)
        assert steps == pytest.approx([figure, figure, figure + comma, figure, figure, figure + comma], abs=0.02)

    def test_is_quick_with_two_thousand_blocks(self):
        document = timeline(2_000)
        started = time.monotonic()
        content = pdf(document)
        assert time.monotonic() - started < 30
        assert len(drawn.pages(content)) > 100
        assert not drawn.outside(content)


class TestTextOfPeople:
    @pytest.mark.parametrize("text", MARKUP)
    def test_is_never_markup(self, text: str):
        with_text, without = (drawn.length(pdf(replace(RECEIPT, lead=lead), digest="0" * 64)) for lead in (text, ""))
        assert with_text - without == len(text)

    @pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
    def test_breaks_nothing(self, text: str):
        short = text if len(text) < 1_000 else text[:300]
        assert not drawn.outside(pdf(hostile(short)))

    @pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) > 1_000], ids=lambda text: ascii(text[:12]))
    @pytest.mark.parametrize(
        "block",
        [
            lambda text: Rows((("x", text),)),
            lambda text: Rows(((text, "x"),)),
            lambda text: Prose(text),
            lambda text: Prose("x", text),
            lambda text: Items((text,)),
            lambda text: Table(HEAD, ((text, "x"),)),
            lambda text: Table(HEAD, (("x", text),)),
            lambda text: Table(HEAD, (("x", "x"),), (text, text)),
            lambda text: Table(HEAD * 5, ((text[:390],) * 10,)),
            lambda text: Rows((("x", "\n".join(text[:120])),)),
            lambda text: Note(text),
        ],
    )
    def test_goes_on_overleaf_however_long(self, text: str, block):
        content = pdf(replace(ORDER, blocks=(block(text),)))
        assert not drawn.outside(content)

    def test_is_all_there(self):
        with_text, without = (drawn.length(pdf(replace(ORDER, blocks=(Prose(text),)))) for text in (LONG, ""))
        assert with_text - without >= len(LONG)

    def test_of_a_party_goes_on_overleaf_too(self):
        content = pdf(replace(ORDER, issued_by=Party("x", LONG, (LONG,)), lead=LONG, amount=LONG))
        assert not drawn.outside(content)

    @settings(max_examples=40, deadline=None)
    @given(documents)
    def test_of_any_kind_makes_a_paper(self, document: Document):
        content = pdf(document)
        assert b"<pdfaid:part>2</pdfaid:part>" in content
        assert not drawn.outside(content)

    def test_that_no_font_draws_is_spelled_and_told(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        monkeypatch.setattr(typst_pdf, "_drawn", {})
        spelled = pdf(replace(RECEIPT, lead="\U0010ffff"), digest="0" * 64)
        assert "no font of this machine draws U+10FFFF" in caplog.text
        assert spelled == pdf(replace(RECEIPT, lead="[U+10FFFF]"), digest="0" * 64)


class TestTheFonts:
    def test_are_the_japanese_ones_of_a_collection(self):
        found = faces(["Noto Serif CJK SC", "Noto Serif CJK JP", "Noto Sans CJK JP", "MS Mincho"])
        assert (found.serif, found.sans) == ("Noto Serif CJK JP", "Noto Sans CJK JP")

    def test_stand_in_for_each_other(self):
        assert faces(["IPAexGothic"]) == faces(["IPAexGothic", "Noto Serif CJK SC"])
        assert (faces(["IPAexGothic"]).serif, faces(["Yu Mincho"]).sans) == ("IPAexGothic", "Yu Mincho")

    def test_that_are_missing_are_named_and_looked_for_again(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        found, none = typst.Fonts(), typst.Fonts(include_system_fonts=False)
        typst_pdf._fonts.cache_clear()
        monkeypatch.setattr(typst_pdf.typst, "Fonts", iter((none, found)).__next__)
        with pytest.raises(Refusal) as caught:
            pdf(RECEIPT)
        assert [reason.key for reason in caught.value.reasons] == ["documents.refused.no_japanese_font"]
        assert "install fonts-noto-cjk" in caplog.text
        assert pdf(RECEIPT).startswith(b"%PDF")
