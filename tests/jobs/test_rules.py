from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tachiai.jobs.lifecycles import LIFECYCLES
from tachiai.jobs.rules import (
    Draft,
    Offer,
    categories,
    category_key,
    is_leaf,
    leaves_of,
    missing,
    mistakes,
    objections,
    offer_mistakes,
    points,
)
from tachiai.kernel.soundness import faults
from tachiai.kernel.texts import CATALOGUE
from tests.jobs.market import DRAFT, OFFER
from tests.terms.samples import AT, TODAY


class TestCategories:
    def test_cover_the_field(self):
        assert len(categories()) >= 12
        assert sum(len(group.leaves) for group in categories()) >= 60

    def test_are_named_in_both_languages_and_once_each(self):
        keys = [group.key for group in categories()] + [leaf.key for g in categories() for leaf in g.leaves]
        assert len(keys) == len(set(keys))
        assert [key for key in keys if key not in CATALOGUE] == []

    def test_names_are_different_within_a_language(self):
        for language in ("ja", "en"):
            names = [CATALOGUE.get(leaf.key, language) for group in categories() for leaf in group.leaves]
            assert len(names) == len(set(names))

    def test_a_group_stands_for_its_leaves_and_a_leaf_for_itself(self):
        assert leaves_of("design.logo") == ("design.logo",)
        assert "design.logo" in leaves_of("design")
        assert leaves_of("alchemy") == leaves_of("") == ()
        assert is_leaf("design.logo")
        assert not is_leaf("design")

    def test_slugs_lead_to_their_texts(self):
        assert CATALOGUE.get(category_key("design.logo"), "en") == "Logos"
        assert CATALOGUE.get(category_key("design"), "en") == "Design"


class TestDraft:
    def test_that_is_complete_has_no_objections(self):
        assert objections(DRAFT, AT) == ()

    def test_that_is_empty_names_every_required_point_with_its_reason(self):
        refused = objections(Draft(), AT)
        assert {each.key for each in refused} == {"terms.refused.point_open"}
        assert [each.params["field"] for each in refused] == [point.label for point in missing(Draft())]
        assert all(str(each.params["why"]) in CATALOGUE for each in refused)

    def test_meter_shows_each_point_once(self):
        names = [point.name for point in points(DRAFT)]
        assert len(names) == len(set(names)) == 18
        assert [point.name for point in points(DRAFT) if point.is_open] == []

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"title": "あ" * 121}, "terms.refused.too_long"),
            ({"description": "あ" * 20_001}, "terms.refused.too_long"),
            ({"category": "alchemy"}, "terms.refused.not_a_choice"),
            ({"category": "design"}, "terms.refused.not_a_choice"),
            ({"budget_min": 0}, "jobs.refused.budget_bounds"),
            ({"budget_max": 100_000_001}, "jobs.refused.budget_bounds"),
            ({"budget_min": 50_000}, "jobs.refused.budget_upside_down"),
            ({"apply_on": TODAY}, "jobs.refused.apply_on_past"),
            ({"apply_on": date(2026, 11, 30)}, "jobs.refused.apply_on_after_due"),
        ],
    )
    def test_names_each_mistake(self, change, key):
        assert [refused.key for _, refused in mistakes(replace(DRAFT, **change), AT)] == [key]

    def test_offers_a_price_only_when_the_budget_is_fixed(self):
        assert DRAFT.offered_terms.price is None
        assert replace(DRAFT, budget_min=40_000).offered_terms.price == 40_000


class TestOffer:
    def test_that_is_complete_has_no_mistakes(self):
        assert offer_mistakes(OFFER, AT) == ()

    @pytest.mark.parametrize(
        ("offer", "field"),
        [
            (Offer("  ", 1, TODAY), "message"),
            (Offer("あ" * 5001, 1, TODAY), "message"),
            (Offer("はい", 0, TODAY), "price"),
            (Offer("はい", 1, date(2026, 11, 1)), "due_on"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, offer, field):
        assert [name for name, _ in offer_mistakes(offer, AT)] == [field]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda each: each.name)
def test_life_cycles_are_sound(lifecycle):
    assert faults(lifecycle, {}) == []
