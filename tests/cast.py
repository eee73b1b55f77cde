"""The people of the tests. Each is made when first named, with a verified mail address and PASSWORD, and has agreed to
the screening of messages and to the guidelines."""

from __future__ import annotations

from functools import cached_property, lru_cache

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.safety import FULL
from tachiai.conversations.safety_models import ScanConsent
from tachiai.guidelines.actions import consent_to_all
from tachiai.people.models import Person

PASSWORD = "blue-heron-at-dawn-42"
FIRST = 100_000


class Cast:
    """Aoi asks for work, Ren does it, Mio has just come, Zen has no part in it, Kei is staff.

    Each has the same number in every test, so that what they began with can be laid back (tests/replay.py).
    """

    @cached_property
    def aoi(self) -> Person:
        return make_person("aoi@example.com", "葵デザイン室", pk=FIRST + 1)

    @cached_property
    def ren(self) -> Person:
        return make_person("ren@example.com", "蓮", pk=FIRST + 2, language="ja", skills=["ロゴ", "Illustrator"])

    @cached_property
    def mio(self) -> Person:
        return make_person("mio@example.com", "Mio", pk=FIRST + 3, language="en", time_zone="Europe/London")

    @cached_property
    def zen(self) -> Person:
        return make_person("zen@example.com", "禅", pk=FIRST + 4)

    @cached_property
    def kei(self) -> Person:
        return make_person("kei@example.com", "事務局 圭", pk=FIRST + 5, is_staff=True)

    def everyone(self) -> tuple[Person, ...]:
        return (self.aoi, self.ren, self.mio, self.zen, self.kei)


def make_person(email: str, display_name: str, **fields: object) -> Person:
    """One more person, with a verified mail address and PASSWORD."""
    person = Person.objects.create(email=email, display_name=display_name, password=_hash(), **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    ScanConsent.objects.create(person=person, version=CONSENT_VERSION, mode=FULL, is_given=True, at=person.joined_at)
    consent_to_all(person_id=person.pk, at=person.joined_at)
    return person


@lru_cache(maxsize=1)
def _hash() -> str:
    return make_password(PASSWORD)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
