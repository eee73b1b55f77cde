from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given

from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.promises import of_client, of_worker
from tachiai.terms.rules import FIELDS, Terms, differences, mistakes, objections, open_points
from tests.terms.samples import SETTLED, TODAY, any_terms


class TestTerms:
    @given(any_terms)
    def test_are_read_back_from_storage_without_loss(self, terms):
        assert Terms.from_data(json.loads(json.dumps(terms.as_data()))) == terms

    @given(any_terms, any_terms)
    def test_have_the_same_digest_exactly_when_they_are_equal(self, one, other):
        assert (one.digest() == other.digest()) == (one == other)

    @given(any_terms, any_terms)
    def test_differ_exactly_in_the_fields_that_the_difference_names(self, before, after):
        changes = differences(before, after)
        assert replace(before, **{change.field.name: change.after for change in changes}) == after
        assert all(change.before != change.after for change in changes)

    @given(any_terms)
    def test_have_every_point_either_open_or_filled_in(self, terms):
        still_open = {field.name for field in open_points(terms)}
        assert all((getattr(terms, f.name) in (None, "", ())) == (f.name in still_open) for f in FIELDS)

    def test_have_one_field_for_each_point(self):
        assert {field.name for field in fields(Terms)} == {field.name for field in FIELDS}


class TestObjections:
    def test_are_none_against_settled_terms(self):
        assert objections(SETTLED, TODAY) == ()

    @pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
    def test_name_each_open_point_with_why_it_matters(self, field):
        blank = {"acceptance_items": (), "due_on": None, "rounds": None, "redo_days": None, "price": None}
        (refused,) = objections(replace(SETTLED, **{field.name: blank.get(field.name, "")}), TODAY)
        assert refused.params["field"] == f"terms.field.{field.name}.label"
        assert refused.params["why"] == f"terms.field.{field.name}.why"

    def test_to_publishing_leave_points_open_that_are_settled_later(self):
        later = {"out_of_scope": "", "delivery_place": "", "portfolio": "", "confidentiality": ""}
        terms = replace(SETTLED, price=None, **later)
        assert objections(terms, TODAY, only_required=True) == ()
        assert len(objections(terms, TODAY)) == 5

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"due_on": TODAY - timedelta(days=1)}, "terms.refused.date_past"),
            ({"purpose": "あ" * 5001}, "terms.refused.too_long"),
            ({"acceptance_items": ("あ" * 301,)}, "terms.refused.item_too_long"),
            ({"acceptance_items": tuple(str(n) for n in range(31))}, "terms.refused.too_large"),
            ({"rounds": 21}, "terms.refused.too_large"),
            ({"redo_days": 0}, "terms.refused.too_small"),
            ({"price": 0}, "terms.refused.too_small"),
            ({"price": 100_000_001}, "terms.refused.too_large"),
            ({"rights": "sold"}, "terms.refused.not_a_choice"),
        ],
    )
    def test_name_each_mistake(self, change, key):
        assert [refused.key for _, refused in mistakes(replace(SETTLED, **change), TODAY)] == [key]

    def test_allow_a_due_date_of_today(self):
        assert objections(replace(SETTLED, due_on=TODAY), TODAY) == ()


class TestPromises:
    @given(any_terms)
    def test_can_always_be_said_in_both_languages(self, terms):
        for promise in (*of_worker(terms), *of_client(terms)):
            assert CATALOGUE.get(promise.key, "ja", **promise.params)
            assert CATALOGUE.get(promise.key, "en", **promise.params)

    def test_of_settled_terms_cover_money_time_standard_and_rights(self):
        keys = [promise.key.rpartition(".")[2] for promise in (*of_worker(SETTLED), *of_client(SETTLED))]
        assert keys == [
            "deliver", "meet_items", "redo", "assign", "keep_secret",
            "pay", "inspect", "limit_rounds", "let_show_later",
        ]  # fmt: skip

    def test_of_empty_terms_are_none(self):
        assert of_worker(Terms()) == of_client(Terms()) == ()


def test_every_field_and_choice_has_its_texts():
    wanted = [f"terms.field.{f.name}.{part}" for f in FIELDS for part in ("label", "why", "example", "hint")]
    wanted += [f"terms.{f.name}.{choice}" for f in FIELDS if f.choices for choice in f.choices]
    assert [key for key in wanted if key not in CATALOGUE] == []
