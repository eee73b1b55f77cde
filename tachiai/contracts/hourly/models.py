"""Weeks of hourly contracts, the lines of their timesheets with every version of each, and the timers that run."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tachiai.clockwork.models import StepRecord, WalkingRow, by_time
from tachiai.contracts.models import Contract
from tachiai.contracts.rules.hourly import LONGEST_LINE_NOTE, LONGEST_WORD, WeekSpan
from tachiai.money.rules import Holder, week_holder


def _person(**more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class Week(WalkingRow):
    """One week of an hourly contract, on the terms that hold in it: `rate` yen an hour, `cap_minutes` at most, `price`
    yen to be deposited.

    `minutes` are those of its lines, `contested_minutes` of the contested ones. `paid` and `returned`: yen that went to
    the worker (before fees) and back to the client so far. `values["offers"]`: each side's offer, yen for the worker.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="weeks", db_index=False)
    number = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    rate = models.PositiveIntegerField()
    cap_minutes = models.PositiveSmallIntegerField()
    price = models.PositiveBigIntegerField()
    paid_in_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    contested_minutes = models.PositiveSmallIntegerField(default=0)
    paid = models.PositiveBigIntegerField(default=0)
    returned = models.PositiveBigIntegerField(default=0)
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["contract", "-number"], name="weeks_of_contract"),
            models.Index(fields=["contract"], condition=Q(closed_at__isnull=True), name="open_weeks_of_contract"),
            models.Index(fields=["due_at"], condition=Q(state="decision"), name="weeks_for_staff"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "begins_on"], name="each_week_once"),
            models.UniqueConstraint(fields=["contract", "number"], name="one_week_per_number"),
        ]

    @property
    def span(self) -> WeekSpan:
        return WeekSpan(self.begins_on)

    @property
    def holder(self) -> Holder:
        """What its money is held for."""
        return week_holder(self.pk)


class WeekStep(StepRecord):
    subject = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_week_step_per_number")]
        indexes = [by_time("week_steps_by_time")]


class WeeklyFunding(models.Model):
    """The client's standing word: each new week is paid in from the wallet when it covers it. No row: it is not."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, primary_key=True, related_name="+")
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()


class TimeEntry(models.Model):
    """One line of a week's sheet, as its newest version has it; numbered within the week.

    `is_timed`: a timer made it. `is_forgotten`: the timer ran as long as it can, so the line asks to be corrected.
    `contest_reason`: why the client contests it; empty when they do not.
    """

    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=LONGEST_LINE_NOTE)
    is_struck = models.BooleanField(default=False)
    is_timed = models.BooleanField(default=False)
    is_forgotten = models.BooleanField(default=False)
    versions = models.PositiveSmallIntegerField(default=1)
    contest_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "number"], name="one_line_per_number")]


class EntryVersion(models.Model):
    """What a line said from `written_at` on, and every picture that it had by then. Append-only: a correction is the
    next version, striking out is one too."""

    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="history", db_index=False)
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=LONGEST_LINE_NOTE)
    is_struck = models.BooleanField(default=False)
    written_by = _person()
    written_at = models.DateTimeField()
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_version_per_number")]


class LineWord(models.Model):
    """What one of the two asks or answers about a line. Append-only."""

    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="words")
    author = _person()
    role = models.CharField(max_length=10)
    text = models.TextField(max_length=LONGEST_WORD)
    written_at = models.DateTimeField()


class Timer(models.Model):
    """A timer that runs: at most one for a contract, and one for a worker. `stops_at`: when it stops by itself."""

    FALLS_DUE = {"stops_at": "true"}

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="+")
    worker = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=LONGEST_LINE_NOTE, blank=True)
    started_at = models.DateTimeField()
    stops_at = models.DateTimeField(db_index=True)
