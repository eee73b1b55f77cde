"""Threads, messages and files."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tachiai.clockwork.models import by_time
from tachiai.conversations import safety_models as safety_models  # its tables are of this app, too
from tachiai.conversations import upload_models as upload_models  # and these


class Thread(models.Model):
    """A talk between two people, begun with a proposal and carried on through the contract.

    `title` and `path` name what it is about; both may change as the matter moves on.
    """

    title = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()


class Participant(models.Model):
    """`shown_read_id` follows `last_read_id` only while the person lets others see how far they have read."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    last_read_id = models.BigIntegerField(default=0, help_text="the newest message this person has seen")
    shown_read_id = models.BigIntegerField(default=0, db_default=0, help_text="up to where others see it as read")
    latest_id = models.BigIntegerField(default=0, help_text="the newest message of the thread")

    class Meta:
        indexes = [models.Index(fields=["person", "-latest_id"], name="threads_of_person")]
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="one_place_per_thread")]


class StoredFile(models.Model):
    """Bytes someone handed over. `content_type` is what they are, not what the name claims. `owner` is empty for
    whoever has no account: then only a module above lets anybody read them. Never changed."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to="%Y/%m", max_length=200)
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()


class Message(models.Model):
    """What was said, as it was first sent. Never changed: what it says now is the newest of its edits, if any."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=10_000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="messages")
    reply_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    once = models.CharField(max_length=40, null=True, help_text="the form's token: a double click posts once")
    posted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["thread", "-id"], name="messages_of_thread"),
            by_time("messages_by_time", "posted_at"),
        ]
        constraints = [models.UniqueConstraint(fields=["author", "once"], name="one_message_per_form")]


class MessageEdit(models.Model):
    """What a message was changed to, in the order of `number` from 1. Append-only: every version that stood is kept."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="edits", db_index=False)
    number = models.PositiveSmallIntegerField()
    body = models.TextField(max_length=10_000, blank=True)
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_edit_per_number")]


class MessageIndex(models.Model):
    """Under what the present text of a message is found; see `grams`. It can be made again from the messages, so the
    database spares every message the keeping of foreign keys."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    grams = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["grams"], name="messages_by_grams"),
            models.Index(fields=["thread", "-message"], name="grams_of_thread"),
        ]


class Draft(models.Model):
    """What a person has begun to write in a thread. `once` is the token of the form: sent, it is no draft any more."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    body = models.TextField(max_length=10_000, blank=True)
    reply_to = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    files = models.ManyToManyField(StoredFile, related_name="+")
    once = models.CharField(max_length=40)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_draft_per_thread")]


class Thanks(models.Model):
    """One person's heart at one message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="thanks", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    thanked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_heart_per_message")]


class ReadMarksOff(models.Model):
    """Somebody who neither shows nor sees how far a thread was read. No row: marks are shown."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
