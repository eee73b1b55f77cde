"""The tables of safety: reports, cases, what else cases were fed, decisions, measures, appeals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tachiai.clockwork.models import StepRecord, WalkingRow
from tachiai.safety.rules import MEASURES, OUTCOMES, REPORTED, VERDICTS


def _person(**more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", **more)


_WAITS = Q(closed_at__isnull=True, claimed_by__isnull=True)


class Case(WalkingRow):
    """All that was said about one thing of one person, until somebody decides. At most one is open for each.

    `subject_kind` and `subject_id` name the thing, `about` is whose it is. `severity` is that of the gravest clause
    named, `weights` the sum of all that was said in hundredths, `score` their product. `joined_to`: the case that it
    was found to repeat, or in which it is looked at anew; that one is joined to none.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    about = _person(db_index=False)
    title = models.CharField(max_length=200)
    clause = models.CharField(max_length=40, help_text="the gravest that was named")
    digest = models.CharField(max_length=64, blank=True, help_text="that of the thing when it was last told of")
    severity = models.PositiveSmallIntegerField()
    weights = models.PositiveIntegerField(default=0)
    score = models.PositiveIntegerField(default=0)
    reports = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    deferred_at = models.DateTimeField(null=True)
    claimed_by = _person(null=True, db_index=False)
    claimed_at = models.DateTimeField(null=True)
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["-score", "decide_by", "id"], condition=_WAITS, name="cases_by_harm"),
            models.Index(fields=["opened_at", "id"], condition=_WAITS, name="cases_by_age"),
            models.Index(fields=["decide_by", "id"], condition=_WAITS, name="cases_by_decide_by"),
            models.Index(
                fields=["claimed_by", "decide_by", "id"],
                condition=Q(closed_at__isnull=True, claimed_by__isnull=False),
                name="cases_claimed",
            ),
            models.Index(fields=["about", "-id"], name="cases_about_person"),
            models.Index(fields=["digest", "id"], condition=Q(closed_at__isnull=True), name="open_cases_alike"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "about"],
                condition=Q(closed_at__isnull=True),
                name="one_open_case_per_thing",
            ),
            models.CheckConstraint(condition=Q(subject_kind__in=REPORTED), name="case_is_about_a_known_thing"),
        ]

    def with_joined(self) -> list[int]:
        """The ids of the cases whose reporters hear its outcome."""
        return [self.pk, *self.joined.values_list("pk", flat=True)]


class CaseStep(StepRecord):
    subject = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_case_step_per_number")]


class Report(models.Model):
    """What one person said of a thing, with the thing as it was at that moment, its digest, and what the two people
    were called.

    `number` is what the reporter knows it by. `additions`: what they said of it later while it was open, each
    {"clause", "text", "at", "snapshot", "digest"}. `is_misuse`: staff found it made without ground.
    """

    number = models.CharField(max_length=12)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="filed", db_index=False)
    reporter = _person(db_index=False)
    clause = models.CharField(max_length=40)
    text = models.TextField(max_length=2000)
    good_faith = models.BooleanField()
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    additions = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField()
    filed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    is_misuse = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["reporter", "-id"], name="reports_of_person"),
            models.Index(fields=["filed_at"], name="reports_by_time"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="reports_closed_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_report_per_number"),
            models.UniqueConstraint(fields=["case", "reporter"], name="one_report_per_case"),
            models.CheckConstraint(condition=Q(outcome__in=["", *OUTCOMES]), name="report_has_a_known_outcome"),
        ]


class Signal(models.Model):
    """What a case was fed beside reports: a text that the rules kept back (`hold`), the same once staff had found that
    they were right (`returned`), a finding of staff, a granted appeal.

    `source_id` names the held text or the appeal. Append-only.
    """

    KINDS = ("hold", "returned", "finding", "appeal")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=10)
    source_id = models.BigIntegerField(null=True)
    by = _person(null=True, db_index=False)
    clause = models.CharField(max_length=40)
    text = models.TextField(max_length=2000, blank=True)
    snapshot = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    weight = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_id"], condition=Q(source_id__isnull=False), name="one_signal_per_source"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["hold", "returned", "finding", "appeal"]), name="signal_of_a_known_kind"
            ),
        ]


class Look(models.Model):
    """Somebody of the staff opened the private talk of a case, and why. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    staff = _person(db_index=False)
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()


class Decision(WalkingRow):
    """What staff decided about one case, with its reasons. `statement` is kept in the fields of the EU's database of
    statements of reasons, made when the decision is issued; `puid` names it there.

    `second` confirmed it, where two are needed. `batch`: the id of the first of those that were decided in one go.
    `misused`: ids of the reports found to be without ground; they count from the issue on. `no_names`: words that read
    like the name of somebody concerned, and that who decided looked at and found to name nobody.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    about = _person(db_index=False)
    verdict = models.CharField(max_length=10)
    clause = models.CharField(max_length=40)
    clause_version = models.CharField(max_length=20)
    asked = models.JSONField(help_text="measures, each {name, until}")
    facts_public = models.TextField(max_length=5000)
    facts_private = models.TextField(max_length=5000, blank=True)
    explanation = models.TextField(max_length=2000)
    misused = models.JSONField(default=list)
    no_names = models.JSONField(default=list)
    is_detected_by_machine = models.BooleanField()
    decided_by = _person(db_index=False)
    decided_at = models.DateTimeField()
    second = _person(null=True, db_index=False)
    issued_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)
    batch = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="together")
    puid = models.CharField(max_length=40)
    statement = models.JSONField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["about", "-id"], name="decisions_about_person"),
            models.Index(fields=["issued_at", "id"], condition=Q(issued_at__isnull=False), name="decisions_issued"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["proposed", "issued"]), name="one_decision_per_case"
            ),
            models.UniqueConstraint(fields=["puid"], name="one_decision_per_puid"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="decision_has_a_verdict"),
        ]


class DecisionStep(StepRecord):
    subject = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_decision_step_per_number")]


class Measure(models.Model):
    """One measure of an issued decision, in force from `began_at` to `until` or `ended_at`, if ever.

    `how` it ended: `until` (its time came), `staff`, `appeal` (reversed), `unreviewed` (nobody looked at the appeal).
    `restriction_id`: the row of people that carries it out.
    """

    ENDINGS = ("until", "staff", "appeal", "unreviewed")
    FALLS_DUE = {"until": "ended_at IS NULL"}

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    person = _person(db_index=False)
    until = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)
    ended_by = _person(null=True, db_index=False)
    end_reason = models.TextField(max_length=2000, blank=True)
    restriction_id = models.BigIntegerField(null=True)
    stalled_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["until"], condition=Q(until__isnull=False, ended_at__isnull=True), name="measures_that_end"
            ),
            models.Index(fields=["person", "-id"], name="measures_of_person"),
            models.Index(fields=["began_at"], name="measures_by_time"),
            models.Index(
                fields=["subject_kind", "subject_id"], condition=Q(ended_at__isnull=True), name="measures_of_thing"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["decision", "name"], name="one_measure_of_a_kind"),
            models.CheckConstraint(condition=Q(name__in=sorted(MEASURES)), name="measure_of_a_known_kind"),
        ]


class Appeal(WalkingRow):
    """Somebody whom a decision hit, or who reported in vain, asks that another person looks again. Once for each.

    `report`: the one that was made in vain; it may have gone on to another case since. `is_misuse`: its reviewer found
    it made without ground.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    person = _person(db_index=False)
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField(max_length=4000)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reviewer = _person(null=True, db_index=False)
    reason = models.TextField(max_length=2000, blank=True)
    is_misuse = models.BooleanField(default=False)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["person", "-id"], name="appeals_of_person"),
            models.Index(fields=["opened_at", "id"], condition=Q(closed_at__isnull=True), name="appeals_waiting"),
        ]
        constraints = [models.UniqueConstraint(fields=["decision", "person"], name="one_appeal_per_decision")]


class AppealStep(StepRecord):
    subject = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_appeal_step_per_number")]
