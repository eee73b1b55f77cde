from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.promises import of_client, of_worker
from tachiai.terms.rules import FIELDS, Pending, Terms, differences, is_asked, open_points
from tachiai.terms.rules.checking import mistakes, objections
from tachiai.terms.rules.choices import JobForm
from tachiai.terms.rules.fitting import fitted
from tests.terms.samples import IN_PARTS, MILESTONES, SETTLED, TODAY, any_milestone, any_terms

LATER, PAST = TODAY + timedelta(days=3), TODAY - timedelta(days=1)
TO_SETTLE = [field for field in FIELDS if not field.optional]


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
        settled = {"acceptance_items"} if terms.milestones else set()
        settled |= {field.name for field in FIELDS if not is_asked(field, terms)}
        settled |= {later.field for later in terms.pending}
        empty = {f.name for f in TO_SETTLE if getattr(terms, f.name) in (None, "", ())}
        assert still_open == empty - settled

    def test_keep_the_digest_they_had_before_points_were_added(self):
        first = replace(SETTLED, ip_scope="")
        assert not {"milestones", "deadlock", "tax", "pay_days", "pending"} & set(first.as_data())
        assert Terms.from_data(first.as_data()) == first
        assert first.digest().startswith("63d169a906bd")

    def test_have_one_field_for_each_point(self):
        assert {field.name for field in fields(Terms)} == {"form", *(field.name for field in FIELDS)}


class TestObjections:
    def test_are_none_against_settled_terms(self):
        assert objections(SETTLED, TODAY) == ()

    @pytest.mark.parametrize("field", TO_SETTLE, ids=lambda field: field.name)
    def test_name_each_open_point_with_why_it_matters(self, field):
        counts = ("due_on", "rounds", "redo_days", "price", "pay_days", "hourly_rate", "weekly_hours")
        blank = {"acceptance_items": (), **dict.fromkeys(counts)}
        everything_needed = replace(
            SETTLED, price_basis="per_piece", price_detail="1点1万円×3点", pay_means="digital", pay_means_detail="全額",
            hourly_rate=1_500, weekly_hours=10, form=min(field.forms - {JobForm.HOURLY} or field.forms),
        )  # fmt: skip
        (refused,) = objections(replace(everything_needed, **{field.name: blank.get(field.name, "")}), TODAY)
        assert refused.params["field"] == f"terms.field.{field.name}.label"
        assert refused.params["why"] == f"terms.field.{field.name}.why"

    def test_to_publishing_leave_points_open_that_are_settled_later(self):
        later = {"out_of_scope": "", "delivery_place": "", "portfolio": "", "confidentiality": ""}
        terms = replace(SETTLED, price=None, **later)
        assert objections(terms, TODAY, only_required=True) == ()
        assert len(objections(terms, TODAY)) == 5

    def test_to_a_change_leave_open_what_is_open_in_force(self):
        in_force = replace(SETTLED, portfolio="")
        changed = replace(in_force, rounds=3, scope="")
        assert [refused.params["field"] for refused in objections(changed, TODAY, agreed=in_force)] == [
            "terms.field.scope.label"
        ]

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"due_on": TODAY - timedelta(days=1)}, "terms.refused.date_past"),
            ({"due_on": date(2036, 11, 3)}, "terms.refused.date_far"),
            ({"recommission_pay_on": date.max}, "terms.refused.date_far"),
            (
                {"delivery_format": "", "pending": (Pending("delivery_format", "まだ", date.max),)},
                "terms.refused.pending.date_far",
            ),
            ({"purpose": "あ" * 5001}, "terms.refused.too_long"),
            ({"acceptance_items": ("あ" * 301,)}, "terms.refused.item_too_long"),
            ({"acceptance_items": tuple(str(n) for n in range(31))}, "terms.refused.too_large"),
            ({"rounds": 21}, "terms.refused.too_large"),
            ({"redo_days": 0}, "terms.refused.too_small"),
            ({"price": 0}, "terms.refused.too_small"),
            ({"price": 100_000_001}, "terms.refused.too_large"),
            ({"rights": "sold"}, "terms.refused.not_a_choice"),
            ({"pay_days": 181}, "terms.refused.too_large"),
            ({"pending": (Pending("scope", "まだ", LATER),)}, "terms.refused.pending.never"),
            ({"pending": (Pending("delivery_format", "まだ", LATER),)}, "terms.refused.pending.settled"),
            (
                {"delivery_format": "", "pending": (Pending("delivery_format", "", LATER),)},
                "terms.refused.pending.incomplete",
            ),
            (
                {"delivery_format": "", "pending": (Pending("delivery_format", "まだ", PAST),)},
                "terms.refused.pending.date_past",
            ),
        ],
    )
    def test_name_each_mistake(self, change, key):
        assert [refused.key for _, refused in mistakes(replace(SETTLED, **change), TODAY)] == [key]

    def test_let_a_point_be_fixed_later_for_a_reason_and_by_a_day(self):
        later = (Pending("delivery_format", "印刷所がまだ決まっていない", LATER),)
        assert objections(replace(SETTLED, delivery_format="", pending=later), TODAY) == ()

    def test_ask_for_the_extent_of_rights_only_when_rights_move(self):
        assert objections(replace(SETTLED, rights="kept", ip_scope=""), TODAY) == ()
        assert len(objections(replace(SETTLED, rights="licensed", ip_scope=""), TODAY)) == 1

    def test_allow_a_due_date_of_today(self):
        assert objections(replace(SETTLED, due_on=TODAY), TODAY) == ()

    def test_allow_a_due_date_in_ten_years_and_a_later_one_that_is_in_force(self):
        assert objections(replace(SETTLED, due_on=date(2036, 11, 2)), TODAY) == ()
        far = replace(SETTLED, due_on=date.max)
        assert objections(far, TODAY, agreed=far) == ()


class TestParts:
    def test_are_paid_on_no_day_where_there_is_none_so_late(self):
        terms = replace(SETTLED, due_on=date.max)
        assert terms.pay_on(terms.parts[0]) is None
        assert replace(terms, pay_days=0).pay_on(terms.parts[0]) == date.max

    def test_of_undivided_work_are_the_whole(self):
        (whole,) = SETTLED.parts
        assert (whole.price, whole.due_on) == (SETTLED.price, SETTLED.due_on)
        assert whole.acceptance_items == SETTLED.acceptance_items

    def test_of_divided_work_check_the_whole_with_the_last(self):
        terms = replace(IN_PARTS, acceptance_items=("全体で色がそろっている",))
        assert terms.parts[:-1] == MILESTONES[:-1]
        assert terms.parts[-1].acceptance_items == (*MILESTONES[-1].acceptance_items, "全体で色がそろっている")


def changed(number: int, **changes):
    """The three parts with one of them changed."""
    return tuple(replace(part, **changes) if n == number else part for n, part in enumerate(MILESTONES, 1))


class TestMilestones:
    def test_that_fit_are_no_mistake_and_settle_the_items(self):
        assert objections(IN_PARTS, TODAY) == ()

    @pytest.mark.parametrize(
        ("milestones", "key"),
        [
            (MILESTONES[2:], "count"),
            (tuple(replace(MILESTONES[2], price=1000) for _ in range(30)), "count"),
            (changed(2, title="  "), "title_missing"),
            (changed(2, title="あ" * 121), "title_too_long"),
            (changed(2, due_on=None), "date_missing"),
            (changed(1, due_on=TODAY - timedelta(days=1)), "date_past"),
            (changed(3, due_on=date.max), "date_far"),
            (changed(2, acceptance_items=()), "items_missing"),
            (changed(2, acceptance_items=tuple("あいうえお" * 7)), "items_too_many"),
            (changed(2, acceptance_items=("あ" * 301,)), "item_too_long"),
            (changed(2, due_on=date(2026, 11, 11)), "date_back"),
            (changed(3, due_on=date(2026, 11, 29)), "last_date"),
            (changed(3, price=6_001), "sum_above"),
            (changed(3, price=5_999), "sum_below"),
        ],
    )
    def test_name_each_mistake(self, milestones, key):
        found = mistakes(replace(IN_PARTS, milestones=milestones), TODAY)
        assert f"terms.refused.milestone.{key}" in [refused.key for name, refused in found if name == "milestones"]
        for name, refused in found:
            assert refused.key in CATALOGUE
            assert name == "milestones"

    @pytest.mark.parametrize("price", [None, 0, -1, 100_000_001])
    def test_need_a_price_each(self, price):
        found = mistakes(replace(IN_PARTS, milestones=changed(2, price=price)), TODAY)
        assert found[0][1].key == "terms.refused.milestone.price_missing"
        assert found[0][1].params["number"] == 2

    def test_say_by_how_much_they_miss_the_price(self):
        ((_, refused),) = mistakes(replace(IN_PARTS, price=35_000), TODAY)
        assert dict(refused.params) == {"sum_yen": 30_000, "price_yen": 35_000, "difference_yen": 5_000}

    def test_may_have_dates_that_passed_once_these_are_in_force(self):
        later = date(2026, 11, 15)
        assert [refused.key for _, refused in mistakes(IN_PARTS, later)] == ["terms.refused.milestone.date_past"]
        assert mistakes(replace(IN_PARTS, rounds=3), later, agreed=IN_PARTS) == ()
        moved = replace(IN_PARTS, milestones=changed(1, due_on=date(2026, 11, 13)))
        assert len(mistakes(moved, later, agreed=IN_PARTS)) == 1

    def test_are_one_difference(self):
        (change,) = differences(IN_PARTS, replace(IN_PARTS, milestones=changed(2, price=14_000)))
        assert (change.field.name, change.before[1].price, change.after[1].price) == ("milestones", 15_000, 14_000)


class TestFitted:
    @given(st.lists(any_milestone, min_size=1, max_size=12), st.integers(1, 100_000_000), st.dates(), st.data())
    def test_add_up_to_the_price_and_end_on_the_date(self, parts, price, due_on, data):
        keep = data.draw(st.integers(0, len(parts) - 1))
        before = Terms(price=price, due_on=due_on, milestones=tuple(parts))
        after = fitted(before, keep=keep).milestones
        assert after[:keep] == before.milestones[:keep]
        assert after[-1].due_on == due_on
        assert all(part.due_on is None or part.due_on <= due_on for part in after[keep:])
        left = price - sum(part.price or 0 for part in parts[:keep])
        if left >= len(parts) - keep:
            assert sum(part.price for part in after[keep:]) == left
            assert all(part.price >= 1 for part in after[keep:])

    def test_keep_their_proportions(self):
        after = fitted(replace(IN_PARTS, price=60_000))
        assert [part.price for part in after.milestones] == [18_000, 30_000, 12_000]

    def test_stay_when_they_fit_already(self):
        assert fitted(IN_PARTS) == IN_PARTS

    def test_stay_when_the_price_is_open_or_too_small(self):
        for price in (None, 2):
            assert [part.price for part in fitted(replace(IN_PARTS, price=price)).milestones] == [9_000, 15_000, 6_000]

    def test_share_evenly_when_no_part_has_a_price(self):
        bare = replace(IN_PARTS, milestones=tuple(replace(part, price=None) for part in MILESTONES))
        assert [part.price for part in fitted(bare).milestones] == [10_000, 10_000, 10_000]

    def test_leave_undivided_work_alone(self):
        assert fitted(SETTLED) == SETTLED

    def test_may_follow_a_date_that_moves_earlier(self):
        after = fitted(replace(IN_PARTS, due_on=date(2026, 11, 15)))
        assert [part.due_on.day for part in after.milestones] == [12, 15, 15]
        assert mistakes(after, TODAY) == ()


class TestPromises:
    @given(any_terms)
    def test_can_always_be_said_in_both_languages(self, terms):
        for promise in (*of_worker(terms), *of_client(terms)):
            assert CATALOGUE.get(promise.key, "ja", **promise.params)
            assert CATALOGUE.get(promise.key, "en", **promise.params)

    def test_of_settled_terms_cover_money_time_standard_and_rights(self):
        keys = [promise.key.rpartition(".")[2] for promise in (*of_worker(SETTLED), *of_client(SETTLED))]
        assert keys == [
            "deliver", "meet_items", "redo", "assign", "keep_secret", "deadlock_half",
            "pay", "inspect", "limit_rounds", "let_show_later", "deadlock_half",
        ]  # fmt: skip

    def test_of_divided_work_speak_of_its_parts(self):
        promises = (*of_worker(IN_PARTS), *of_client(IN_PARTS))
        said = {promise.key.rpartition(".")[2]: promise.params for promise in promises}
        assert said["deliver_parts"]["n"] == said["pay_parts"]["n"] == 3
        assert said["meet_part_items"] == {"n": 4}
        assert said["limit_rounds_parts"] == {"n": 2}

    def test_of_empty_terms_are_none(self):
        assert of_worker(Terms()) == of_client(Terms()) == ()


def test_every_field_and_choice_has_its_texts():
    wanted = [f"terms.field.{f.name}.{part}" for f in FIELDS for part in ("label", "why", "example", "hint")]
    wanted += [f"terms.{f.name}.{choice}" for f in FIELDS if f.choices for choice in f.choices]
    assert [key for key in wanted if key not in CATALOGUE] == []
