"""Contests, their plans, what was sent to them, and what was asked about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tachiai.clockwork.models import SavedRow, StepRecord, WalkingRow, by_time


class ContestPlan(SavedRow):
    """What a draft of the form contest settles beside its terms (`rules.Plan`)."""

    listing = models.OneToOneField("jobs.Listing", on_delete=models.CASCADE, primary_key=True, related_name="+")
    prizes = models.PositiveSmallIntegerField(default=1)
    is_guaranteed = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    criteria = models.JSONField(default=list)
    changed_at = models.DateTimeField()


class Contest(WalkingRow):
    """A listing with a deposit. `plan` and `terms` (Terms.as_data()) are as they were deposited for; `digest` is of
    everything that was to be published. `prize` in yen, of one award; `adopted` counts the prizes given.

    `apply_by` follows the listing's. `terms_digest` is what every maker consents to with a proposal.
    """

    listing = models.ForeignKey("jobs.Listing", on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="ja")
    terms = models.JSONField()
    terms_digest = models.CharField(max_length=64)
    plan = models.JSONField()
    digest = models.CharField(max_length=64)
    seen = models.CharField(max_length=100, blank=True, help_text="what its client has seen of the warnings")
    prize = models.PositiveBigIntegerField()
    prizes = models.PositiveSmallIntegerField()
    adopted = models.PositiveSmallIntegerField(default=0)
    apply_by = models.DateTimeField()
    fee_schedule = models.CharField(max_length=30)
    begun_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_early_at = models.DateTimeField(null=True)
    end_reason = models.TextField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["client", "-id"], name="contests_of_client"),
            models.Index(fields=["listing", "-id"], name="contests_of_listing"),
        ]
        constraints = [
            # A deposit that never came may be asked for again.
            models.UniqueConstraint(
                fields=["listing"], condition=~Q(state__in=["withdrawn", "lapsed"]), name="one_contest_per_listing"
            ),
            models.CheckConstraint(condition=Q(adopted__lte=models.F("prizes")), name="no_more_adopted_than_prizes"),
        ]


class ContestStep(StepRecord):
    subject = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_contest_step_per_number")]
        indexes = [by_time("contest_steps_by_time")]


class ContestProposal(models.Model):
    """What somebody sends to a contest (提案), `number` of it. What it says stands in its newest version.

    It has no life cycle of its own: it waits for nothing that its contest does not wait for. `marked_at`: the client
    says that it does not meet the brief, and why; `overturned_at`: staff say that it does. `contract`: made of it when
    it was adopted, `is_additional` beyond the prizes. `may_show`: its maker lets everybody see it after the end.
    `shared`: yen that its maker got of prizes that the clock shared.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    liked_at = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    mark_reason = models.TextField(max_length=1000, blank=True)
    overturned_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    is_additional = models.BooleanField(default=False)
    contract = models.OneToOneField("contracts.Contract", null=True, on_delete=models.PROTECT, related_name="+")
    may_show = models.BooleanField(default=False)
    shared = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["worker", "-id"], name="contest_proposals_of_worker")]
        constraints = [models.UniqueConstraint(fields=["contest", "number"], name="one_contest_proposal_per_number")]


class ProposalVersion(models.Model):
    """One version of a proposal, as it was sent: a name, an idea, pictures. `note` is for the client. Append-only.

    `digest` is of the terms that its maker consented to in sending it; `method` and `proof` as in `people.signing`.
    """

    proposal = models.ForeignKey(ContestProposal, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000, blank=True)
    note = models.TextField(max_length=5000, blank=True)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    proof = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    once = models.CharField(max_length=60, null=True, help_text="the form's token: a double click sends once")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_proposal_version_per_number"),
            models.UniqueConstraint(fields=["once"], name="one_proposal_version_per_form"),
        ]


class RevisionWish(models.Model):
    """The client asks the maker of a proposal for another version. Append-only."""

    proposal = models.ForeignKey(ContestProposal, on_delete=models.PROTECT, related_name="wishes")
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()


class Question(models.Model):
    """A question about the brief, which everybody reads, and the client's answer."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="questions")
    asker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)


class MarkedPicture(models.Model):
    """The small picture of a file of a proposal with a mark across it: all that anybody but its maker sees before the
    proposal is adopted. Empty when none can be made."""

    file = models.OneToOneField(
        "conversations.StoredFile", on_delete=models.CASCADE, primary_key=True, related_name="marked_picture"
    )
    content = models.FileField(upload_to="%Y/%m", max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
