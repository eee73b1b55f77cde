"""Forms keep what was typed, say what is wrong at the field and above it, and forgive how people write amounts."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.refused import Refusal, Refused
from tachiai.web.forms import DateField, StarsField, YenField, show_refusal
from tests.web.addresses import SampleForm
from tests.web.conftest import parsed_part

GOOD = {
    "title": "ロゴ", "budget": "12,000円", "due_on": "2026-12-10", "rights": "kept", "stars": "4", "secret": "x",
}  # fmt: skip


def shown(form) -> tuple[str, dict]:
    html = str(form)
    return html, {element.get("id"): element for element in parsed_part(html).iter() if element.get("id")}


class TestAForm:
    def test_says_what_to_do_where_nothing_was_answered(self, language):
        html, _ = shown(SampleForm({}))
        assert (html.count("入力してください。") if language == "ja" else html.count("Please fill this in.")) >= 2

    def test_is_valid_html_empty_wrong_and_right(self, language):
        for data in (None, {}, GOOD, {**GOOD, "budget": "1"}):
            shown(SampleForm(data))

    def test_points_from_the_summary_to_the_field(self, language):
        html, by_id = shown(SampleForm({**GOOD, "budget": "300"}))
        assert 'href="#id_budget"' in html and "id_budget" in by_id
        assert html.index("form-errors") < html.index("field-label")

    def test_ties_hint_and_error_to_the_field(self, language):
        _, by_id = shown(SampleForm({**GOOD, "title": ""}))
        described = by_id["id_title"].get("aria-describedby").split()
        assert described == ["id_title_helptext", "id_title_error"] and set(described) <= set(by_id)
        assert by_id["id_title"].get("aria-invalid") == "true"

    def test_ties_the_error_of_choices_to_their_group(self, language):
        html, by_id = shown(SampleForm({**GOOD, "rights": ""}))
        assert 'href="#id_rights"' in html and {"id_rights", "id_rights_error"} <= set(by_id)
        assert 'aria-describedby="id_rights_error"' in html

    def test_keeps_what_was_typed(self, language):
        html, by_id = shown(SampleForm({**GOOD, "title": "", "budget": "abc", "note": "<b>途中</b>"}))
        assert by_id["id_budget"].get("value") == "abc"
        assert "&lt;b&gt;途中&lt;/b&gt;" in html

    def test_marks_only_what_may_stay_empty(self, language):
        html, _ = shown(SampleForm())
        assert html.count("badge-optional") == 1

    def test_shows_a_refusal_in_its_summary(self, language):
        form = SampleForm(GOOD)
        assert form.is_valid()
        show_refusal(form, Refusal(Refused("lifecycle.not_yours")))
        html, _ = shown(form)
        assert "form-errors" in html and 'value="ロゴ"' in html

    def test_gives_plain_values(self):
        form = SampleForm(GOOD)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["budget"] == 12000
        assert form.cleaned_data["due_on"] == date(2026, 12, 10)
        assert form.cleaned_data["stars"] == 4


class TestAnAmount:
    @pytest.mark.parametrize(
        "typed",
        ["12000", "12,000", "12,000円", "1.2万円", "¥12,000", "\uffe512000", "\uff11\uff12\uff0c\uff10\uff10\uff10 円"],
    )
    def test_may_be_written_as_people_write(self, typed):
        assert YenField().clean(typed) == 12000

    @pytest.mark.parametrize("typed", ["twelve", "12.5", "1e4", "-"])
    def test_must_be_a_whole_number_of_yen(self, typed):
        with pytest.raises(ValidationError):
            YenField().clean(typed)

    @given(st.integers(min_value=0, max_value=10**12))
    def test_is_read_back_from_how_we_write_it(self, amount):
        assert YenField().clean(f"{amount:,}円") == amount == YenField().clean(f"¥{amount:,}")


class TestADay:
    @pytest.mark.parametrize(
        "typed", ["2026-11-03", "2026/11/3", "２０２６／１１／０３", "2026年11月3日", " 2026. 11. 3 ", "20261103"]
    )
    def test_is_read_as_people_write_it(self, typed):
        assert DateField().clean(typed) == date(2026, 11, 3)

    @pytest.mark.parametrize("typed", ["2026-13-01", "2026113", "11/3", "令和8年", "2026-11-03x", "٢٠٢٦-١١-٠٣"])
    def test_that_is_none_is_refused(self, typed):
        with pytest.raises(ValidationError):
            DateField().clean(typed)


class TestStars:
    @pytest.mark.parametrize("given_stars", ["0", "6", "x", "1.5"])
    def test_are_one_to_five(self, given_stars):
        with pytest.raises(ValidationError):
            StarsField().clean(given_stars)

    def test_show_what_was_chosen(self, language):
        html, _ = shown(SampleForm({**GOOD, "title": ""}))
        assert 'value="4" checked' in html
