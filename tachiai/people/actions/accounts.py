"""Accounts, profiles and what people declare of themselves in trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.texts import CATALOGUE
from tachiai.people.actions.removals import restore_text
from tachiai.people.actions.restrictions import leave_under, refuse_restricted
from tachiai.people.actions.staff import StaffLeft
from tachiai.people.models import CalendarAddress, Declaration, Person
from tachiai.people.queries import trader as declared
from tachiai.people.rules import (
    FIELDS,
    Trader,
    changed,
    profile_mistakes,
    says_otherwise,
    tidied,
    trader_mistakes,
)
from tachiai.people.rules.restrictions import Act

# Sent twice by one press of the button, a declaration is one declaration.
SAME_DECLARATION = timedelta(hours=1)


@dataclass(frozen=True)
class ClosureAsked:
    """Question to higher modules: may this person's account be closed? Each answers the reasons against it."""

    person_id: int


@dataclass(frozen=True)
class DeclarationsReliedOn:
    """Question to higher modules: is there a contract or a paper that relies on what this person declared?"""

    person_id: int


@dataclass(frozen=True)
class HashedPassword:
    """A password hashed before: hashing is slow by design, and the demo's accounts share one."""

    encoded: str

    @classmethod
    def of(cls, password: str) -> HashedPassword:
        return cls(make_password(password))


def open_account(
    *,
    email: str,
    password: str | HashedPassword,
    display_name: str,
    language: str = "ja",
    is_staff: bool = False,
    joined_at: datetime | None = None,
) -> Person:
    """An account whose mail address is known to be right: for the demo market and the command line.

    People sign up by themselves on the site, where the address is verified by mail. `joined_at`: now, unless the
    account is part of a past that is told again.
    """
    with transaction.atomic():
        person = Person.objects.create_user(
            email,
            password if isinstance(password, str) else None,
            display_name=display_name,
            language=language,
            is_staff=is_staff,
        )
        if isinstance(password, HashedPassword):
            person.password = password.encoded
            person.save(update_fields=["password"])
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if joined_at is not None:
            Person.objects.filter(id=person.id).update(joined_at=joined_at)
    return person


def update_profile(
    *,
    person_id: int,
    display_name: str,
    introduction: str,
    skills: Sequence[str],
    language: str,
    time_zone: str,
    at: datetime,
) -> None:
    """Change what a person says of themselves and how they read the site. Refusal names every mistake, and refuses new
    words of a person who may not declare anything. Words that were removed stay so until others stand in their place.
    """
    mistakes = profile_mistakes(
        display_name=display_name,
        introduction=introduction,
        skills=skills,
        language=language,
        time_zone=time_zone,
    )
    if mistakes:
        raise Refusal(*(refused for _, refused in mistakes))
    said = {"display_name": display_name.strip(), "introduction": introduction.strip(), "skills": list(skills)}
    mine = Person.objects.filter(id=person_id, is_active=True)
    with transaction.atomic():
        before = mine.select_for_update().values(*said).first()
        if before is not None and before != said:
            refuse_restricted(person_id, Act.DECLARE, at)
            if says_otherwise(before, said):
                restore_text(kind="profile", subject_id=person_id, by_staff_id=None, at=at)
        mine.update(**said, language=language, time_zone=time_zone)


def choose_language(*, person_id: int, language: str) -> None:
    """Read the site and get mails in this language from now on."""
    Person.objects.filter(id=person_id).update(language=language)


@transaction.atomic
def declare_trader(*, person_id: int, trader: Trader, at: datetime) -> Trader:
    """From `at` on this is who the person is in trade; what they declared before stays on record. Answers what stands.

    The invoice number may be typed in any width, with spaces and hyphens. Saying the same again confirms it. Refusal
    names every mistake, and refuses a person who is suspended: others read it.
    """
    refuse_restricted(person_id, Act.DECLARE, at)
    stands = tidied(trader)
    if mistakes := trader_mistakes(stands):
        raise Refusal(*(refused for _, refused in mistakes))
    Person.objects.select_for_update().get(id=person_id, is_active=True)
    before = declared(person_id, at)
    is_fresh = before.declared_at is not None and at - before.declared_at < SAME_DECLARATION
    if is_fresh and not changed(before, stands):
        return before
    Declaration.objects.create(person_id=person_id, declared_at=at, **{name: getattr(stands, name) for name in FIELDS})
    return declared(person_id, at)


def reasons_against_closure(person_id: int) -> list[Refused]:
    """Everything that must be settled before the account can be closed."""
    answers = publish(ClosureAsked(person_id))
    return [reason for answer in answers for reason in (answer if isinstance(answer, list) else [answer])]  # type: ignore[misc]


def close_account(*, person_id: int, at: datetime) -> None:
    """Close the account: what the person wrote of themselves and all ways to sign in are erased at once.

    What they declared in trade is erased too, unless something relies on it. The row stays because contracts name it.
    Who is suspended or expelled cannot sign up under the same mail address until that ends.
    Refusal with every reason while something is unsettled.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=person_id)
        if reasons := reasons_against_closure(person_id):
            raise Refusal(*reasons)
        if not person.is_active:
            return
        leave_under(person_id, person.email, at)
        if person.is_staff:
            publish(StaffLeft(person_id))
        person.display_name = CATALOGUE.get("people.former", person.language, number=person.id)
        person.email = f"closed-{person.id}@closed.invalid"
        person.introduction, person.skills = "", []
        person.is_active, person.is_staff, person.closed_at = False, False, at
        person.set_unusable_password()
        person.save()
        _end_sign_in(person)
        # The papers, duties and taxes of a contract rest on what its sides had declared at the time, and have to be
        # kept as long as it is: all of it stays then, and no page shows it in public (`queries.disclosed`).
        if not any(publish(DeclarationsReliedOn(person_id))):
            Declaration.objects.filter(person=person).delete()


def _end_sign_in(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    CalendarAddress.objects.filter(person=person).delete()
