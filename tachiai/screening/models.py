"""The tables of screening: rules that staff added, and which rule was met by what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tachiai.screening.rules import LONGEST_ID, LONGEST_SOURCE, MODES, OBSERVE, PLACES, VERDICTS

OPEN, UPHELD, OVERTURNED = OUTCOMES = ("open", "upheld", "overturned")


class DeskRule(models.Model):
    """One rule of the staff, in the words of a file of the rulebook; `mode` counts, not what the source says.

    Never deleted: findings name it. `revision` counts the changes of the row.
    """

    name = models.CharField(max_length=LONGEST_ID, unique=True)
    source = models.TextField(max_length=LONGEST_SOURCE)
    mode = models.CharField(max_length=10, default=OBSERVE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(mode__in=MODES), name="desk_rule_mode_is_known")]


class Finding(models.Model):
    """A text met a rule: which text (kind and id of the row that holds it), how the rule stood then, what became of it.

    A text meets a rule once, however often it is judged.
    """

    rule = models.CharField(max_length=LONGEST_ID)
    place = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    verdict = models.CharField(max_length=10)
    mode = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, default=OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["rule", "at"], include=["outcome"], name="findings_of_rule")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "rule"], name="one_finding_for_text_and_rule"
            ),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS, mode__in=MODES), name="finding_is_known"),
            models.CheckConstraint(condition=Q(place__in=PLACES), name="finding_stands_somewhere"),
            models.CheckConstraint(
                condition=Q(outcome=OPEN, decided_by=None, decided_at=None)
                | Q(outcome__in=(UPHELD, OVERTURNED), decided_by__isnull=False, decided_at__isnull=False),
                name="finding_is_decided_by_someone",
            ),
        ]
