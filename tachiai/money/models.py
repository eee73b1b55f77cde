"""The tables of the book. Written only by the database function `money_post`; append-only by trigger."""

from __future__ import annotations

from django.db import models


class Account(models.Model):
    """`code` is kind:owner, such as escrow:123 (contract), wallet:45 (person), fee:7 (shard). Balance in yen."""

    code = models.CharField(max_length=40, unique=True)
    balance = models.BigIntegerField(default=0)


class Entry(models.Model):
    """One movement made. `key` makes it happen once; `contract_id` and `step_number` say what caused it."""

    key = models.CharField(max_length=80, unique=True)
    movement = models.CharField(max_length=30)
    contract_id = models.BigIntegerField(null=True)
    step_number = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract_id", "id"], name="entries_of_contract")]


class Leg(models.Model):
    """One line of an entry on one account, with the balance it left there. Amount in yen, never nought."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    line = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="legs_of_account")]


class PayIn(models.Model):
    """Money a client announced for a contract: `awaited`, then `confirmed` by staff or the demo bank, or `cancelled`."""

    contract_id = models.BigIntegerField()
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default="awaited")
    announced_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(state="awaited"), name="payins_awaited")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract_id"], condition=models.Q(state="awaited"), name="one_awaited_payin_per_contract"
            )
        ]
