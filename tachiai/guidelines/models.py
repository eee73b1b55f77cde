"""The table of consents. Append-only by trigger."""

from __future__ import annotations

from django.db import models


class Consent(models.Model):
    """A person agreed to a version of a document, as it read then (`digest`)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    consented_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="consent_to_a_version_once")]
