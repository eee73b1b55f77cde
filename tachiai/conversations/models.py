"""Threads, messages and files."""

from __future__ import annotations

from django.db import models


class Thread(models.Model):
    """A talk between two people, begun with a proposal and carried on through the contract.

    `title` and `path` name what it is about; both may change as the matter moves on.
    """

    title = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()


class Participant(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    last_read_id = models.BigIntegerField(default=0, help_text="the newest message this person has seen")
    latest_id = models.BigIntegerField(default=0, help_text="the newest message of the thread")

    class Meta:
        indexes = [models.Index(fields=["person", "-latest_id"], name="threads_of_person")]
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="one_place_per_thread")]


class StoredFile(models.Model):
    """Bytes someone handed over. `content_type` is what they are, not what the name claims. Never changed."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to="%Y/%m", max_length=200)
    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()


class Message(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=10_000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="messages")
    once = models.CharField(max_length=40, null=True, help_text="the form's token: a double click posts once")
    posted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thread", "-id"], name="messages_of_thread")]
        constraints = [models.UniqueConstraint(fields=["author", "once"], name="one_message_per_form")]
