"""Terms that nobody negotiated: published by one side, agreed to by whoever answers, as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tachiai.people.signing import Signature
from tachiai.terms.models import Consent, Sheet, Version
from tachiai.terms.rules import Terms


@transaction.atomic
def adopt_terms(
    *, terms: Terms, published: Terms, signed: Mapping[str, Signature], proof: Mapping[str, Any], at: datetime
) -> int:
    """A closed sheet with `terms` as its one version, agreed to by both sides. Answers the version's id.

    `terms` are the `published` ones with what a published rule fills in, such as the day on which the data of an award
    are due. `signed`, by side: consents to the digest of what was published; each is kept with the moment at which it
    was given and with `proof`, which says where. ValueError for a consent to something else.
    """
    if any(each.digest != published.digest() for each in signed.values()):
        raise ValueError("a side agreed to other terms than were published")
    sheet = Sheet.objects.create(opened_at=at, baseline=published.as_data())
    version = Version.objects.create(
        sheet=sheet,
        number=1,
        values=terms.as_data(),
        digest=terms.digest(),
        proposed_by_id=signed["client"].person_id,
        proposed_at=at,
    )
    Consent.objects.bulk_create(
        Consent(
            version=version,
            role=role,
            person_id=each.person_id,
            method=each.method,
            proof={"digest": each.digest, **each.proof, **proof},
            given_at=each.signed_at,
        )
        for role, each in signed.items()
    )
    Sheet.objects.filter(pk=sheet.pk).update(closed_at=at)
    return version.pk


def settled(published: Terms, **filled: Any) -> Terms:
    """The published terms with what the rule fills in, and with the least where a count was left open: one inspection,
    a week to redo, a month to pay."""
    least: dict[str, Any] = {"rounds": 1, "redo_days": 7, "pay_days": 30}
    open_ones = {name: value for name, value in least.items() if getattr(published, name) is None}
    return replace(published, **open_ones, **filled)
