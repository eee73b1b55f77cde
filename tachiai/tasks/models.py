"""Plans, their units, task jobs, submissions, how each worker stands in a job, attempts at tests, questions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tachiai.clockwork.models import SavedRow, StepRecord, WalkingRow, by_time
from tachiai.money.rules import Holder, listing_holder


class TaskPlan(SavedRow):
    """What a listing needs to become a task; its client may change it until the deposit is made.

    `form`, `qualification`, `test`, `gold`: `rules.forms.Form`, `rules.plans.Qualification`, `.CategoryTest`, `.Gold`
    as plain data. `repeats`: how often the form is to be filled in when there is no table; None: one unit for each row.
    `columns` are those of the table, `table_digest` the SHA-256 of what it says. `units` counts them all, `golds` those
    with a known answer.
    """

    listing = models.OneToOneField("jobs.Listing", on_delete=models.PROTECT, related_name="+")
    form = models.JSONField(default=dict)
    answers_per_unit = models.PositiveSmallIntegerField(default=1)
    slot_minutes = models.PositiveSmallIntegerField(default=60)
    repeats = models.PositiveIntegerField(null=True)
    most_per_worker = models.PositiveIntegerField(null=True)
    columns = models.JSONField(default=list)
    qualification = models.JSONField(default=dict)
    test = models.JSONField(default=dict)
    gold = models.JSONField(default=dict)
    units = models.PositiveIntegerField(default=0)
    golds = models.PositiveIntegerField(default=0)
    table_digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()


class Unit(models.Model):
    """One piece of work: a row of the table, or one time the plain form. `expected`: the right answers of a gold unit.

    `wanted`: how many answers it needs; `open`: how many of them nobody has given or holds a place for. Both are nought
    until the job opens, so that nothing of a draft can be taken.
    """

    plan = models.ForeignKey(TaskPlan, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    is_gold = models.BooleanField(default=False)
    expected = models.JSONField(default=dict)
    wanted = models.PositiveSmallIntegerField(default=0)
    open = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_unit_per_number"),
            models.CheckConstraint(condition=Q(open__lte=F("wanted")), name="no_more_answers_than_wanted"),
        ]
        indexes = [
            # What the next place is taken from: its cost does not grow with the batch.
            models.Index(fields=["plan", "number"], condition=Q(open__gt=0, is_gold=False), name="units_to_take"),
            models.Index(fields=["plan", "number"], condition=Q(open__gt=0, is_gold=True), name="golds_to_take"),
        ]


class TaskJob(WalkingRow):
    """A plan whose client has asked to publish it; from the deposit on it holds the escrow of its listing.

    In yen: `reward` of one answer. `wanted`: all answers that are paid for, of which `added` came by refusals taken
    back after their place was given away. `digest`: what is to be published, as it was when the deposit was asked for.
    `ends_at`: the listing's deadline; the moment it ended once it has.
    """

    listing = models.ForeignKey("jobs.Listing", on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(TaskPlan, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    reward = models.PositiveBigIntegerField()
    wanted = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    pauses = models.PositiveSmallIntegerField(default=0)
    fee_schedule = models.CharField(max_length=30, blank=True)
    digest = models.CharField(max_length=64)
    seen = models.CharField(max_length=200, blank=True, help_text="what the client saw of the warnings about its texts")
    ends_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["client", "-id"], name="task_jobs_of_client"),
            models.Index(fields=["listing", "-id"], name="task_jobs_of_listing"),
            models.Index(
                fields=["client", "due_at"],
                condition=Q(state__in=["awaiting_deposit", "reviewing"]),
                name="task_jobs_that_wait",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["listing"], condition=~Q(state="lapsed"), name="one_task_job_per_listing")
        ]

    @property
    def holder(self) -> Holder:
        """Whose escrow the money is."""
        return listing_holder(self.listing_id)

    @property
    def original(self) -> int:
        """The answers that were wanted at first: the base of the limit on refusals."""
        return self.wanted - self.added

    @property
    def unsettled_yen(self) -> int:
        """What its escrow holds: the reward of every wanted answer that is not paid."""
        return (self.wanted - self.approved) * self.reward


class TaskJobStep(StepRecord):
    subject = models.ForeignKey(TaskJob, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_task_step_per_number")]
        indexes = [by_time("task_steps_by_time")]


class Standing(models.Model):
    """How one worker stands in one job. `last_number`: the unit taken last, from which the next is looked for.

    In yen: `paid` before fees. `golds`, `golds_right`: gold units answered, and rightly. `untold_...`: decided since
    the worker was last told, who hears of it at `tell_at`.
    """

    FALLS_DUE = {"tell_at": "true"}

    job = models.ForeignKey(TaskJob, on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    last_number = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    paid = models.PositiveBigIntegerField(default=0)
    golds = models.PositiveIntegerField(default=0)
    golds_right = models.PositiveIntegerField(default=0)
    untold_approved = models.PositiveIntegerField(default=0)
    untold_refused = models.PositiveIntegerField(default=0)
    tell_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "worker"], name="one_standing_per_worker")]
        indexes = [
            models.Index(fields=["worker", "-id"], name="standings_of_worker"),
            models.Index(fields=["tell_at"], condition=Q(tell_at__isnull=False), name="standings_to_tell"),
        ]

    @property
    def waiting(self) -> int:
        """The answers that wait for review."""
        return self.submitted - self.approved - self.refused


class Submission(SavedRow, WalkingRow):
    """One place at one unit, and the answer given there. A worker gets a unit once.

    `draft` is the half-typed answer as it was saved last; `values` the answer, as `rules.answers` reads it. `late`: an
    answer that came after its place was lost, kept for its worker. `gold_right`: of a gold unit, whether it was.
    `seconds` from the taking to the answer. `entry_id`: the movement that paid it.
    """

    SAVED_AT = "drafted_at"

    job = models.ForeignKey(TaskJob, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    slot_ends_at = models.DateTimeField()
    draft = models.JSONField(default=dict)
    drafted_at = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    submitted_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    gold_right = models.BooleanField(null=True)
    reason = models.TextField(max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True)
    entry_id = models.BigIntegerField(null=True)
    late = models.JSONField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "worker"], name="one_place_per_worker_and_unit")]
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["job", "id"], condition=Q(submitted_at__isnull=False), name="answers_of_job"),
            models.Index(fields=["job", "id"], condition=Q(state="submitted"), name="answers_to_review"),
            models.Index(fields=["job", "due_at"], condition=Q(state="taken"), name="places_by_their_end"),
            models.Index(fields=["job", "worker"], condition=Q(state__in=["taken", "overdue"]), name="places_held"),
            models.Index(fields=["worker", "-id"], name="submissions_of_worker"),
            models.Index(
                fields=["worker", "due_at"], condition=Q(state__in=["taken", "overdue"]), name="places_that_wait"
            ),
        ]


class SubmissionStep(StepRecord):
    subject = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_submission_step_per_number")]
        indexes = [by_time("submission_steps_by_time")]


class Attempt(models.Model):
    """How a worker did in a test before the first unit. `test` is its digest: the same questions of the same client in
    the same category are passed once, whatever the job."""

    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    test = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    right = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker", "test"], name="one_test_per_worker")]


class TaskQuestion(models.Model):
    """A worker's question about a job (and one of its units); question and answer are for everybody who works on it."""

    job = models.ForeignKey(TaskJob, on_delete=models.PROTECT, related_name="+", db_index=False)
    asker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["job", "-id"], name="questions_of_task"),
            models.Index(fields=["job", "asker"], condition=Q(answered_at=None), name="questions_unanswered"),
        ]
