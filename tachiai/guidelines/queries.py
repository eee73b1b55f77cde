"""Reads: what somebody agreed to, and what they have not agreed to yet."""

from __future__ import annotations

from datetime import datetime

from tachiai.guidelines.models import Consent
from tachiai.guidelines.rules import DOCUMENTS, Document, document
from tachiai.kernel.calendar import local_date


def in_force(at: datetime) -> list[Document]:
    """The version of every document that is in force at a moment."""
    return [document(name, local_date(at)) for name in DOCUMENTS]


def stamp(at: datetime) -> str:
    """What names the versions in force together: another stamp, something else to agree to."""
    return "-".join(each.digest[:12] for each in in_force(at))


def unconsented(person_id: int, at: datetime) -> list[Document]:
    """The documents to whose version in force the person has not agreed. One small query."""
    asked = in_force(at)
    given = set(
        Consent.objects.filter(person_id=person_id, digest__in=[each.digest for each in asked]).values_list(
            "digest", flat=True
        )
    )
    return [each for each in asked if each.digest not in given]


def consents(person_id: int) -> dict[str, Consent]:
    """The newest consent of a person to each document they ever agreed to."""
    newest = Consent.objects.filter(person_id=person_id).order_by("document", "-consented_at", "-id")
    return {each.document: each for each in newest.distinct("document")}
