"""Who is of the staff, and ending that somebody is signed in: what the operator decides on the machine itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.models import Person

log = logging.getLogger("tachiai.security")


@dataclass(frozen=True)
class StaffLeft:
    """Somebody is of the staff no more, dismissed or with a closed account: what they had in hand is free."""

    person_id: int


def appoint_staff(*, email: str) -> None:
    """From the next page on, this person is of the staff. Refusal when nobody has signed up with the address."""
    person = _open_account(email)
    Person.objects.filter(pk=person.pk).update(is_staff=True)
    log.info("person %s was made a member of staff", person.pk)


def dismiss_staff(*, email: str) -> None:
    """The account stays, without the rights, and signed in nowhere; others go on with what they had in hand. Refusal
    when nobody of the staff would be left."""
    with transaction.atomic():
        staff = list(Person.objects.select_for_update(no_key=True).filter(is_staff=True, is_active=True).order_by("id"))
        person = _open_account(email)
        if person not in staff:
            raise Refusal(Refused("staff.refused.not_staff", {"email": email}))
        if len(staff) == 1:
            raise Refusal(Refused("staff.refused.last_one", {"email": email}))
        Person.objects.filter(pk=person.pk).update(is_staff=False)
        publish(StaffLeft(person.pk))
        end_sign_ins(email=email)
    log.info("person %s is no member of staff any more", person.pk)


def end_sign_ins(*, email: str | None) -> int:
    """End every sign-in of this person, of everybody for None; how many there were."""
    known, sessions, whose = UserSession.objects.all(), Session.objects.all(), "everybody"
    if email is not None:
        person = _open_account(email)
        known, whose = known.filter(user=person), f"person {person.pk}"
        sessions = sessions.filter(session_key__in=known.values("session_key"))
    ended, _ = sessions.delete()
    known.delete()
    log.info("%s sign-ins of %s were ended", ended, whose)
    return ended


def _open_account(email: str) -> Person:
    found = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise Refusal(Refused("staff.refused.nobody", {"email": email}))
    return found
