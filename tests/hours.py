"""An hourly contract as tests speak of it: `deal.deposit(); deal.work("09:00", "12:00"); deal.until("fri 1:00")`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.config.schedule import run_due
from tachiai.contracts.hourly import actions, lines
from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.hourly.models import TimeEntry, Timer, Week
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.money.queries import escrow_balance
from tachiai.people.models import Person
from tachiai.terms.rules import Terms
from tests.deal import MONDAY, Deal, looks
from tests.replay import played_once

RATE, HOURS = 1_500, 10
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURLY_TERMS = Terms(
    form="hourly",
    purpose="お店の問い合わせに答える",
    scope="メールの問い合わせに返事をする",
    out_of_scope="電話",
    deliverables="返事をしたメール",
    rights="kept",
    portfolio="no",
    confidentiality="standard",
    hourly_rate=RATE,
    weekly_hours=HOURS,
)


class HourlyDeal(Deal):
    """An hourly contract between two people. It begins on a Monday at ten."""

    def __init__(self, client: Person, worker: Person, *, at: datetime = MONDAY, **terms: Any):
        self.client, self.worker, self.at = client, worker, at
        self.terms = replace(HOURLY_TERMS, **terms)
        self.reference = played_once((type(self), client.pk, worker.pk, at, self.terms), self._agree)

    def _agree(self) -> str:
        draft = Draft(
            title="問い合わせの返事",
            category="office.support",
            description="お店に届くメールの問い合わせに返事をお願いします。",
            terms=replace(self.terms, hourly_rate=None),
            budget_min=self.terms.hourly_rate,
            budget_max=self.terms.hourly_rate,
            apply_on=local_date(self.at) + timedelta(days=7),
        )
        listing_id = jobs.save_draft(client_id=self.client.pk, draft=draft, at=self.at)
        jobs.publish(listing_id=listing_id, client_id=self.client.pk, at=self.at)
        offer = Offer("毎日返事ができます。", self.terms.hourly_rate or 0, local_date(self.at))
        proposal_id = jobs.send_proposal(listing_id=listing_id, worker_id=self.worker.pk, offer=offer, at=self.at)
        jobs.open_terms(proposal_id=proposal_id, client_id=self.client.pk, at=self.at)
        return self._both_agree(proposal_id)

    @property
    def weeks(self) -> list[Week]:
        return list(Week.objects.filter(contract=self.contract).order_by("number"))

    @property
    def week(self) -> Week:
        """The first week that is not settled, or the last one."""
        return next((week for week in self.weeks if week.closed_at is None), self.weeks[-1])

    def states(self) -> list[str]:
        return [week.state for week in self.weeks]

    def fund(self, begins_on: date) -> Week:
        return actions.fund_week(
            contract_id=self.contract.pk, begins_on=begins_on, client_id=self.client.pk, at=self.at
        )

    def work(self, begins: str, ends: str, note: str = "問い合わせ12件に返事", week: Week | None = None) -> TimeEntry:
        """A line typed by hand for today (or, of a moment past, for yesterday)."""
        day = self.at.astimezone(TOKYO).date()
        return self.line(self.moment(day, begins), self.moment(day, ends), note, week)

    def line(
        self, starts_at: datetime, ends_at: datetime, note: str = "問い合わせ", week: Week | None = None
    ) -> TimeEntry:
        written = Written(starts_at, ends_at, note)
        return lines.add_line(week_id=(week or self.week).pk, by=self.by(self.worker), written=written, at=self.at)

    @staticmethod
    def moment(day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=TOKYO)

    def start(self, note: str = "問い合わせ") -> Timer:
        return lines.start_timer(contract_id=self.contract.pk, by=self.by(self.worker), note=note, at=self.at)

    def stop(self, note: str = "") -> TimeEntry | None:
        return lines.stop_timer(contract_id=self.contract.pk, by=self.by(self.worker), note=note, at=self.at)

    def step(self, name: str, by: Person, week: Week | None = None, **answers: Any) -> Week:
        """A step of a week."""
        week = week or self.week
        return actions.take_week_step(week_id=week.pk, step=name, by=self.by(by), at=self.at, answers=answers)

    def clock_step(self, name: str, week: Week | None = None) -> Week:
        return actions.take_week_step(week_id=(week or self.week).pk, step=name, by=By(Actor.CLOCK), at=self.at)

    def until(self, when: str) -> None:
        """Let time pass to the next such day and time, such as "fri 01:00"; everything due on the way happens."""
        day, clock = when.split()
        ahead = (DAYS.index(day) - self.at.astimezone(TOKYO).weekday()) % 7
        end = self.moment(self.at.astimezone(TOKYO).date() + timedelta(days=ahead), clock)
        end += timedelta(days=7) if end <= self.at else timedelta(0)
        for at in looks(self.at, end, timedelta(hours=3)):
            self.at = at
            run_due(at)

    def held(self) -> int:
        """What all weeks hold by the book."""
        return sum(escrow_balance(week.holder) for week in self.weeks)
