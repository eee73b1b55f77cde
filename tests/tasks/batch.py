"""A task as tests speak of it: `batch.take(ren); batch.submit(ren); batch.approve(ren); batch.minutes_pass(61)`.

Aoi asks what is on some pictures; whoever is named answers. Time passes only when the test says so.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.config.schedule import run_due
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.money.queries import escrow_balance
from tachiai.people.models import Person
from tachiai.tasks import actions, queries
from tachiai.tasks.models import Standing, Submission, TaskJob, Unit
from tachiai.tasks.rules.forms import FieldKind, Form, FormField
from tachiai.tasks.rules.plans import Plan
from tachiai.terms.rules.choices import JobForm
from tests.terms.samples import SETTLED

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
FORM = Form(
    "{{picture}} に写っているものを答えてください。",
    (
        FormField("what", FieldKind.ONE, "写っているもの", choices=("犬", "猫", "その他")),
        FormField("note", FieldKind.SHORT, "気づいたこと", required=False, most=100),
    ),
)
SURVEY = Form("思い出に残っている動物について教えてください。", FORM.fields)
ANSWER = {"what": ["犬"], "note": ["耳が長い"]}
DRAFT = Draft(
    title="写真の分類",
    category="design.logo",
    description="写真に写っている動物を答える、短い作業です。",
    terms=replace(SETTLED, price=None, form=JobForm.TASK, milestones=()),
    budget_min=50,
    budget_max=50,
    apply_on=date(2026, 11, 16),
)


def table(units: int, **columns: str) -> bytes:
    """A table of so many pictures; `columns` are further ones, the same for every row."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["picture", *columns])
    rows.writerows([f"https://example.com/{number}.jpg", *columns.values()] for number in range(1, units + 1))
    return file.getvalue().encode()


class Batch:
    """One task of Aoi's, published unless the test says otherwise."""

    def __init__(
        self, client: Person, *, units: int = 4, reward: int = 50, at: datetime = MONDAY, open_it: bool = True,
        content: bytes | None = None, **plan: Any,
    ):  # fmt: skip
        self.client, self.at, self.reward = client, at, reward
        self.plan = replace(Plan(form=FORM), **plan)
        draft = replace(DRAFT, budget_min=reward, budget_max=reward)
        self.listing_id = jobs.save_draft(client_id=client.pk, draft=draft, at=at)
        self.save_plan()
        if self.plan.repeats is None:
            self.load(content or table(units))
        if open_it:
            self.publish()

    def save_plan(self) -> None:
        actions.save_plan(listing_id=self.listing_id, client_id=self.client.pk, plan=self.plan, at=self.at)

    def load(self, content: bytes, name: str = "units.csv") -> actions.Imported:
        return actions.import_units(
            listing_id=self.listing_id, client_id=self.client.pk, content=content, name=name, at=self.at
        )

    def publish(self) -> TaskJob:
        return actions.announce_deposit(listing_id=self.listing_id, client_id=self.client.pk, at=self.at)

    @property
    def job(self) -> TaskJob:
        return TaskJob.objects.select_related("listing", "plan").exclude(state="lapsed").get(listing_id=self.listing_id)

    @property
    def escrow(self) -> int:
        return escrow_balance(self.job.holder)

    def step(self, step: str, by: Person | None = None, **answers: Any) -> TaskJob:
        person = by or self.client
        role = Actor.CLIENT if person == self.client else Actor.STAFF
        return actions.take_step(
            job_id=self.job.pk, step=step, by=By(role, person.pk), at=self.at, answers=answers or None
        )

    def take(self, worker: Person) -> Submission:
        return actions.take_next(listing_id=self.listing_id, worker_id=worker.pk, at=self.at)

    def submit(self, worker: Person, place: Submission | None = None, **answers: list[str]) -> Submission:
        """Answer the place that the worker holds, or the next one."""
        place = place or self.take(worker)
        return actions.submit(submission_id=place.pk, worker_id=worker.pk, values={**ANSWER, **answers}, at=self.at)

    def give_back(self, worker: Person, place: Submission) -> None:
        actions.give_back(submission_id=place.pk, worker_id=worker.pk, at=self.at)

    def approve(self, *answers: Submission) -> int:
        ids = [each.pk for each in answers]
        return actions.approve(job_id=self.job.pk, client_id=self.client.pk, submission_ids=ids, at=self.at)

    def refuse(self, *answers: Submission, reason: str = "写真と答えが合っていません。") -> int:
        ids = [each.pk for each in answers]
        return actions.refuse(
            job_id=self.job.pk, client_id=self.client.pk, submission_ids=ids, reason=reason, at=self.at
        )

    def take_back(self, answer: Submission) -> None:
        actions.take_back_refusal(submission_id=answer.pk, client_id=self.client.pk, at=self.at)

    def entrance(self, worker: Person) -> queries.Entrance:
        found = queries.entrance(self.listing_id, worker.pk, self.at)
        assert found is not None
        return found

    def standing(self, worker: Person) -> Standing:
        return Standing.objects.get(job_id=self.job.pk, worker_id=worker.pk)

    def progress(self) -> queries.Progress:
        return queries.progress(self.job)

    def time_passes(self, by: timedelta, *, with_clock: bool = True) -> None:
        """Whatever falls due on the way is done when the clock looks at the end of it."""
        self.at += by
        if with_clock:
            self.clock()

    def minutes_pass(self, minutes: int, *, with_clock: bool = True) -> None:
        self.time_passes(timedelta(minutes=minutes), with_clock=with_clock)

    def days_pass(self, days: int) -> None:
        """Day by day, as the clock would."""
        for _ in range(days):
            self.time_passes(timedelta(days=1))

    def clock(self) -> None:
        while any(swept.fired for swept in run_due(self.at).values()):
            pass

    def expect_exact(self) -> None:
        """The book, the counters and the rows say the same."""
        job = self.job
        units = Unit.objects.filter(plan_id=job.plan_id)
        live = Submission.objects.filter(job_id=job.pk, state__in=("taken", "submitted", "approved"))
        by_unit: dict[int, int] = {}
        for unit_id in live.values_list("unit_id", flat=True):
            by_unit[unit_id] = by_unit.get(unit_id, 0) + 1
        assert {unit.pk: unit.wanted - unit.open for unit in units} == {u.pk: by_unit.get(u.pk, 0) for u in units}
        assert job.wanted == sum(unit.wanted for unit in units)
        assert job.approved == live.filter(state="approved").count()
        refused = Submission.objects.filter(job_id=job.pk, state__in=("refused", "not_approved")).count()
        assert job.refused == refused
        expected = 0 if job.state == "completed" else (job.wanted - job.approved) * job.reward
        assert self.escrow == expected
