"""Sheets, their versions, what was said of each item, and who agreed to which version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Sheet(models.Model):
    """The terms under negotiation between one client and one worker. Closed once a contract was made: from then on
    there are only amendments of a version that was agreed to. `baseline`: what the listing offered, as Terms data."""

    baseline = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Version(models.Model):
    """One immutable state of the terms: `values` as `terms.rules.Terms.as_data()`, with its SHA-256.

    `amends`: the version in force that this one, proposed while the contract runs, would take the place of.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    digest = models.CharField(max_length=64)
    proposed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    amends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_terms_version_per_number")]


class Word(models.Model):
    """One side's word on one item of the terms: a mark (`stance`), a text, or both. Append-only.

    `digest` and `difference` are of what was shown (`terms.rules.alignment.Item`); empty for a mere text.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="words", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=30)
    side = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    stance = models.CharField(max_length=12, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    difference = models.CharField(max_length=64, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sheet", "item", "side", "-id"], condition=~Q(stance=""), name="marks_of_sheet"),
            models.Index(fields=["sheet", "item", "-id"], condition=~Q(text=""), name="texts_of_sheet"),
        ]


class Override(models.Model):
    """One side went on with a version in spite of a finding, and says why. Append-only; the other side reads it.

    `check_id`, `fact` and `value` (as JSON text) are those of the finding: it holds for that very value.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="overrides")
    check_id = models.CharField(max_length=20)
    fact = models.CharField(max_length=60)
    value = models.CharField(max_length=300)
    role = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField(max_length=2000)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "check_id", "fact", "value"], name="one_override_per_finding"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
        ]


class Consent(models.Model):
    """One side's yes to one version. `role` is client or worker.

    `method` and `proof` say how the person confirmed the digest of the version: see `people.signing.Signature`.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consents")
    role = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, default="session")
    proof = models.JSONField(default=dict)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "role"], name="one_consent_per_side")]
