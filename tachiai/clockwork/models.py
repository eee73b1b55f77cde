"""The columns of every row that walks a life cycle, of the trace it leaves, and of what forms save."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from tachiai.kernel.saves import LONGEST_NAME, name_of


def by_time(name: str, column: str = "taken_at") -> BrinIndex:
    """The index of a table that only grows, by the moment of its rows: a few bytes for every sixteen pages, so that
    a row costs next to nothing to write and a month is read without the years before it."""
    return BrinIndex(fields=[column], pages_per_range=16, autosummarize=True, name=name)


class WalkingRow(models.Model):
    """A row with a state. `due_at` is the deadline shown and the very column that the clock reads.

    `steps_taken` counts the step records; a trigger refuses a change of state without the record that explains it.
    `stalled_until` is set when the clock's step failed: it is tried again then, and blocks no other row.
    """

    lifecycle_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    stalled_until = models.DateTimeField(null=True)
    steps_taken = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="%(app_label)s_%(class)s_due"),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="%(app_label)s_%(class)s_remind"
            ),
        ]


class StepRecord(models.Model):
    """One step taken: who, when, from where to where, with which answers. Append-only.

    Concrete tables add `subject`, a foreign key to their walking row, unique together with `number`.
    """

    number = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, help_text="the deadline that stood when the step was taken")
    answers = models.JSONField(default=dict)

    class Meta:
        abstract = True


class SavedRow(models.Model):
    """A row that a form saves, perhaps from several windows. `saved_as`: the name of its last save (`kernel.saves`);
    empty before the first, and for one from before saves had names."""

    SAVED_AT = "changed_at"

    saved_as = models.CharField(max_length=LONGEST_NAME, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def last_save(self) -> str:
        return name_of(self.saved_as, getattr(self, self.SAVED_AT))


class ClockShift(models.Model):
    """Demo only: by how many seconds the market's clock runs ahead of the machine's. At most one row."""

    only = models.BooleanField(primary_key=True, default=True)
    seconds = models.BigIntegerField(default=0)


class DemoYear(models.Model):
    """Demo only: how far the year behind the market is told. `today` is the day from which its stories are counted,
    however long the telling takes; `told` of `stories` are there. At most one row.
    """

    only = models.BooleanField(primary_key=True, default=True)
    today = models.DateField()
    stories = models.PositiveIntegerField()
    told = models.PositiveIntegerField(default=0)


class Counter(models.Model):
    """How often `who` (a digest) asked for what the limit `name` bounds, in the stretch of time that ends `until`."""

    name = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)
    counted = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "who"], name="clockwork_counter_of_one")]
