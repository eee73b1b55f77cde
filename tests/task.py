"""A task as tests of pages speak of it: `task = Task(cast.aoi); task.publish(); place = task.take(cast.ren)`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.test import override_settings

from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft
from tachiai.kernel.calendar import local_date
from tachiai.people.models import Person
from tachiai.tasks import actions
from tachiai.tasks.models import Submission, TaskJob
from tachiai.tasks.rules.forms import FieldKind, Form, FormField
from tachiai.tasks.rules.plans import Plan
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm
from tests.deal import MONDAY, TERMS

FORM = Form(
    "次の口コミを読んでください。\n\n{{review}}",
    (
        FormField("mood", FieldKind.ONE, "どう感じましたか", choices=("よい", "ふつう", "わるい")),
        FormField("why", FieldKind.SHORT, "そう思う理由", least=3, most=100),
    ),
)
TABLE = "review,gold.mood\n静かな部屋でした。,\n朝食が遅れました。,\n最高の一日でした。,よい\n"
SAID = {"mood": ["よい"], "why": ["静かだから"]}
# What a contract of a project settles and a task has no use for stays out.
TASK_TERMS = Terms(
    form=JobForm.TASK, purpose=TERMS.purpose, scope=TERMS.scope, rights=TERMS.rights, portfolio=TERMS.portfolio,
    confidentiality=TERMS.confidentiality, ip_scope=TERMS.ip_scope,
)  # fmt: skip


# A form without gaps, for tasks that repeat it.
PLAIN = Form("毎日の歩数を書いてください。", (FormField("steps", FieldKind.NUMBER, "歩数", least=0),))


class Task:
    """One task of a client, from `at` on; a draft until it is published."""

    def __init__(self, client: Person, *, at: datetime = MONDAY, table: str = TABLE, reward: int = 30, **plan: Any):
        self.client, self.at = client, at
        draft = Draft("口コミの分類", "data.entry", "口コミを読んで分類します。", TASK_TERMS, reward, reward)
        draft = replace(draft, apply_on=local_date(at) + timedelta(days=7))
        self.listing_id = jobs.save_draft(client_id=client.pk, draft=draft, at=at)
        self.said: dict[str, Any] = {"listing_id": self.listing_id, "client_id": client.pk, "at": at}
        actions.save_plan(plan=Plan(**{"form": FORM, "answers_per_unit": 2, **plan}), **self.said)
        if table and "repeats" not in plan:
            actions.import_units(content=table.encode(), name="units.csv", **self.said)

    def publish(self) -> Task:
        with override_settings(FUNDS="demo_bank"):
            actions.announce_deposit(**self.said)
        return self

    @property
    def job(self) -> TaskJob:
        return TaskJob.objects.get(listing_id=self.listing_id)

    def take(self, worker: Person, at: datetime | None = None) -> Submission:
        return actions.take_next(listing_id=self.listing_id, worker_id=worker.pk, at=at or self.at)

    def answer(self, worker: Person, at: datetime | None = None, **said: list[str]) -> Submission:
        place = self.take(worker, at)
        return actions.submit(
            submission_id=place.pk,
            worker_id=worker.pk,
            values={**SAID, **said},
            at=at or self.at + timedelta(minutes=2),
        )
