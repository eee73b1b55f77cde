"""Papers for tests: an order notice of several pages, an invoice by rate, a small receipt, and any document at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from tachiai.documents.rules import LANGUAGES, Column, Document, Items, Note, Party, Prose, Rows, Table

PAPERS = Path(__file__).parent / "papers"


def _read(name: str) -> Document:
    return Document.from_data(json.loads((PAPERS / f"{name}.json").read_text("utf-8")))


ORDER, ORDER_EN, INVOICE, RECEIPT = map(_read, ("order", "order_en", "invoice", "receipt"))
HOSTILE = (
    *("", " ", "\t", "\r\n", "]", "[", "\\", "\\u{41}", "~", "--- ...", "= heading", "- item", "+ item"),
    *('#import "x.typ": *', '#panic("x")', "$ x^2 $", "*bold* _it_ `raw`", "@label <label>", "// no", "/* no"),
    *("{{ x }} {% y %}", "<script>alert(1)</script>", "\u202e000,1", "\u0000\u0007", "\u0301" * 50),
    *(
        "絵文字😀👍👨‍👩‍👧🇯🇵",
        "מחיר 100 שקל",
        "السعر ١٠٠",
        "ไทย",
        "𠮷野家",
        "葛\U000e0100飾区",
        "が゛ぱ゜",
        "\ue000",
        "\U0010ffff",
    ),
    *("A" * 5_000, "あ" * 5_000, "1234567890" * 500),
)


def hostile(text: str) -> Document:
    """A document that says `text` everywhere."""
    return Document(
        kind=text or "x",
        number=text,
        title=text,
        language="ja",
        issued_on=date(2026, 11, 2),
        addressed_to=Party(text, text, (text, text)),
        issued_by=Party(text, text, (text,)),
        lead=text,
        amount=text,
        blocks=(
            Rows(((text, text), (text, text)), text),
            Prose(text, text),
            Items((text, text), text),
            Table((Column(text), Column(text, "end")), ((text, text), (text, text)), (text, text), text),
            Note(text),
        ),
    )


def timeline(blocks: int) -> Document:
    """A record of `blocks` blocks, as the evidence of a long contract has them."""
    said = "お世話になっております。ご確認いただいた案について、色味をもう少し落ち着いたものにできますか。#1 *重要*"
    entry = (
        Rows((("日時", "2026年11月2日(月) 10:00"), ("誰が", "葵デザイン室"), ("値", "0123456789abcdef" * 4))),
        Prose(said, "メッセージ"),
    )
    return replace(ORDER, title="記録", kind="timeline", amount="", blocks=entry * (blocks // 2))


_words = st.text(max_size=12)
_cells = st.lists(_words, min_size=2, max_size=2).map(tuple)
_blocks = st.one_of(
    st.builds(Rows, st.lists(st.tuples(_words, _words), max_size=3).map(tuple), _words),
    st.builds(Prose, _words, _words),
    st.builds(Items, st.lists(_words, max_size=3).map(tuple), _words),
    st.builds(
        Table,
        st.tuples(st.builds(Column, _words), st.builds(Column, _words, st.just("end"))),
        st.lists(_cells, max_size=3).map(tuple),
        st.one_of(st.just(()), _cells),
        _words,
    ),
    st.builds(Note, _words),
)
_parties = st.builds(Party, _words, _words, st.lists(_words, max_size=2).map(tuple))
_plain = st.recursive(
    st.one_of(_words, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_words, inner, max_size=3)),
    max_leaves=6,
)
documents = st.builds(
    Document,
    kind=_words,
    number=_words,
    title=_words,
    language=st.sampled_from(LANGUAGES),
    issued_on=st.dates(),
    addressed_to=_parties,
    issued_by=_parties,
    lead=_words,
    amount=_words,
    blocks=st.lists(_blocks, max_size=4).map(tuple),
    data=st.dictionaries(_words, _plain, max_size=3),
)
