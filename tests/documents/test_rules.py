from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given

from tachiai.documents.rules import Column, Document, Table, canonical
from tests.documents.samples import INVOICE, ORDER, documents


class TestADocument:
    @given(documents)
    def test_comes_back_from_its_json_as_it_was(self, document: Document):
        again = Document.from_data(json.loads(canonical(document.as_data())))
        assert again == document
        assert again.digest() == document.digest()

    def test_has_another_digest_when_any_field_changes(self):
        other = {
            "language": "en",
            "issued_on": date(2026, 11, 3),
            "blocks": INVOICE.blocks,
            "data": {"price_yen": 88_001},
        }
        other |= {"addressed_to": replace(ORDER.addressed_to, lines=()), "issued_by": replace(ORDER.issued_by, role="")}
        changed = [
            replace(ORDER, **{each.name: other.get(each.name, f"{getattr(ORDER, each.name)}.")})
            for each in fields(ORDER)
        ]
        assert len({document.digest() for document in (ORDER, *changed)}) == len(changed) + 1

    def test_keeps_its_digest_for_ever(self):
        small = replace(INVOICE, blocks=(), data={"b": [1, None, True], "a": "円"}, lead="", amount="")
        assert canonical({"b": 1, "a": "円"}) == '{"a":"円","b":1}'.encode()
        assert small.digest() == "5450319018f9a35c4e111e04f7a988db8c4859d6baf16cf12cb5f09bde8a8617"

    def test_says_what_is_no_document(self):
        with pytest.raises(ValueError, match="language|written"):
            replace(ORDER, language="fr")
        with pytest.raises(ValueError, match="data"):
            replace(ORDER, data={"when": date(2026, 11, 2)})
        with pytest.raises(ValueError, match="data"):
            replace(ORDER, data={"ratio": 0.1})
        with pytest.raises(ValueError, match="data"):
            replace(ORDER, data={"deep": {1: "x"}})
        with pytest.raises(KeyError):
            Document.from_data({**ORDER.as_data(), "blocks": [{"block": "picture"}]})
        with pytest.raises(TypeError):
            Document.from_data({**ORDER.as_data(), "surprise": 1})

    def test_has_no_table_with_a_hole(self):
        with pytest.raises(ValueError, match="cell below each of its 2"):
            Table((Column("a"), Column("b")), (("1", "2"), ("3",)))
        with pytest.raises(ValueError, match="cell below each of its 1"):
            Table((Column("a"),), (("1",),), total=("1", "2"))
        with pytest.raises(ValueError, match="aligned"):
            Column("a", "left")
