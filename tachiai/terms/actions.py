"""The only writers of sheets, versions and consents. Each locks its sheet: versions form one line."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.kernel.calendar import local_date
from tachiai.kernel.refused import Refusal, Refused
from tachiai.terms import queries
from tachiai.terms.models import Consent, Sheet, Version
from tachiai.terms.queries import SIDES, TermsVersion
from tachiai.terms.rules import Terms
from tachiai.terms.rules.checking import mistakes, objections


@dataclass(frozen=True)
class BothAgreed:
    """Both sides said yes to the same version."""

    version: TermsVersion
    at: datetime


@transaction.atomic
def open_sheet(*, terms: Terms, proposed_by: int, at: datetime) -> int:
    """Begin a negotiation with `terms` as version 1. Answers the sheet's id. Points may still be open."""
    sheet = Sheet.objects.create(opened_at=at)
    _add_version(sheet, 1, terms, proposed_by, at)
    return sheet.pk


@transaction.atomic
def propose(*, sheet_id: int, terms: Terms, role: str, person_id: int, base_number: int, at: datetime) -> TermsVersion:
    """Put `terms` forward as the next version; every consent given before is thereby worth nothing.

    `base_number` is the version that `role` was looking at: refused when the other side has put forward a
    newer one meanwhile. Terms equal to the current ones make no new version, and the current one is answered.
    """
    _check_side(role)
    sheet = _locked(sheet_id)
    current = queries.current(sheet_id)
    if terms == current.terms:
        return current
    if base_number != current.number:
        raise Refusal(Refused("terms.refused.newer_version", {"number": current.number}))
    if wrong := mistakes(terms, local_date(at)):
        raise Refusal(*(refused for _, refused in wrong))
    return queries.version_view(_add_version(sheet, current.number + 1, terms, person_id, at))


@transaction.atomic
def consent(*, version_id: int, role: str, person_id: int, digest: str, at: datetime) -> BothAgreed | None:
    """One side's yes to exactly the version whose `digest` was shown. When both sides have given it, says so.

    Refused for a version that is no longer the current one, for another digest, with open points, with
    mistakes (a due date that has passed is one) and when the negotiation is over. Repeating it is harmless.
    """
    _check_side(role)
    version = queries.version(version_id)
    _locked(version.sheet_id)
    current = queries.current(version.sheet_id)
    if current.number != version.number:
        raise Refusal(Refused("terms.refused.outdated_version", {"number": version.number, "current": current.number}))
    if not (hmac.compare_digest(digest, version.digest) and version.terms.digest() == version.digest):
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    if wrong := objections(version.terms, local_date(at)):
        raise Refusal(*wrong)
    Consent.objects.get_or_create(version_id=version_id, role=role, defaults={"person_id": person_id, "given_at": at})
    return BothAgreed(version, at) if queries.consents(version_id) == set(SIDES) else None


@transaction.atomic
def amend(*, version_id: int, terms: Terms, role: str, person_id: int, at: datetime) -> int:
    """While a contract runs: put `terms` forward as the next version in place of the one in force, `version_id`, which
    need not be the newest (an earlier amendment may have been refused). Records the yes of `role`; answers its id.

    Refused with open points and with mistakes; a date that is in force already may have passed.
    """
    _check_side(role)
    base = queries.version(version_id)
    sheet = Sheet.objects.select_for_update(no_key=True).get(pk=base.sheet_id)
    if sheet.closed_at is None:
        raise ValueError(f"sheet {sheet.pk} is still under negotiation: its terms are proposed, not amended")
    if wrong := objections(terms, local_date(at), agreed=base.terms):
        raise Refusal(*wrong)
    number = queries.newest_number(sheet.pk) + 1
    added = _add_version(sheet, number, terms, person_id, at, amends=version_id)
    Consent.objects.create(version=added, role=role, person_id=person_id, given_at=at)
    return added.pk


@transaction.atomic
def consent_to_amendment(*, version_id: int, role: str, person_id: int, at: datetime) -> None:
    """The other side's yes to an amendment. Repeating it is harmless. Which amendment is still open is for the contract
    to know; refused when a date in it has passed meanwhile."""
    _check_side(role)
    version = queries.version(version_id)
    if version.amends_id is None:
        raise ValueError(f"version {version_id} is no amendment")
    if wrong := objections(version.terms, local_date(at), agreed=queries.terms_of(version.amends_id)):
        raise Refusal(*wrong)
    Consent.objects.get_or_create(version_id=version_id, role=role, defaults={"person_id": person_id, "given_at": at})


@transaction.atomic
def close_sheet(*, sheet_id: int, at: datetime) -> None:
    """End the negotiation: only amendments can follow. Closing twice changes nothing."""
    Sheet.objects.filter(pk=sheet_id, closed_at__isnull=True).update(closed_at=at)


def _locked(sheet_id: int) -> Sheet:
    sheet = Sheet.objects.select_for_update(no_key=True).get(pk=sheet_id)
    if sheet.closed_at is not None:
        raise Refusal(Refused("terms.refused.sheet_closed"))
    return sheet


def _add_version(
    sheet: Sheet, number: int, terms: Terms, person_id: int, at: datetime, *, amends: int | None = None
) -> Version:
    return Version.objects.create(
        sheet=sheet,
        number=number,
        values=terms.as_data(),
        digest=terms.digest(),
        proposed_by_id=person_id,
        proposed_at=at,
        amends_id=amends,
    )


def _check_side(role: str) -> None:
    if role not in SIDES:
        raise ValueError(f"{role!r} is no side of a contract")
