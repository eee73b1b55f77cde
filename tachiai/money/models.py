"""The tables of the book. Written only by the database function `money_post`; append-only by trigger.

A leg inserted moves its account's balance (trigger), so no balance can change without the line that explains
it; `migrations/0003_book.sql` has the function and the triggers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tachiai.money.rules import CONTRACT, Holder


class Account(models.Model):
    """`code` is kind:owner, such as escrow:12 (a contract's), escrow:week-7, wallet:45 (person), fee:7 (shard).

    Balance in yen.
    """

    code = models.CharField(max_length=40)
    balance = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(code__startswith="wallet:"), name="wallets")]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="one_account_per_code"),
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(code__startswith="outside:"), name="account_not_overdrawn"
            ),
        ]


class Entry(models.Model):
    """One movement made. `key` makes it happen once; the holder (`rules.Holder`) and `step_number` say what caused it.

    Without a `holder_id` it belongs to no escrow.
    """

    key = models.CharField(max_length=80)
    movement = models.CharField(max_length=30)
    holder_kind = models.CharField(max_length=10, default=CONTRACT)
    holder_id = models.BigIntegerField(null=True)
    step_number = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder_kind", "holder_id", "id"], name="entries_of_holder")]
        constraints = [models.UniqueConstraint(fields=["key"], name="one_entry_per_key")]


class Leg(models.Model):
    """One line of an entry on one account, with the balance it left there. Amount in yen, never nought.

    The database gives `id` and `balance_after` while it holds the account, so an account's legs in the order of
    their ids are its history.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs", db_index=False)
    line = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "id"], name="legs_of_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="leg_moves_something"),
            # What settles a contract takes all that its escrow holds: nothing is ever left behind there.
            models.CheckConstraint(condition=~Q(line="all") | Q(balance_after=0), name="leg_takes_all"),
            # What changes a deposit finds one and leaves one: an escrow is held before and after.
            models.CheckConstraint(condition=~Q(line="part") | Q(balance_after__gt=0), name="leg_leaves_something"),
            models.CheckConstraint(
                condition=~Q(line="added") | Q(balance_after__gt=F("amount")), name="leg_adds_to_something"
            ),
        ]


class PayIn(models.Model):
    """Money a client announced for an escrow: `awaited`, then `confirmed` by staff or demo bank, or `cancelled`.

    A cancelled one can still be confirmed: a transfer may arrive after what it was for lapsed; it is the client's.
    """

    holder_kind = models.CharField(max_length=10, default=CONTRACT)
    holder_id = models.BigIntegerField()
    client = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default="awaited")
    announced_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state="awaited"), name="payins_awaited"),
            models.Index(fields=["holder_kind", "holder_id"], name="payins_of_holder"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_kind", "holder_id"],
                condition=Q(state="awaited"),
                name="one_awaited_payin_per_holder",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payin_moves_something"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False)
                | Q(state__in=["awaited", "cancelled"], confirmed_at__isnull=True, confirmed_by__isnull=True),
                name="payin_confirmed_once",
            ),
        ]

    @property
    def holder(self) -> Holder:
        return Holder(self.holder_kind, self.holder_id)


class PayOut(models.Model):
    """Money that the operator sent to a person's bank account, as staff recorded it. `key` makes it happen once."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    key = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payout_moves_something")]
