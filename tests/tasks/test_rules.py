"""Forms, answers, plans and tables, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.tasks.rules import approval_rate, most_refusals, reason_mistake
from tachiai.tasks.rules.answers import agreement, half_typed, is_right, read_answers
from tachiai.tasks.rules.forms import FieldKind, Form, FormField, columns_used, filled_in, form_mistakes
from tachiai.tasks.rules.plans import CategoryTest, Gold, Plan, Qualification, Question, plan_mistakes
from tachiai.tasks.rules.tables import column_mistakes, template_columns, unit_of

FORM = Form(
    "{{picture}} と {{ place }} を見て答えてください。",
    (
        FormField("name", FieldKind.SHORT, "名前", least=2, most=20),
        FormField("story", FieldKind.LONG, "説明", required=False, most=200),
        FormField("kind", FieldKind.ONE, "種類", choices=("犬", "ネコ", "Other")),
        FormField("colours", FieldKind.MANY, "色", choices=("白", "黒", "茶"), least=1, most=2),
        FormField("count", FieldKind.NUMBER, "数", least=0, most=1_000),
        FormField("seen_on", FieldKind.DATE, "見た日"),
        FormField("photo", FieldKind.FILE, "写真", required=False, most=2),
        FormField("agreed", FieldKind.CONSENT, "利用への同意"),
    ),
)
RAW = {
    "name": ["  ポチ "],
    "kind": ["ﾈｺ"],
    "colours": ["茶", "白", "白"],
    "count": ["１，０００"],
    "seen_on": ["2026/11/3"],
    "photo": ["7"],
    "agreed": ["on"],
}


class TestAnAnswer:
    def test_is_read_forgivingly(self) -> None:
        read = read_answers(FORM, RAW)
        assert read.mistakes == ()
        assert read.values == {
            "name": "ポチ",
            "kind": "ネコ",
            "colours": ["白", "茶"],
            "count": "1000",
            "seen_on": "2026-11-03",
            "photo": [7],
            "agreed": True,
        }
        assert read.file_ids == [7]

    @pytest.mark.parametrize(
        ("name", "given", "why"),
        [
            ("name", [], "answer_missing"),
            ("name", ["あ"], "answer.how_many_letters"),
            ("name", ["あ\x00い"], "answer.not_text"),
            ("kind", ["馬"], None),
            ("kind", ["犬", "ネコ"], "answer.one_choice"),
            ("colours", ["白", "黒", "茶"], "answer.how_many_choices"),
            ("count", ["1001"], "answer.number_outside"),
            ("count", ["たくさん"], "answer.not_a_number"),
            ("count", ["NaN"], "answer.not_a_number"),
            ("seen_on", ["2026-02-30"], "answer.not_a_date"),
            ("photo", ["x"], "answer.not_your_file"),
            ("photo", ["1", "2", "3"], "answer.how_many_files"),
            ("agreed", ["no"], "consent_needed"),
        ],
    )
    def test_that_does_not_fit_is_told_by_field(self, name: str, given: list[str], why: str | None) -> None:
        ((where, refused),) = read_answers(FORM, {**RAW, name: given}).mistakes
        assert where == name
        assert refused.key == (f"tasks.refused.{why}" if why else "terms.refused.not_a_choice")

    @given(st.dictionaries(st.sampled_from([each.name for each in FORM.fields]), st.lists(st.text(max_size=30))))
    def test_of_any_kind_is_either_in_order_or_told(self, raw: dict[str, list[str]]) -> None:
        read = read_answers(FORM, raw)
        wrong = {name for name, _ in read.mistakes}
        assert not wrong & set(read.values)
        assert {each.name for each in FORM.fields if each.required} <= wrong | set(read.values)
        assert set(half_typed(FORM, raw)) <= set(raw)

    def test_is_right_whatever_its_width_case_and_order(self) -> None:
        expected = {"name": "ＰＯＣＨＩ", "colours": ["茶", "白"], "count": "3.0"}
        assert is_right(FORM, {"name": "pochi", "colours": ["白", "茶"], "count": "3"}, expected)
        assert not is_right(FORM, {"name": "pochi", "colours": ["白"], "count": "3"}, expected)
        assert is_right(FORM, {}, {})

    def test_agrees_as_far_as_most_say_the_same(self) -> None:
        form = Form("", FORM.fields[2:3])
        assert agreement(form, [{"kind": "犬"}, {"kind": "犬"}, {"kind": "ネコ"}]) == {"kind": 66}
        assert agreement(form, [{"kind": "犬"}]) == {}


class TestAForm:
    def test_survives_its_own_data(self) -> None:
        assert Form.from_data(FORM.as_data()) == FORM

    def test_names_columns_and_fills_them_in(self) -> None:
        assert columns_used(FORM) == ("picture", "place")
        assert filled_in(FORM.instructions, {"picture": "a.jpg"}) == "a.jpg と {{ place }} を見て答えてください。"
        assert form_mistakes(FORM, ("picture", "place")) == ()
        assert [where for where, _ in form_mistakes(FORM, ("picture",))] == ["instructions"]

    @pytest.mark.parametrize(
        ("field", "where"),
        [
            (FormField("Name", FieldKind.SHORT, "名前"), "name"),
            (FormField("name", FieldKind.SHORT, ""), "label"),
            (FormField("name", FieldKind.ONE, "種類", choices=("犬", "犬 ")), "choices"),
            (FormField("name", FieldKind.ONE, "種類", choices=("犬",)), "choices"),
            (FormField("name", FieldKind.DATE, "日", choices=("犬", "猫")), "choices"),
            (FormField("name", FieldKind.DATE, "日", least=1), "least"),
            (FormField("name", FieldKind.SHORT, "名前", least=5, most=2), "most"),
            (FormField("name", FieldKind.SHORT, "名前", most=100_000), "most"),
        ],
    )
    def test_with_a_mistake_is_told_where(self, field: FormField, where: str) -> None:
        assert f"fields.0.{where}" in [place for place, _ in form_mistakes(Form("説明", (field,)), ())]

    def test_needs_instructions_questions_and_names_of_their_own(self) -> None:
        assert {where for where, _ in form_mistakes(Form(), ())} == {"instructions", "fields"}
        twice = Form("説明", (FormField("a", FieldKind.SHORT, "一"), FormField("a", FieldKind.SHORT, "二")))
        assert [where for where, _ in form_mistakes(twice, ())] == ["fields.1.name"]


class TestAPlan:
    plan = Plan(form=Form("説明", FORM.fields[:1]), repeats=10)

    def test_survives_its_own_data(self) -> None:
        test = CategoryTest((Question("どれ", ("一", "二"), 1),), 50)
        plan = replace(self.plan, test=test, gold=Gold(every=5), qualification=Qualification(approval_rate=80))
        assert Plan.from_parts(plan.parts()) == plan

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"repeats": None}, "units"),
            ({"repeats": 20_001}, "units"),
            ({"answers_per_unit": 0}, "answers_per_unit"),
            ({"repeats": 20_000, "answers_per_unit": 4}, "answers_per_unit"),
            ({"slot_minutes": 5}, "slot_minutes"),
            ({"most_per_worker": 0}, "most_per_worker"),
            ({"qualification": Qualification(approval_rate=101)}, "approval_rate"),
            ({"test": CategoryTest((Question("", ("一", "二")),))}, "test.0"),
        ],
    )
    def test_with_a_mistake_is_told_where(self, changes: dict[str, object], where: str) -> None:
        assert plan_mistakes(self.plan, (), 0, 0) == ()
        assert [place for place, _ in plan_mistakes(replace(self.plan, **changes), (), 0, 0)] == [where]


class TestATable:
    def test_row_becomes_a_unit_with_what_is_known(self) -> None:
        cells = {"picture": "a.jpg", "place": "庭", "gold.colours": "茶|白", "gold.count": "３"}
        unit, why = unit_of(cells, FORM)
        assert why is None and unit is not None
        assert (unit.values, unit.expected) == (
            {"picture": "a.jpg", "place": "庭"},
            {"colours": ["白", "茶"], "count": "3"},
        )

    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ({"picture": " ", "place": ""}, "empty_row"),
            ({"picture": "x" * 2_001, "place": ""}, "cell_too_long"),
            ({"picture": "a", "place": "", "gold.kind": "馬"}, "bad_gold"),
        ],
    )
    def test_bad_row_is_told_why(self, cells: dict[str, str], why: str) -> None:
        unit, refused = unit_of(cells, FORM)
        assert unit is None and refused is not None
        assert refused.key == f"tasks.refused.table.{why}"

    def test_columns_are_those_of_the_instructions_and_of_known_answers(self) -> None:
        assert column_mistakes(template_columns(FORM), FORM) == []
        keys = [why.key.rsplit(".", 1)[1] for why in column_mistakes(["picture", "gold.photo", "a{b"], FORM)]
        assert keys == ["bad_columns", "gold_of_no_field", "unknown_columns"]


class TestCounting:
    @pytest.mark.parametrize(("original", "most"), [(3, 3), (10, 3), (11, 3), (14, 4), (100, 30), (101, 30)])
    def test_refusals_are_a_share_rounded_down_and_three_always(self, original: int, most: int) -> None:
        assert most_refusals(original) == most

    def test_a_rate_needs_answers_to_tell(self) -> None:
        assert approval_rate(9, 0) is None
        assert approval_rate(7, 3) == 70

    def test_a_reason_says_something(self) -> None:
        assert reason_mistake("短い") and reason_mistake("あ" * 1_001)
        assert reason_mistake("写真と答えが合っていません。") is None
