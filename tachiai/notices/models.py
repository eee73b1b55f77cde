"""Notices, their dispatches, and what people wish to get by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """`kind` names the text; `params` fill its gaps; `path` is the page it is about. In-site at once, for ever."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notices_unread"),
        ]


class Dispatch(models.Model):
    """One notice on its way by mail: `queued`, `sent`, `failed` (after the last retry) or `unwanted` (preference)."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="dispatch")
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=~Q(state__in=["sent", "unwanted"]), name="dispatch_open")]


class MailPreference(models.Model):
    """A group of kinds that this person does not want by mail. No row: mail is sent."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_mail_preference")]
