"""Tables of units: encodings, bad rows, limits; nothing half imported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tachiai.tasks import actions, queries
from tachiai.tasks.models import Unit
from tests.cast import Cast
from tests.deal import refused
from tests.tasks.batch import FORM, Batch, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> Batch:
    return Batch(cast.aoi, units=2, open_it=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(draft: Batch, encoding: str) -> None:
    told = draft.load("picture,場所\r\na.jpg,庭\r\nb.jpg,居間\r\n".encode(encoding))
    assert (told.units, told.columns) == (2, ("picture", "場所"))
    assert [unit.values["場所"] for unit in queries.first_units(draft.listing_id)] == ["庭", "居間"]


def test_every_bad_row_is_told_and_nothing_is_half_imported(draft: Batch) -> None:
    long = "x" * 2_001
    with pytest.raises(actions.TableMistakes) as caught:
        draft.load(f"picture,gold.what\na.jpg,\n{long},\nc.jpg,馬\nd.jpg\n".encode())
    assert [line for line, _ in caught.value.lines] == [3, 4, 5]
    assert [unit.values["picture"][-5:] for unit in queries.first_units(draft.listing_id)] == ["1.jpg", "2.jpg"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("units.csv", b"picture,a\x00b\na.jpg,x\n"),
        ("units.jsonl", b'{"picture":"a.jpg","a\\u0000":"x"}\n'),
        ("units.jsonl", b'{"picture":"a.jpg","a\\ud800":"x"}\n'),
    ],
)
def test_a_column_whose_name_cannot_be_kept_is_refused_with_its_rows(draft: Batch, name: str, content: bytes) -> None:
    with pytest.raises(actions.TableMistakes) as caught:
        draft.load(content, name)
    assert [why.key for _, why in caught.value.lines] == ["jobs.import.refused.not_text"]


def test_a_table_without_rows_says_so(draft: Batch) -> None:
    assert refused(lambda: draft.load(b"picture\n\n")) == ["tasks.refused.table.no_rows"]


def test_rows_that_say_the_same_or_lack_what_is_shown_are_doubted(draft: Batch) -> None:
    assert not queries.doubts(draft.listing_id)
    draft.load("picture,場所\na.jpg,庭\nb.jpg,\na.jpg,庭\n,居間\n".encode())
    found = queries.doubts(draft.listing_id)
    assert (found.twice, found.empty) == (((1, 3),), (("picture", (4,)),))


def test_the_units_are_looked_through_once_for_what_they_say(draft: Batch, django_assert_num_queries: Any) -> None:
    table = "picture,場所\na.jpg,庭\n{},庭\n"
    draft.load(table.format("a.jpg").encode())
    assert queries.doubts(draft.listing_id).twice == ((1, 2),)
    with django_assert_num_queries(1):
        assert queries.doubts(draft.listing_id).twice == ((1, 2),)
    draft.load(table.format("").encode())
    found = queries.doubts(draft.listing_id)
    assert (found.twice, found.empty) == ((), (("picture", (2,)),))
    draft.plan = replace(draft.plan, repeats=None, form=replace(FORM, instructions="{{場所}} に何がいますか。"))
    draft.save_plan()
    assert not queries.doubts(draft.listing_id)


def test_columns_that_the_instructions_lack_are_told(draft: Batch) -> None:
    with pytest.raises(actions.TableMistakes) as caught:
        draft.load(b"photo\na.jpg\n")
    ((line, why),) = caught.value.lines
    assert (line, why.key) == (1, "tasks.refused.form.unknown_columns")


def test_the_template_can_be_loaded_as_it_is_once_filled_in(draft: Batch) -> None:
    template = queries.template_table(FORM)
    assert template.lstrip("\ufeff").strip() == "picture,gold.what,gold.note"
    told = draft.load((template + "a.jpg,犬,\r\nb.jpg,,\r\n").encode())
    assert (told.units, told.golds) == (2, 1)


def test_what_it_would_cost_is_said_beforehand(draft: Batch) -> None:
    view = queries.plan_of(draft.listing_id)
    assert view is not None
    assert (view.answers, view.cost_yen(50), view.mistakes) == (2, 100, ())


def test_of_a_published_task_nothing_changes(cast: Cast) -> None:
    batch = Batch(cast.aoi)
    assert refused(lambda: batch.load(table(1))) == ["jobs.refused.not_a_draft"]
    assert refused(batch.save_plan) == ["jobs.refused.not_a_draft"]
    assert Unit.objects.count() == 4
