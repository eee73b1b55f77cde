from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.terms.rules import BOTH, CLIENT, FIELD, FIELDS, WORKER, Terms, differences, open_points
from tachiai.terms.rules.alignment import (
    USUAL,
    Mark,
    Stance,
    burdened,
    is_relevant,
    items_of,
    not_understood,
    spoken,
    standings,
)
from tachiai.terms.rules.choices import JobForm
from tests.terms.samples import SETTLED, any_terms


def said(item, side, stance=Stance.UNDERSTOOD, **changes):
    return replace(Mark(item.name, side, stance, item.digest, item.difference), **changes)


def everything(terms, baseline, *sides):
    return [said(item, side) for item in items_of(terms, baseline) for side in sides or BOTH]


def item_of(terms, baseline, name):
    return next(item for item in items_of(terms, baseline) if item.name == name)


class TestItems:
    @given(any_terms, any_terms)
    def test_cover_every_point_that_says_something_or_changed_and_each_once(self, terms, baseline):
        covered = [field.name for item in items_of(terms, baseline) for field in item.fields]
        assert len(covered) == len(set(covered))
        changed = {change.field.name for change in differences(baseline, terms)}
        assert {field.name for field in FIELDS if is_relevant(field, terms)} | changed == set(covered)

    @given(any_terms, any_terms)
    def test_carry_a_difference_exactly_where_the_listing_said_otherwise(self, terms, baseline):
        differing = {item.name for item in items_of(terms, baseline) if item.difference}
        assert differing == {change.field.name for change in differences(baseline, terms)}

    @given(any_terms)
    def test_say_what_is_usual_together(self, terms):
        usual = [item for item in items_of(terms, terms) if item.name == USUAL]
        assert len(usual) <= 1
        unsaid = Terms()
        for field in (field for item in usual for field in item.fields):
            assert getattr(terms, field.name) == getattr(unsaid, field.name)

    def test_leave_out_what_the_form_makes_void(self):
        """Hourly listings from before name a payment term, but each week is paid by itself."""
        by_the_hour = replace(SETTLED, form=JobForm.HOURLY, pay_days=14)
        assert "pay_days" in [item.name for item in items_of(SETTLED, replace(SETTLED, pay_days=14))]
        assert "pay_days" not in [item.name for item in items_of(by_the_hour, by_the_hour)]

    def test_of_settled_terms_are_few_enough_to_read(self):
        names = [item.name for item in items_of(SETTLED, SETTLED)]
        assert names[-1] == USUAL
        assert len(names) == 16


class TestUnderstanding:
    @given(any_terms, any_terms)
    def test_of_everything_by_both_leaves_what_is_open_and_nothing_else(self, terms, baseline):
        left = not_understood(standings(items_of(terms, baseline), everything(terms, baseline)))
        still_open = {each.name for each in open_points(terms)}
        assert {(side, item.name) for side, item in left} == {(side, name) for side in BOTH for name in still_open}

    @given(any_terms, any_terms, any_terms)
    def test_lapses_exactly_for_the_items_that_changed(self, before, after, baseline):
        marks = everything(before, baseline)
        old = {(item.name, item.digest, item.difference) for item in items_of(before, baseline)}
        left = {item.name for _, item in not_understood(standings(items_of(after, baseline), marks))}
        items = items_of(after, baseline)
        same = {item.name for item in items if (item.name, item.digest, item.difference) in old}
        assert left == {item.name for item in items} - same | {item.name for item in items if item.is_open}

    def test_needs_the_side_that_a_difference_burdens_to_have_seen_it(self):
        dearer = replace(SETTLED, price=40_000)
        item = item_of(dearer, SETTLED, "price")
        assert item.burdens == {CLIENT}
        unseen = [said(item, side, difference="") for side in BOTH]
        (standing,) = standings([item], unseen)
        assert standing.is_understood(WORKER)
        assert not standing.is_understood(CLIENT)
        assert standing.is_outdated(CLIENT)
        (standing,) = standings([item], [*unseen, said(item, CLIENT)])
        assert standing.is_understood(CLIENT)

    def test_is_held_up_by_a_question_until_its_asker_has_understood(self):
        item = item_of(SETTLED, SETTLED, "scope")
        marks = [said(item, CLIENT), said(item, WORKER), said(item, WORKER, Stance.QUESTION)]
        (standing,) = standings([item], marks)
        assert standing.asks(WORKER)
        assert not standing.is_understood(WORKER)
        (standing,) = standings([item], [*marks, said(item, WORKER)])
        assert not_understood([standing]) == ()

    def test_is_taken_for_granted_of_whoever_put_the_point_forward(self):
        items = items_of(SETTLED, SETTLED)
        marks = spoken(items, ["price", "due_on"], WORKER)
        assert {mark.item for mark in marks} == {"price", "due_on"}
        assert all(each.is_understood(WORKER) for each in standings(items, marks) if each.item.name == "price")

    def test_of_an_open_point_is_nobodys_not_even_of_whoever_left_it_so(self):
        left_open = replace(SETTLED, portfolio="")
        items = items_of(left_open, left_open)
        assert "portfolio" not in {mark.item for mark in spoken(items, (each.name for each in FIELDS), CLIENT)}
        stand = {each.item.name: each for each in standings(items, everything(left_open, left_open))}
        assert [name for name, each in stand.items() if not each.is_understood(CLIENT)] == ["portfolio"]


class TestBurden:
    @pytest.mark.parametrize(
        ("name", "before", "after", "whom"),
        [
            ("price", 30_000, 40_000, {CLIENT}),
            ("price", 30_000, 20_000, {WORKER}),
            ("due_on", date(2026, 11, 30), date(2026, 11, 20), {WORKER}),
            ("due_on", date(2026, 11, 30), date(2026, 12, 5), {CLIENT}),
            ("rounds", 2, 3, {WORKER}),
            ("redo_days", 5, 3, {WORKER}),
            ("pay_days", 30, 50, {WORKER}),
            ("rights", "kept", "assigned", {WORKER}),
            ("rights", "assigned", "licensed", {CLIENT}),
            ("portfolio", "no", "freely", {CLIENT}),
            ("confidentiality", "none", "strict", {WORKER}),
            ("deadlock", "half", "to_worker", {CLIENT}),
            ("acceptance_items", ("一つ",), ("一つ", "二つ"), {WORKER}),
            ("acceptance_items", ("一つ", "二つ"), ("一つ",), {CLIENT}),
            ("acceptance_items", ("一つ",), ("二つ",), BOTH),
            ("scope", "3案", "5案", BOTH),
            ("price", None, 30_000, BOTH),
            ("delivery_place", "", "納品画面", BOTH),
        ],
    )
    def test_falls_on_whoever_gives_more_or_gets_less(self, name, before, after, whom):
        assert burdened(FIELD[name], before, after) == whom

    @given(any_terms, any_terms, st.sampled_from(FIELDS))
    def test_of_a_change_back_falls_on_the_other_side(self, one, other, field):
        before, after = getattr(one, field.name), getattr(other, field.name)
        there, back = burdened(field, before, after), burdened(field, after, before)
        assert there in (BOTH, {CLIENT}, {WORKER})
        if before != after and there != BOTH:
            assert there | back == BOTH
            assert not there & back
