"""Chains, their links, and the bundles that were sealed."""

from __future__ import annotations

from django.db import models


class Chain(models.Model):
    """The chain of one contract: how many links it has and the digest of the last. Its row is the lock on it.

    `wanted_at`: since when something new waits to be linked; empty when nothing is known to. The database keeps no
    foreign key: it would lock the contract's row, and no step shall ever wait for its evidence.
    """

    contract = models.OneToOneField(
        "contracts.Contract", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["wanted_at"], condition=models.Q(wanted_at__isnull=False), name="chains_wanted")
        ]


class Link(models.Model):
    """One entry of the record, bound to all before it. Append-only.

    `content` is the SHA-256 of the entry (`verifier.chain.content_digest`), `digest` that of the link.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="links", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    item = models.BigIntegerField()
    at = models.DateTimeField()
    content = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_link_per_number"),
            models.UniqueConstraint(fields=["chain", "kind", "item"], name="one_link_per_entry"),
        ]


class Sealed(models.Model):
    """A bundle that was handed out: of how many links, up to which head, and the SHA-256 of the whole file.

    `person` is empty when it was made on the command line. `stamped_at`: when the time-stamping authority saw it.
    Append-only.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="bundles", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField()
    stamped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["chain", "-id"], name="bundles_of_chain")]


class Followed(models.Model):
    """How far the tables were followed, by name: up to the row `upto`, and next up to `seen`, as soon as every
    transaction has ended that ran when `seen` was read. `horizon`: the database's number of the next one then. At most
    one row."""

    only = models.BooleanField(primary_key=True, default=True)
    upto = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    horizon = models.BigIntegerField(default=0)
