"""A form that is open in several windows: the draft of a listing, the plans of a task and a contest, an answer.

Each story is told of all of them. `saves` is what the script sends by itself (a contest has none: its button does),
`presses` what the form sends when a button is pressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tachiai.contests.models import ContestPlan
from tachiai.jobs.actions.imported import Origin, store_imported
from tachiai.jobs.models import Listing
from tachiai.people.models import Person
from tachiai.tasks.models import Submission, TaskPlan
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.deal import MONDAY
from tests.jobs.market import DRAFT, Market
from tests.task import Task
from tests.web.test_jobs_pages import form_data
from tests.web.test_task_pages import path, sent_form
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="(since|saved_as)" value="([^"]+)">')
OTHER_WINDOW = "別の画面"


@dataclass(frozen=True)
class Form:
    """One page with its form: where it is, what fills it in, which field is written in, and what is kept of that."""

    visits: Visits
    person: Person
    page: str
    field: str
    kept: Callable[[], str]
    typed: dict[str, Any]
    button: dict[str, str]
    saves_itself: bool = True
    refused: int = 409

    def opens(self) -> dict[str, str]:
        """The hidden fields of a window that is opened now."""
        return dict(HIDDEN.findall(self.visits.see(self.person, self.page)))

    def saves(self, window: dict[str, str], text: str, *, is_refused: bool = False) -> Any:
        if not self.saves_itself:
            return self.presses(window, text, is_refused=is_refused)
        address = self.page.removesuffix("edit/") + "autosave/"
        said = {**self.typed, self.field: text, **window}
        return self.visits.send(self.person, address, status=409 if is_refused else 200, **said)

    def presses(self, window: dict[str, str], text: str, *, is_refused: bool = False, **typed: str) -> Any:
        said = {**self.typed, self.field: text, **window, **self.button, **typed}
        return self.visits.send(self.person, self.page, status=self.refused if is_refused else 302, **said)


def listing(visits: Visits, cast: Cast) -> Form:
    page = f"/jobs/{Market(cast).draft()}/edit/"
    return Form(visits, cast.aoi, page, "title", lambda: Listing.objects.get().title, form_data(), {"save": "1"},
                refused=400)  # fmt: skip


def task_plan(visits: Visits, cast: Cast) -> Form:
    task = Task(cast.aoi)
    page = path(task, "settings/")
    typed = sent_form(visits.see(cast.aoi, page))
    kept = lambda: TaskPlan.objects.get().form["instructions"]  # noqa: E731
    return Form(visits, cast.aoi, page, "instructions", kept, typed, {"op": "save"})


def contest_plan(visits: Visits, cast: Cast) -> Form:
    page = f"/contests/{Stage(cast).listing_id}/settings/"
    kept = lambda: "\n".join(ContestPlan.objects.get().criteria)  # noqa: E731
    typed = {"prizes": "1", "is_public": "1"}
    return Form(visits, cast.aoi, page, "criteria", kept, typed, {}, saves_itself=False, refused=400)


def answer(visits: Visits, cast: Cast) -> Form:
    place = Task(cast.aoi).publish().take(cast.ren)
    kept = lambda: Submission.objects.get().draft["why"][0]  # noqa: E731
    return Form(visits, cast.ren, f"/tasks/places/{place.pk}/", "a-why", kept, {"a-mood": "よい"}, {"save": "1"})


@pytest.fixture
def visits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Visits:
    """Everything happens at one moment: what is newer is not told by the clock."""
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    return Visits(cast)


@pytest.fixture(params=[listing, task_plan, contest_plan, answer])
def form(request: pytest.FixtureRequest, visits: Visits, cast: Cast) -> Form:
    return request.param(visits, cast)


def after(window: dict[str, str], name: str) -> dict[str, str]:
    """The same window at its next save, when it has not heard of the last."""
    return {"since": f"{window['since']} {window['saved_as']}", "saved_as": name}


def test_a_second_window_is_told_and_goes_over_the_first_once_it_knows(form: Form) -> None:
    first, second = form.opens(), form.opens()
    form.saves(first, "一つめの画面")
    told = form.saves(second, "二つめの画面", is_refused=True)
    assert not form.saves_itself or OTHER_WINDOW in told.json()["reasons"][0]
    html = form.presses(second, "二つめの画面", is_refused=True).content.decode()
    assert OTHER_WINDOW in html and "二つめの画面" in html and form.kept() == "一つめの画面"
    form.presses(dict(HIDDEN.findall(html)), "二つめの画面")
    assert form.kept() == "二つめの画面"
    form.saves(after(first, "later"), "一つめの画面", is_refused=True)


def test_a_window_that_never_heard_of_its_save_is_no_other_window(form: Form) -> None:
    window = form.opens()
    form.saves(window, "届いたが返事がない")
    form.saves(after(window, "second"), "続きを書いた")
    form.presses({**after(window, "third"), "since": f"{after(window, '')['since']} second"}, "もっと書いた")
    assert form.kept() == "もっと書いた"


def test_a_save_that_comes_after_a_newer_one_of_the_same_window_is_not_kept(form: Form) -> None:
    window = form.opens()
    form.saves(after(window, "newer"), "新しいほう")
    form.saves(window, "遅れてきた古いほう", is_refused=True)
    assert form.kept() == "新しいほう"


def test_a_double_click_saves_once(form: Form) -> None:
    window = form.opens()
    for _ in range(3):
        form.presses(window, "二度押した")
    assert form.kept() == "二度押した"


def test_a_window_from_before_saves_had_names_goes_on(form: Form) -> None:
    form.saves(form.opens(), "前から開いている")
    for rows in (Listing, TaskPlan, ContestPlan, Submission):
        rows.objects.update(saved_as="")
    window = {"since": form.opens()["since"]}
    assert window["since"].startswith("2026-11-02T")
    answered = form.saves(window, "続き")
    assert form.kept() == "続き"
    if form.saves_itself:
        form.saves({"since": answered.json()["since"]}, "そのまた続き")
        assert form.kept() == "そのまた続き"


@pytest.mark.parametrize("make", [task_plan, contest_plan])
def test_the_first_save_of_a_plan_is_not_overwritten_either(visits: Visits, cast: Cast, make: Any) -> None:
    form = make(visits, cast)
    for rows in (Submission, TaskPlan, ContestPlan):
        rows.objects.all().delete()
    first, second = form.opens(), form.opens()
    form.saves(first, "一つめの画面")
    form.presses(second, "二つめの画面", is_refused=True)
    assert form.kept() == "一つめの画面"


def test_what_is_refused_for_another_reason_has_not_told_of_the_other_window(visits: Visits, cast: Cast) -> None:
    form = contest_plan(visits, cast)
    first, second = form.opens(), form.opens()
    form.saves(first, "一つめの画面")
    html = form.presses(second, "二つめの画面", is_refused=True, prizes="99").content.decode()
    form.presses(dict(HIDDEN.findall(html)), "二つめの画面", is_refused=True)
    assert form.kept() == "一つめの画面"


def test_a_table_that_came_meanwhile_is_not_dropped_unseen(visits: Visits, cast: Cast) -> None:
    form = task_plan(visits, cast)
    window = form.opens()
    table = SimpleUploadedFile("units.csv", "review\n一件だけ。\n".encode(), content_type="text/csv")
    visits.send(cast.aoi, form.page.replace("settings", "units"), table=table)
    form.saves(window, "二つめの画面", is_refused=True)


def test_a_row_of_another_system_that_came_meanwhile_is_not_overwritten_unseen(visits: Visits, cast: Cast) -> None:
    said = {"client_id": cast.aoi.pk, "origin": Origin("ads", "1"), "at": MONDAY}
    listing_id, _ = store_imported(draft=DRAFT, **said)
    page = f"/jobs/{listing_id}/edit/"
    form = replace(listing(visits, cast), page=page, kept=lambda: Listing.objects.get(pk=listing_id).title)
    window = form.opens()
    store_imported(draft=replace(DRAFT, title="別の仕組みから"), **said)
    form.saves(window, "この画面", is_refused=True)
    assert form.kept() == "別の仕組みから"


def test_what_is_mended_after_a_mistake_is_no_other_window(visits: Visits, cast: Cast) -> None:
    form = replace(listing(visits, cast), refused=400)
    html = form.presses(form.opens(), "途中", is_refused=True, budget_min="abc").content.decode()
    form.presses(dict(HIDDEN.findall(html)), "直した")
    assert form.kept() == "直した"
