"""The tables of inquiries: the inquiry, what was said in it, answers kept ready, and the mail that came in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tachiai.clockwork.models import StepRecord, WalkingRow
from tachiai.inquiries.rules import KINDS


def _person(**more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", **more)


_OPEN = Q(closed_at__isnull=True)


class Inquiry(WalkingRow):
    """A question to the office, of a `person` or of whoever reads the mail of `address`.

    `number` is what people quote, `token` what nobody can guess: the secret link and the address for replies hold it.
    `answer_by`: until when staff answer. `closed_at` is empty as long as staff or whoever asked have something to do.
    `once` is the form's token: a double click asks once.
    """

    number = models.CharField(max_length=12, unique=True)
    token = models.CharField(max_length=32, unique=True)
    person = _person(null=True, db_index=False)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    category = models.CharField(max_length=30)
    article = models.CharField(max_length=60, blank=True)
    contract = models.ForeignKey("contracts.Contract", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    assignee = _person(null=True, db_index=False)
    assigned_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    case_id = models.BigIntegerField(null=True, help_text="the case that it was led on to")
    contacted_at = models.DateTimeField(null=True)
    replies = models.PositiveSmallIntegerField(default=0)
    first_answer_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_helped = models.BooleanField(null=True)
    helped_word = models.TextField(max_length=500, blank=True)
    helped_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=40, null=True, unique=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["state", "due_at", "id"], condition=_OPEN, name="inquiries_by_clock"),
            models.Index(fields=["due_at", "id"], condition=_OPEN, name="inquiries_open_by_clock"),
            models.Index(fields=["assignee", "due_at", "id"], condition=_OPEN, name="inquiries_assigned"),
            models.Index(fields=["category", "due_at", "id"], condition=_OPEN, name="inquiries_open_by_category"),
            models.Index(fields=["category", "-id"], condition=~_OPEN, name="inquiries_done_by_category"),
            models.Index(fields=["person", "-id"], name="inquiries_of_person"),
            models.Index(fields=["address", "-id"], condition=~Q(address=""), name="inquiries_of_address"),
            models.Index(fields=["asked_at"], name="inquiries_by_time"),
            models.Index(fields=["-helped_at"], condition=Q(helped_at__isnull=False), name="inquiries_rated"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | Q(person__isnull=True) & ~Q(address=""),
                name="a_person_or_an_address",
            ),
        ]


class InquiryStep(StepRecord):
    subject = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_inquiry_step_per_number")]


class InquiryMessage(models.Model):
    """What was said: by whoever asked, by staff, by staff among themselves (`note`), or by the product (`system`: then
    `body` is the key of a text, `params` its gaps). `suggests`: a request of the contract that staff put before them.
    Never changed."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="messages", db_index=False)
    kind = models.CharField(max_length=10)
    author = _person(null=True, db_index=False)
    body = models.TextField(max_length=10_000, blank=True)
    params = models.JSONField(default=dict)
    suggests = models.CharField(max_length=30, blank=True)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    is_by_mail = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    once = models.CharField(max_length=40, null=True)

    class Meta:
        indexes = [models.Index(fields=["inquiry", "id"], name="messages_of_inquiry")]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "once"], name="one_inquiry_message_per_form"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="inquiry_message_of_a_known_kind"),
        ]


class ReceivedMail(models.Model):
    """A mail that came into the mailbox, each once by `message_id` (the digest of its bytes, where it has none).

    `outcome`: taken (it stands in `inquiry`), ignored (made by a machine), unknown (staff have to look: `text` holds
    what it says, of a very long mail the beginning) or handled (they did). `why`: why it is ignored or unknown;
    NOT_TAKEN: nothing of it could be kept, it lies in the mailbox.
    """

    NOT_TAKEN = "not_taken"
    LONGEST = 10_000

    message_id = models.CharField(max_length=300, unique=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=LONGEST, blank=True)
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=30, blank=True)
    inquiry = models.ForeignKey(Inquiry, null=True, on_delete=models.PROTECT, related_name="mails")
    received_at = models.DateTimeField()
    handled_by = _person(null=True, db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["received_at", "id"], condition=Q(outcome="unknown"), name="mails_unknown"),
            models.Index(fields=["sender", "-received_at"], name="mails_of_sender"),
        ]

    @property
    def is_cut(self) -> bool:
        """Whether the mail says more, which lies in the mailbox alone."""
        return len(self.text) >= self.LONGEST


class CannedAnswer(models.Model):
    """An answer that staff wrote beforehand, beside those that come with the program. `category`: empty for any."""

    category = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=80)
    body_ja = models.TextField(max_length=5000)
    body_en = models.TextField(max_length=5000)
    changed_by = _person(db_index=False)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class MailboxLook(models.Model):
    """When the mailbox is looked into next. At most one row."""

    only = models.BooleanField(primary_key=True, default=True)
    next_at = models.DateTimeField()
