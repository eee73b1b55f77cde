"""Notices, their dispatches, and what people wish to get by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, Value


class Notice(models.Model):
    """`kind` names the text; `params` fill its gaps; `path` is the page it is about. In the site at once."""

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
    """One mail on its way: `queued`, `sent`, `failed` (after the last try), `unwanted` (by preference).

    Who wants mail in one piece has it gathered: `gathering` until `due_at`, then one of them is queued and carries the
    others, which are `bundled` until it was sent; what has been read by then is `read` and not sent any more.

    A notice's mail is worded when it is sent, and goes to the person's address of that moment. A letter
    brings its own address, text and headers instead; they may hold a secret link and are emptied once sent.
    """

    FALLS_DUE = {"due_at": "state = 'gathering'"}

    notice = models.OneToOneField(Notice, null=True, on_delete=models.CASCADE, related_name="dispatch")
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    carrier = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="bundled")
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=~Q(state__in=["sent", "unwanted", "read"]), name="dispatch_not_done"),
            models.Index(fields=["due_at"], condition=Q(state="gathering"), name="dispatch_gathering"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=False, address="") | Q(notice__isnull=True) & ~Q(address=""),
                name="a_notice_or_a_letter",
            )
        ]


class MailPreference(models.Model):
    """How this person wants a group of kinds by mail, see `rules.PACES`. No row: each mail at once."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)
    pace = models.CharField(max_length=10, default="never", db_default="never")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_mail_preference")]
