from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tachiai.jobs.lifecycles import LIFECYCLES
from tachiai.jobs.rules import (
    FORMATS,
    FUNDED_FIRST,
    Draft,
    Offer,
    categories,
    category_key,
    first_terms,
    is_leaf,
    leaves_of,
    missing,
    mistakes,
    objections,
    offer_mistakes,
    points,
    with_fitted_parts,
)
from tachiai.kernel.soundness import faults
from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.rules import Terms
from tachiai.terms.rules.checking import objections as terms_objections
from tests.jobs.market import DRAFT, OFFER
from tests.terms.samples import AT, MILESTONES, TODAY


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

    @pytest.mark.parametrize("form", sorted(FUNDED_FIRST))
    def test_that_is_taken_as_announced_needs_every_point(self, form):
        """Nobody talks about the terms of a contest or a task before the contract."""
        talked_over = replace(DRAFT, terms=replace(DRAFT.terms, ip_scope="", confidentiality=""))
        assert objections(talked_over, AT) == ()
        announced = replace(talked_over, budget_min=40_000, terms=replace(talked_over.terms, form=form))
        assert [refused.params["field"] for refused in objections(announced, AT)] == [
            "terms.field.ip_scope.label",
            "terms.field.confidentiality.label",
        ]

    def test_calls_its_amount_what_its_form_does(self):
        named = [
            (form, next(point for point in points(Draft(terms=Terms(form=form))) if point.name == "budget"))
            for form in FORMATS
        ]
        assert [CATALOGUE.get(point.label, "ja") for _, point in named] == [
            "予算", "時間単価", "賞金（採用1点につき）", "報酬（作業1件につき）",
        ]  # fmt: skip
        assert [form for form, point in named if "応募" in CATALOGUE.get(point.why, "ja")] == ["fixed_price", "hourly"]

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
            ({"apply_on": date.max, "terms": replace(DRAFT.terms, due_on=None)}, "terms.refused.date_far"),
            ({"apply_on": TODAY}, "jobs.refused.apply_on_past"),
            ({"apply_on": date(2026, 11, 30)}, "jobs.refused.apply_on_after_due"),
        ],
    )
    def test_names_each_mistake(self, change, key):
        assert [refused.key for _, refused in mistakes(replace(DRAFT, **change), AT)] == [key]

    def test_offers_a_price_only_when_the_budget_is_fixed(self):
        assert DRAFT.offered_terms.price is None
        assert replace(DRAFT, budget_min=40_000).offered_terms.price == 40_000


class TestDraftInParts:
    IN_PARTS = replace(
        DRAFT,
        terms=replace(DRAFT.terms, milestones=MILESTONES, acceptance_items=()),
        budget_min=30_000,
        budget_max=30_000,
    )

    def test_is_complete_without_items_of_the_whole(self):
        assert objections(self.IN_PARTS, AT) == ()
        assert "milestones" not in [point.name for point in points(self.IN_PARTS)]

    @pytest.mark.parametrize(
        ("budget", "key"),
        [
            ((40_000, 40_000), "terms.refused.milestone.sum_below"),
            ((20_000, 20_000), "terms.refused.milestone.sum_above"),
            ((31_000, 40_000), "jobs.refused.milestones_outside_budget"),
        ],
    )
    def test_adds_up_to_the_budget(self, budget, key):
        low, high = budget
        found = mistakes(replace(self.IN_PARTS, budget_min=low, budget_max=high), AT)
        assert [(name, refused.key) for name, refused in found] == [("milestones", key)]

    def test_may_be_fitted_to_a_fixed_budget(self):
        fit = with_fitted_parts(replace(self.IN_PARTS, budget_min=60_000, budget_max=60_000))
        assert mistakes(fit, AT) == ()
        assert fit.terms.price is None

    def test_leads_to_terms_that_fit_the_offer(self):
        terms = first_terms(self.IN_PARTS.offered_terms.as_data(), replace(OFFER, due_on=date(2026, 11, 15)))
        assert sum(part.price for part in terms.milestones) == terms.price == OFFER.price
        assert terms.milestones[-1].due_on == terms.due_on == date(2026, 11, 15)
        assert terms_objections(terms, TODAY) == ()


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
            (Offer("はい", 1, date.max), "due_on"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, offer, field):
        assert [name for name, _ in offer_mistakes(offer, AT)] == [field]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda each: each.name)
def test_life_cycles_are_sound(lifecycle):
    assert faults(lifecycle, {}) == []
