"""The tables of people: accounts, what they declare in trade, what staff restricted, removed and did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tachiai.clockwork.asking import Asked, Given
from tachiai.people.folding import NAME
from tachiai.people.rules.restrictions import KINDS as RESTRICTIONS
from tachiai.people.rules.trade import ADDRESS_LENGTH, CONTACT_LENGTH, KINDS, TRADE_NAME_LENGTH


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get(self, *args: Any, **wanted: Any) -> Person:
        """As ever; by the key alone, as each request asks who is signed in, by a question that is kept."""
        # The managers of related rows are made from this class, and know their own people only.
        if type(self) is not PersonManager or args or wanted.keys() != {"pk"}:
            return super().get(*args, **wanted)
        found = _BY_KEY.first(key=self.model._meta.pk.get_prep_value(wanted["pk"]))
        if found is None:
            raise self.model.DoesNotExist(f"there is no person {wanted['pk']}")
        return found

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """What `tachiai createsuperuser` calls: someone of the staff, whose address the operator vouches for."""
        fields.setdefault("display_name", email.split("@")[0])
        person = self.create_user(email, password, is_staff=True, **fields)
        addresses = apps.get_model("account", "EmailAddress")
        addresses.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person


class Person(AbstractBaseUser):
    """One account. `is_active` is false once closed; the row stays because contracts name it.

    `identity_checked_at`: since when staff have seen who this is; the log of their acts says how, and what came before.
    """

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=50)
    introduction = models.TextField(max_length=4000, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True, size=30)
    language = models.CharField(max_length=5, default="ja")
    time_zone = models.CharField(max_length=50, default="Asia/Tokyo")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    identity_checked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [
            models.Index(NAME, "id", name="people_by_name"),
            models.Index(fields=["id"], condition=Q(is_staff=True), name="people_of_staff"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email.split("@")[0]


_BY_KEY = Asked(lambda: Person.objects.filter(pk=Given("key")))


class Restriction(models.Model):
    """What staff decided that a person may not do, with the reason that the person reads; `rules.restrictions.KINDS`.

    In force from `since` to `until` (None: until it is lifted), or to `lifted_at` if that comes first. `decision_id`
    names the decision of `safety` behind it, if there is one. `thread_id`: it is about the two people of this thread
    alone. Lifted by nobody: by an appeal that nobody reviewed in time. `address`: whose account was closed under it, as
    `rules.address_digest` says it; emptied when it is lifted.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions", db_index=False)
    kind = models.CharField(max_length=20)
    reason = models.TextField(max_length=2000)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision_id = models.BigIntegerField(null=True)
    thread_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lift_reason = models.TextField(max_length=2000, blank=True)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="restrictions_of_person"),
            models.Index(fields=["address"], condition=~Q(address=""), name="restrictions_left_under"),
            models.Index(fields=["person"], condition=Q(lifted_at=None), name="restrictions_not_lifted"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="restriction_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_has_a_reason"),
            models.CheckConstraint(condition=Q(kind__in=[*RESTRICTIONS]), name="restriction_is_of_a_known_kind"),
        ]


class StaffAct(models.Model):
    """One thing that someone of the staff did or looked at, about which thing, and why. Append-only by trigger.

    `subject_kind` is the name of a table (`contracts.contract`) or of a kind of thing, `subject_id` its row.
    """

    staff = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="staff_acts_of_somebody"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="staff_acts_about_a_thing"),
            models.Index(fields=["case_id", "-id"], condition=~Q(case_id=None), name="staff_acts_in_a_case"),
            models.Index(fields=["act", "-id"], name="staff_acts_of_a_kind"),
            models.Index(fields=["at"], name="staff_acts_by_time"),
        ]


class TextRemoval(models.Model):
    """Staff removed a text by a decision, or ended that: the newest row of a text and a decision says how it stands.
    A text is shown when no decision keeps it removed.

    `kind` names what the text is of (`message`, `proposal`, `rating`, `profile`), `subject_id` its row there; the words
    stay where they are. `by`: None when an appeal that nobody reviewed, or its author's new words, restored it.
    Append-only by trigger.
    """

    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    is_removed = models.BooleanField()
    decision_id = models.BigIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id", "-id"], name="removals_of_a_text")]


class Declaration(models.Model):
    """What a person declared of themselves in trade at one moment, field by field as `rules.Trader` says it.

    In force until the next one. Append-only by trigger, with one exception: when an account is closed on which nothing
    relies (`actions.close_account`), its declarations are erased with it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations", db_index=False)
    kind = models.CharField(max_length=10, blank=True)
    trade_name = models.CharField(max_length=TRADE_NAME_LENGTH, blank=True)
    address = models.TextField(max_length=ADDRESS_LENGTH, blank=True)
    contact = models.CharField(max_length=CONTACT_LENGTH, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    officers = models.PositiveIntegerField(null=True)
    capital = models.PositiveBigIntegerField(null=True)
    headcount = models.PositiveIntegerField(null=True)
    employs = models.BooleanField(null=True)
    acts_as_business = models.BooleanField(null=True)
    pays_salaries = models.BooleanField(null=True)
    invoice_number = models.CharField(max_length=14, blank=True)
    wants_electronic = models.BooleanField(null=True)
    disclose_in_listings = models.BooleanField(default=False)
    declared_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-declared_at", "-id"], name="declarations_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["", *KINDS]), name="declaration_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(disclose_in_listings=False) | ~(Q(trade_name="") | Q(address="") | Q(contact="")),
                name="declaration_is_disclosed_whole",
            ),
        ]


class CalendarAddress(models.Model):
    """The secret address of a person's calendar feed, of which only the SHA-256 is kept. No row: there is no feed.

    `names_others`: the feed may name the other side of a contract to whoever knows the address.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    names_others = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class HintSetAside(models.Model):
    """A hint that a person has read and does not want to see again, on any machine."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    hint = models.CharField(max_length=40)
    set_aside_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "hint"], name="each_hint_set_aside_once")]
