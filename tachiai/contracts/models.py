"""Contracts, requests beside them, what was delivered, how it was inspected, how the two rated each other, papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tachiai.clockwork.models import StepRecord, WalkingRow, by_time
from tachiai.contracts.papers.encoding import AsWritten
from tachiai.money.rules import Holder, contract_holder


class Contract(WalkingRow):
    """An agreement on one version of the terms; a change of terms puts the next version in its place.

    Amounts in yen: `price` is the total, `part_price` that of the current part (of `parts`, counted from 0), `paid`
    what was released so far, before fees. `work_due_at` is the current part's date; a rejection's redo time moves it.
    `packs`: the jurisdiction packs of the order date, as pins. `proposal`: None for the award of a contest.
    """

    reference = models.CharField(max_length=12, unique=True)
    lifecycle = models.CharField(max_length=30)
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    listing = models.ForeignKey("jobs.Listing", on_delete=models.PROTECT, related_name="+", db_index=False)
    proposal = models.OneToOneField("jobs.Proposal", null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.OneToOneField("terms.Version", on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey("conversations.Thread", on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    price = models.PositiveBigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=1)
    part_price = models.PositiveBigIntegerField()
    paid = models.PositiveBigIntegerField(default=0)
    fee_schedule = models.CharField(max_length=30)
    packs = models.JSONField(default=list)
    rounds_agreed = models.PositiveSmallIntegerField()
    rounds_used = models.PositiveSmallIntegerField(default=0)
    redo_days = models.PositiveSmallIntegerField()
    work_due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            # Every step writes to every index of the row, so there are no others.
            *(
                models.Index(fields=[side, "-id"], condition=Q(closed_at__isnull=runs), name=f"{name}_of_{side}")
                for side in ("client", "worker")
                for name, runs in (("running", True), ("ended", False))
            ),
            # What ended lately, to be rated, and how it ended, to be counted: written once, when a contract ends.
            *(
                models.Index(
                    fields=[side, "-closed_at"],
                    include=["state"],
                    condition=Q(closed_at__isnull=False),
                    name=f"lately_of_{side}",
                )
                for side in ("client", "worker")
            ),
            # All others are found by the thread of their proposal.
            models.Index(fields=["thread"], condition=Q(proposal__isnull=True), name="awards_by_thread"),
        ]

    @property
    def holder(self) -> Holder:
        """What its money is held for."""
        return contract_holder(self.pk)


class ContractStep(StepRecord):
    """`request`: the request that caused the step, if one did."""

    subject = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="steps")
    request = models.ForeignKey("Request", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_contract_step_per_number")]
        indexes = [by_time("contract_steps_by_time")]


class Request(WalkingRow):
    """What one side opened beside a contract, as the life cycle called `lifecycle` says. At most one of a kind is open.

    `values` is what stands now, by name: see `contracts.requests`. `claims`: demands for money outside the contract
    that were recognised in its texts, each `{"side", "rule"}` of who demands, for staff to count.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="requests", db_index=False)
    lifecycle = models.CharField(max_length=30)
    asked_by = models.CharField(max_length=10)
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    claims = models.JSONField(default=list)
    terms = models.ForeignKey("terms.Version", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")

    class Meta(WalkingRow.Meta):
        indexes = [
            *WalkingRow.Meta.indexes,
            models.Index(fields=["contract", "-id"], name="requests_of_contract"),
            models.Index(fields=["opened_at"], name="requests_by_time"),
            # What the desk asks for: the demands of 90 days, what waits for staff, what staff may still refuse.
            models.Index(fields=["-opened_at"], condition=~Q(claims=[]), name="requests_with_claims"),
            models.Index(
                fields=["due_at"], condition=Q(state__in=["decision", "staff_proposal"]), name="requests_for_staff"
            ),
            models.Index(
                fields=["opened_at"], condition=Q(lifecycle="contact_reminder", state="asked"), name="reminders_asked"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "lifecycle"], condition=Q(closed_at__isnull=True), name="one_open_request_of_a_kind"
            )
        ]


class RequestStep(StepRecord):
    subject = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_request_step_per_number")]
        indexes = [by_time("request_steps_by_time")]


class Adopted(models.Model):
    """What an award was made of (採用): proposal `number` of its contest, as its newest version had it. Append-only."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="adopted")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=5000, blank=True)
    note = models.TextField(max_length=5000, blank=True)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    sent_at = models.DateTimeField()


class Delivery(models.Model):
    """What the worker handed over with one `deliver` step, of which part. Numbered through all parts."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(max_length=5000, blank=True)
    files = models.ManyToManyField("conversations.StoredFile", related_name="deliveries")
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="one_delivery_per_number")]


class ItemFinding(models.Model):
    """How one agreed acceptance item stood in one inspection; a failed item has its reason. Both sides see it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="findings")
    item = models.PositiveSmallIntegerField(help_text="index into the acceptance items as agreed then")
    text = models.CharField(max_length=300, help_text="the item as agreed then; a change of terms may reword it")
    passed = models.BooleanField()
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "item"], name="one_finding_per_item")]


class Rating(models.Model):
    """One side's rating of the other: stars 1 to 5 by item, a comment, and one public reply by the rated side.

    Hidden until both rated or `publish_at` has come (design 5.1: one month after the end). Without a `rater` it was
    given by the rule on silence, after at least two warnings; `lifted_at` is set when a plea took it back. `period` is
    the first day of the month that it is about, while hourly work goes on; None for the one at the end.
    """

    FALLS_DUE = {"publish_at": "published_at IS NULL"}

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    rated = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    rater_role = models.CharField(max_length=10)
    period = models.DateField(null=True)
    stars = models.JSONField()
    average = models.DecimalField(max_digits=3, decimal_places=2)
    comment = models.TextField(max_length=2000, blank=True)
    given_at = models.DateTimeField()
    publish_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    reply = models.TextField(max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "rater"], condition=Q(period__isnull=True), name="one_rating_per_side"
            ),
            models.UniqueConstraint(fields=["contract", "rater", "period"], name="one_rating_per_side_and_month"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(rater__isnull=True), name="one_automatic_rating_per_contract"
            ),
        ]
        indexes = [
            models.Index(fields=["rated", "-id"], name="ratings_of_person"),
            models.Index(fields=["publish_at"], condition=models.Q(published_at__isnull=True), name="ratings_hidden"),
        ]


class Plea(WalkingRow):
    """The rated side's word against a rating that the rule on silence gave, with proof. One for each such rating."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="plea")
    text = models.TextField(max_length=5000)
    files = models.ManyToManyField("conversations.StoredFile", related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class PleaStep(StepRecord):
    subject = models.ForeignKey(Plea, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="one_plea_step_per_number")]


class Paper(models.Model):
    """One paper as it was issued (`papers.kinds`); it never changes, a trigger sees to that.

    `content` is `documents.rules.Document.as_data()`, `digest` its SHA-256, `amount` its headline in yen, if any.
    `dated_on` is the date that it bears; the names are those that it bears, and `..._words` the same as they are
    searched (`papers.queries.searched`). `relates_to`: the first order notice, of a notice that follows it.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="papers", db_index=False)
    kind = models.CharField(max_length=30)
    serial = models.CharField(max_length=40, unique=True)
    content = models.JSONField(encoder=AsWritten)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=10)
    relates_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.PositiveBigIntegerField(null=True)
    dated_on = models.DateField()
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    client_name = models.CharField(max_length=120)
    worker_name = models.CharField(max_length=120)
    client_words = models.CharField(max_length=240)
    worker_words = models.CharField(max_length=240)

    class Meta:
        indexes = [
            models.Index(fields=["contract", "id"], name="papers_of_contract"),
            # What a search looks at, so that it reads no paper which it does not show.
            models.Index(
                fields=["client", "-dated_on", "-id"],
                include=["kind", "amount", "worker_words"],
                name="papers_of_client",
            ),
            models.Index(
                fields=["worker", "-dated_on", "-id"],
                include=["kind", "amount", "client_words"],
                name="papers_of_worker",
            ),
        ]


class PaperSeen(models.Model):
    """Evidence that a paper reached a person: put before them in this site (`site`, with the notice that says so),
    `opened`, or `downloaded` in the form named by `detail`. Each is kept once. Append-only.

    What became of the notice's mail stands in the log of notices.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="seen", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=12)
    detail = models.CharField(max_length=40, blank=True)
    notice = models.ForeignKey("notices.Notice", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "person", "channel", "detail"], name="each_way_of_seeing_a_paper_once"
            )
        ]
