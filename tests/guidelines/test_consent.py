"""Agreeing: once to each version, kept for good, and asked for again when a version is not the one agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.guidelines import actions, queries
from tachiai.guidelines.models import Consent
from tachiai.guidelines.rules import DOCUMENTS, document
from tachiai.kernel.refused import Refusal
from tachiai.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def yui() -> Person:
    """Somebody who has not agreed to anything."""
    return Person.objects.create(email="yui@example.com", display_name="ゆい")


def asked(person: Person) -> list[str]:
    return [each.name for each in queries.unconsented(person.pk, AT)]


def agree(person: Person, name: str = "job", version: str | None = None) -> None:
    actions.consent(person_id=person.pk, document=name, version=version or document(name).version, at=AT)


def test_each_document_is_asked_for_until_it_is_agreed_to(yui) -> None:
    assert asked(yui) == list(DOCUMENTS)
    agree(yui)
    assert asked(yui) == ["terms", "message"]
    actions.consent_to_all(person_id=yui.pk, at=AT)
    assert asked(yui) == []
    assert {name: each.consented_at for name, each in queries.consents(yui.pk).items()} == dict.fromkeys(DOCUMENTS, AT)


def test_agreeing_twice_is_agreeing_once(yui) -> None:
    agree(yui)
    agree(yui)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("name", "version"), [("job", "1999-01"), ("menu", "2026-11")])
def test_what_is_not_in_force_cannot_be_agreed_to(yui, name: str, version: str) -> None:
    with pytest.raises(Refusal, match="guidelines.refused.not_in_force"):
        agree(yui, name, version)
    assert not Consent.objects.exists()


def test_a_text_changed_under_the_same_version_is_asked_for_again(yui, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.consent_to_all(person_id=yui.pk, at=AT)
    changed = [replace(each, digest=each.digest[::-1]) if each.name == "job" else each for each in queries.in_force(AT)]
    monkeypatch.setattr(queries, "in_force", lambda at: changed)
    assert asked(yui) == ["job"]


def test_asking_costs_one_query(yui, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        asked(yui)


@pytest.mark.parametrize("change", ["UPDATE guidelines_consent SET version = 'x'", "DELETE FROM guidelines_consent"])
def test_an_agreement_cannot_be_changed_or_removed(yui, change: str) -> None:
    agree(yui)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Consent.objects.get().version == document("job").version
