"""Sheets, their versions, and who agreed to which."""

from __future__ import annotations

from django.db import models


class Sheet(models.Model):
    """The terms under negotiation between one client and one worker. Closed once a contract was made: from then on
    there are only amendments of a version that was agreed to."""

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


class Consent(models.Model):
    """One side's yes to one version. `role` is client or worker."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consents")
    role = models.CharField(max_length=10)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "role"], name="one_consent_per_side")]
