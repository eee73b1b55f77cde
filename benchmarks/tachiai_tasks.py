"""Tachiai's own task pages as the benchmark of tasks drives them: the requests of a worker's browser, and of a client's."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first

from benchmarks.load import TERMS  # noqa: E402
from benchmarks.members import make_member  # noqa: E402
from benchmarks.pages import web_server  # noqa: E402
from benchmarks.task_load import PASSWORD, Answer, Browser, token  # noqa: E402
from tachiai.jobs import actions as jobs  # noqa: E402
from tachiai.jobs.rules import Draft  # noqa: E402
from tachiai.people.actions import HashedPassword  # noqa: E402
from tachiai.tasks import actions as tasks  # noqa: E402
from tachiai.tasks.models import Submission, TaskJob  # noqa: E402
from tachiai.tasks.rules.forms import FieldKind, Form, FormField  # noqa: E402
from tachiai.tasks.rules.plans import Plan  # noqa: E402
from tachiai.terms.rules.choices import JobForm  # noqa: E402

REWARD = 10
WEALTH = 10**11
FORM = Form(
    "{{title}}\n\n{{text}}",
    (
        FormField("mood", FieldKind.ONE, "どう感じましたか", choices=("good", "neutral", "bad")),
        FormField("why", FieldKind.LONG, "そう思う理由", least=3),
    ),
)
LIVE = ("taken", "overdue", "submitted", "approved")
ANSWERED = ("submitted", "approved", "refused", "not_approved")
_SURPLUS = """
SELECT coalesce(sum(greatest(live - wanted, 0)), 0) FROM (
    SELECT unit.wanted, count(s.id) AS live FROM tasks_unit unit JOIN tasks_submission s ON s.unit_id = unit.id
    WHERE s.job_id = %s AND s.state = ANY(%s) GROUP BY unit.id
) AS counted
"""


@dataclass
class TachiaiWorker:
    """The requests of one worker: start, the page of the place, submit-and-next, which leads to the page of the next."""

    browser: Browser
    batch: int
    accepts: list[float] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    slot: str = ""

    def begin(self) -> bool:
        return self._taken(f"/tasks/{self.batch}/start/", {"csrfmiddlewaretoken": self.browser.cookies["csrftoken"]})

    def form(self, mood: str) -> dict[str, str]:
        """An answer as the form of the site sends it."""
        return {"a-mood": mood, "a-why": "quiet, and the breakfast came"}

    def answer(self) -> bool:
        return self._taken(self.slot, {**self.said, **self.form("good"), "next": "1"})

    resume = begin

    def _taken(self, path: str, said: dict[str, str]) -> bool:
        began = time.perf_counter()
        found = self.browser.post(path, said)
        self.accepts.append(time.perf_counter() - began)
        if found.status not in (302, 303, 409):
            raise RuntimeError(f"Tachiai answers {found.status}")
        if not found.location.startswith("/tasks/places/"):
            return False
        self.slot = found.location
        self.said = {"csrfmiddlewaretoken": token(self.browser.get(self.slot))}
        return True


@dataclass
class Tachiai:
    """The site on this process's database."""

    port: int
    client: int
    workers_ids: Sequence[int]
    name: str = "Tachiai"
    browsers: list[Browser] = field(default_factory=list)

    def batch(self, units: int, answers: int, text: str = "The room was quiet and the breakfast came late. " * 4) -> int:
        """A published task; its listing's number."""
        listing = self.draft(answers)
        table = "title,text\n" + "".join(f"Review {n},{text}\n" for n in range(units))
        said: dict[str, Any] = {"listing_id": listing, "client_id": self.client, "at": datetime.now(UTC)}
        tasks.import_units(content=table.encode(), name="units.csv", **said)
        tasks.announce_deposit(**said)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return listing

    def draft(self, answers: int) -> int:
        at = datetime.now(UTC)
        terms = replace(TERMS, form=JobForm.TASK, due_on=None, price=None)
        draft = Draft("口コミの分類", "data.entry", "口コミを読んで分類します。", terms, REWARD, REWARD, at.date() + timedelta(days=7))
        listing = jobs.save_draft(client_id=self.client, draft=draft, at=at)
        tasks.save_plan(listing_id=listing, client_id=self.client, plan=Plan(FORM, answers_per_unit=answers), at=at)
        return listing

    def workers(self, batch: int, count: int) -> list[TachiaiWorker]:
        while len(self.browsers) < count:
            self.browsers.append(self.signed_in(f"worker{len(self.browsers)}"))
        return [TachiaiWorker(browser, batch) for browser in self.browsers[:count]]

    def audit(self, batch: int) -> dict[str, int]:
        job = TaskJob.objects.get(listing_id=batch)
        rows = Submission.objects.filter(job=job)
        with connection.cursor() as cursor:
            cursor.execute(_SURPLUS, [job.pk, list(LIVE)])
            (surplus,) = cursor.fetchone()
        held = rows.filter(state__in=("taken", "overdue")).count()
        return {"answers": rows.filter(state__in=ANSWERED).count(), "held": held, "surplus": int(surplus)}

    def expire(self, batch: int) -> None:
        """Every held place ended two days ago, and the clock has not come by."""
        ended = datetime.now(UTC) - timedelta(days=2)
        Submission.objects.filter(job__listing_id=batch, state="taken").update(slot_ends_at=ended, due_at=ended)

    def answers(self, batch: int) -> list[dict[str, Any]]:
        return list(Submission.objects.filter(job__listing_id=batch, state__in=ANSWERED).order_by("pk").values_list("values", flat=True))

    def publish(self, table: str, answers: int) -> tuple[int, float]:
        """Units from CSV and the deposit through the client's pages; the listing's number and the seconds."""
        listing, browser = self.draft(answers), self.signed_in("client")
        proof = browser.cookies["csrftoken"]
        began = time.perf_counter()
        _redirected(browser.upload(f"/tasks/{listing}/units/", {"csrfmiddlewaretoken": proof}, "table", "units.csv", table.encode()))
        _redirected(browser.post(f"/tasks/{listing}/deposit/", {"csrfmiddlewaretoken": proof}))
        return listing, time.perf_counter() - began

    def export(self, batch: int) -> tuple[int, float]:
        """The lines of the results as CSV, and the seconds."""
        browser = self.signed_in("client")
        began = time.perf_counter()
        found = browser.get(f"/tasks/{batch}/results.csv")
        return len(found.body.splitlines()) - 1, time.perf_counter() - began

    def signed_in(self, name: str) -> Browser:
        browser = Browser(self.port)
        said = {"csrfmiddlewaretoken": token(browser.get("/account/login/")), "login": f"{name}@example.com", "password": PASSWORD}
        _redirected(browser.post("/account/login/", said))
        return browser


def _redirected(answer: Answer) -> None:
    if answer.status not in (302, 303):
        raise RuntimeError(f"Tachiai answers {answer.status}: {answer.body[:2000]}")


@contextlib.contextmanager
def tachiai(workers: int) -> Iterator[Tachiai]:
    """The site, served, with one rich client and so many workers."""
    password = HashedPassword.of(PASSWORD)
    client, *others = (make_member(name, password).pk for name in ("client", *(f"worker{n}" for n in range(workers))))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT money_post(%s, 'pay_in', '', NULL, NULL, %s, %s, %s, %s)",
            ["fill", datetime.now(UTC), ["amount", "amount"], ["outside:0", f"wallet:{client}"], [-WEALTH, WEALTH]],
        )
    with web_server() as port:
        yield Tachiai(port, client, others)
