"""The tables that keep talk safe: who blocks whom, off-site contact requests, texts kept back, consent to screening."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from tachiai.clockwork.models import StepRecord, WalkingRow

NOTE_WAYS = ("warned", "released", "let_go")


def _person(**more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", **more)


def _deadlines(name: str) -> list[models.Index]:
    """The two indexes of every row that walks; the names that it would give itself are too long for this module."""
    columns = {"due": "due_at", "remind": "remind_at"}
    return [
        models.Index(fields=[column], condition=Q(**{f"{column}__isnull": False}), name=f"{name}_{short}")
        for short, column in columns.items()
    ]


class Block(models.Model):
    """`person` wants nothing more to do with `blocked`. It works in both directions, and `blocked` is not told."""

    person = _person(db_index=False)
    blocked = _person()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="nobody_blocks_themselves"),
        ]


class OffSiteRequest(WalkingRow):
    """サービス外連絡申請: one side of a thread asks staff to allow an exchange of contact data in it."""

    thread = models.ForeignKey("conversations.Thread", on_delete=models.PROTECT, related_name="+")
    asker = _person(db_index=False)
    reason = models.TextField(max_length=2000)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = _deadlines("off_site")
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(state__in=["asked", "granted", "refused"]),
                name="one_off_site_request_per_thread",
            )
        ]


class OffSiteStep(StepRecord):
    """One step of an off-site contact request."""

    subject = models.ForeignKey(OffSiteRequest, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="one_off_site_step_per_number"),
        ]


class HeldMessage(WalkingRow):
    """One text that the rules kept back, until staff, its author or the clock decide.

    `hits` is what the author was told: rule, danger, where in the text, why. The body is erased once the text has
    become a message or was taken back; a returned one stays readable to its author.
    """

    thread = models.ForeignKey("conversations.Thread", on_delete=models.PROTECT, related_name="+")
    author = _person(db_index=False)
    body = models.TextField(max_length=10_000, blank=True)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    reply_to = models.ForeignKey(
        "conversations.Message", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    hits = models.JSONField()
    digest = models.CharField(max_length=64, help_text="of the rulebook that judged it")
    once = models.CharField(max_length=40, null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    message = models.OneToOneField("conversations.Message", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            *_deadlines("held"),
            models.Index(fields=["author", "thread", "-id"], name="held_of_author"),
        ]
        constraints = [models.UniqueConstraint(fields=["author", "once"], name="one_held_message_per_form")]


class HeldStep(StepRecord):
    """One step of a held message."""

    subject = models.ForeignKey(HeldMessage, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_held_step_per_number")]


class HeldLook(models.Model):
    """Somebody of the staff looked at the talk around a held message, and why. Append-only."""

    held = models.ForeignKey(HeldMessage, on_delete=models.PROTECT, related_name="looks")
    staff = _person(db_index=False)
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()


class SafetyNote(models.Model):
    """Beside a risky message stands a word to its receiver. `way`: it was sent in spite of a warning, or staff released
    it, or the clock let it go."""

    message = models.OneToOneField("conversations.Message", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=10)
    hits = models.JSONField()
    digest = models.CharField(max_length=64, help_text="of the rulebook that judged it")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(way__in=NOTE_WAYS), name="safety_note_says_which_way")]


class ScanConsent(models.Model):
    """What a person said to the screening of their messages: which text, in which mode, when. Append-only."""

    person = _person(db_index=False)
    version = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=20)
    is_given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="consents_of_person")]


class ToneHintsOff(models.Model):
    """Somebody who wants no word about the tone of what they write. No row: hints are given."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
