"""Listings, proposals, agreements to keep secrets, and what people put aside."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from tachiai.clockwork.models import SavedRow, StepRecord, WalkingRow


def _searched(state: str) -> list[models.Index]:
    """What the search walks, for one state: a row stands in one set of them only."""
    here = Q(state=state)
    budget = F("budget_max").desc(nulls_last=True)
    return [
        GinIndex(fields=["search"], name=f"{state}_search", condition=here),
        models.Index(fields=["-published_at", "-id"], condition=here, name=f"{state}_newest"),
        models.Index(fields=["category", "-published_at", "-id"], condition=here, name=f"{state}_category"),
        models.Index(fields=["apply_by", "id"], condition=here, name=f"{state}_ending"),
        models.Index(budget, F("id").desc(), condition=here, name=f"{state}_budget"),
    ]


class Listing(SavedRow, WalkingRow):
    """A request for work. `values` holds the terms offered (terms.rules.Terms.as_data()); columns are for search.

    `budget_min`/`budget_max` in yen (equal when fixed, None in a draft only); `apply_by`: application deadline.
    `recruiting_suspended_by`, `suspended_by`: the decision of staff by which it takes no proposals, or is not shown.
    `source`/`external_id` name the row of another system that it was imported from.
    """

    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=20, default="fixed_price")
    category = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=20_000, blank=True)
    values = models.JSONField(default=dict)
    budget_min = models.PositiveBigIntegerField(null=True)
    budget_max = models.PositiveBigIntegerField(null=True)
    apply_by = models.DateTimeField(null=True)
    language = models.CharField(max_length=5, default="ja")
    files = models.ManyToManyField("conversations.StoredFile", related_name="listings")
    search = SearchVectorField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    recruiting_suspended_by = models.BigIntegerField(null=True)
    suspended_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    imported_digest = models.CharField(max_length=64, blank=True, help_text="of what the import wrote")

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            *_searched("open"),
            *_searched("closed"),
            # Several middling filters together: each alone would leave a sixth of the table to look at.
            models.Index(fields=["category", "budget_max", "apply_by"], condition=Q(state="open"), name="open_narrow"),
            models.Index(fields=["client", "-id"], name="listings_of_client"),
            models.Index(fields=["client", "due_at"], condition=Q(state="draft"), name="drafts_of_client"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "source", "external_id"],
                condition=~Q(external_id=""),
                name="one_listing_per_external_id",
            )
        ]

    @property
    def is_stopped(self) -> bool:
        """Whether staff have stopped it: nothing new comes of it, whatever its state."""
        return self.recruiting_suspended_by is not None or self.is_hidden

    @property
    def is_hidden(self) -> bool:
        """Whether staff have taken it from sight."""
        return self.suspended_by is not None


class ListingStep(StepRecord):
    subject = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_listing_step_per_number")]


class SavedListing(models.Model):
    """A listing put aside by someone (気になる!リスト)."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "listing"], name="saved_once")]
        indexes = [models.Index(fields=["person", "-id"], name="saved_of_person")]


_OPEN = Q(state__in=["sent", "negotiating"])


class Proposal(WalkingRow):
    """A worker's answer to a listing: message (the thread's first), price in yen, date of delivery.

    `client` is the listing's, which never changes: what waits for one client is found by an index of this table.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="proposals")
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    message = models.TextField(max_length=5000)
    price = models.PositiveBigIntegerField()
    due_on = models.DateField()
    thread = models.ForeignKey("conversations.Thread", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("terms.Sheet", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["listing", "-id"], name="proposals_of_listing"),
            models.Index(fields=["worker", "-id"], name="proposals_of_worker"),
            models.Index(fields=["client", "-id"], condition=_OPEN, name="open_proposals_of_client"),
            models.Index(fields=["worker", "-id"], condition=_OPEN, name="open_proposals_of_worker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "worker"],
                condition=_OPEN,
                name="one_open_proposal_per_worker",
            )
        ]


class ProposalStep(StepRecord):
    subject = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_proposal_step_per_number")]


_ASKED = Q(state="asked")


class Confidentiality(WalkingRow):
    """One side of a proposal asks the other to keep secrets (秘密保持契約). What is agreed to stands in the copies."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="confidentialities")
    asker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["asked", "due_at"], condition=_ASKED, name="confidentiality_of_asked"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_confidentiality_at_a_time",
            )
        ]


class ConfidentialityStep(StepRecord):
    subject = models.ForeignKey(Confidentiality, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="one_confidentiality_step_per_number")
        ]


class SignedCopy(models.Model):
    """The agreement as one side signed it: content (documents.rules.Document.as_data()), its SHA-256, the signature.

    The asker's is the request. The asked side's is the same text with its own name and address, and quotes the digest
    of the request. Append-only.
    """

    confidentiality = models.ForeignKey(Confidentiality, on_delete=models.PROTECT, related_name="copies")
    role = models.CharField(max_length=10, help_text="asker or asked")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    proof = models.JSONField(default=dict)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["confidentiality", "role"], name="one_signed_copy_per_side")]
