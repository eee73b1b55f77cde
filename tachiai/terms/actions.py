"""The only writers of sheets, versions and consents. Each locks its sheet: versions form one line."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.kernel.calendar import local_date
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.signing import Signature, sign_in_session
from tachiai.terms import queries
from tachiai.terms.models import Consent, Override, Sheet, Version, Word
from tachiai.terms.packs.finding import Finding
from tachiai.terms.queries import SIDES, TermsVersion
from tachiai.terms.rules import CLIENT, FIELDS, WORKER, Terms
from tachiai.terms.rules.alignment import Item, Mark, Stance, items_of, not_understood, spoken
from tachiai.terms.rules.checking import mistakes, objections

LONGEST_WORD = 2000


@dataclass(frozen=True)
class BothAgreed:
    """Both sides said yes to the same version."""

    version: TermsVersion
    at: datetime


@transaction.atomic
def open_sheet(
    *, terms: Terms, baseline: Terms, client_id: int, worker_id: int, of_worker: Iterable[str], at: datetime
) -> int:
    """Begin a negotiation with `terms` as version 1. Answers the sheet's id. Points may still be open.

    `baseline` is what the listing offered; the points named in `of_worker` the worker put forward, those that are as
    the listing offered them the client. Whoever put a point forward has understood it.
    """
    sheet = Sheet.objects.create(opened_at=at, baseline=baseline.as_data())
    version = _add_version(sheet, 1, terms, client_id, at)
    items, by_worker = items_of(terms, baseline), set(of_worker)
    by_client = {each.name for item in items if not item.difference for each in item.fields}
    _mark(version, spoken(items, by_client, CLIENT), client_id, at)
    _mark(version, spoken(items, by_worker, WORKER), worker_id, at)
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
    added = _add_version(sheet, current.number + 1, terms, person_id, at)
    before = {item.name: item for item in items_of(current.terms, queries.baseline(sheet))}
    own = [item for item in items_of(terms, queries.baseline(sheet)) if before.get(item.name) != item]
    _mark(added, spoken(own, (each.name for each in FIELDS), role), person_id, at)
    return queries.version_view(added)


@transaction.atomic
def understand(*, sheet_id: int, role: str, person_id: int, shown: Iterable[Item], at: datetime) -> bool:
    """One side has understood these items, as they were `shown`, and ticks their differences to the listing. True when
    that side has understood everything by it.

    Refused when one of them is another by now. Saying it again changes nothing, nor does it where a point is open.
    """
    _check_side(role)
    sheet = _locked(sheet_id)
    current = queries.current(sheet_id)
    stand = {each.item.name: each for each in queries.talk(sheet, current.terms)}
    still_open = {name for name, each in stand.items() if not each.is_understood(role)}
    marks = []
    for item in shown:
        found = stand.get(item.name)
        if found is None or (found.item.digest, found.item.difference) != (item.digest, item.difference):
            raise Refusal(Refused("terms.refused.item_changed", {"number": current.number}))
        if not found.is_understood(role) and not found.item.is_open:
            marks.append(Mark(item.name, role, Stance.UNDERSTOOD, item.digest, item.difference))
    _mark(Version(pk=current.id, sheet_id=sheet_id), marks, person_id, at)
    return bool(still_open) and still_open == {mark.item for mark in marks}


@transaction.atomic
def say(*, sheet_id: int, item: str, role: str, person_id: int, text: str, is_question: bool, at: datetime) -> bool:
    """A word on one item: a question keeps the item open until this side has understood it. False when the very same
    word was the last one already (a double click)."""
    _check_side(role)
    sheet = _locked(sheet_id)
    current = queries.current(sheet_id)
    found = next((each.item for each in queries.talk(sheet, current.terms) if each.item.name == item), None)
    if found is None:
        raise Refusal(Refused("terms.refused.no_such_item"))
    if not text.strip():
        raise Refusal(Refused("terms.refused.nothing_said"))
    if len(text) > LONGEST_WORD:
        raise Refusal(Refused("terms.refused.too_long", {"most": LONGEST_WORD}))
    last = Word.objects.filter(sheet=sheet, item=item).exclude(text="").order_by("-pk").first()
    stance = Stance.QUESTION if is_question else ""
    if last is not None and (last.text, last.side, last.stance) == (text.strip(), role, stance):
        return False
    Word.objects.create(
        sheet=sheet,
        version_id=current.id,
        item=item,
        side=role,
        person_id=person_id,
        stance=stance,
        text=text.strip(),
        digest=found.digest if is_question else "",
        difference=found.difference if is_question else "",
        said_at=at,
    )
    return True


@transaction.atomic
def override(*, version_id: int, finding: Finding, role: str, person_id: int, reason: str, at: datetime) -> None:
    """One side goes on in spite of a finding and says why; the other side reads it. The first reason stands."""
    _check_side(role)
    _locked(queries.version(version_id).sheet_id)
    if not reason.strip():
        raise Refusal(Refused("terms.refused.override_without_reason"))
    if len(reason) > LONGEST_WORD:
        raise Refusal(Refused("terms.refused.too_long", {"most": LONGEST_WORD}))
    Override.objects.get_or_create(
        version_id=version_id,
        check_id=finding.check,
        fact=finding.fact,
        value=queries.value_text(finding),
        defaults={"role": role, "person_id": person_id, "reason": reason.strip(), "made_at": at},
    )


@transaction.atomic
def consent(*, version_id: int, role: str, signed: Signature, at: datetime) -> BothAgreed | None:
    """One side's yes to exactly the version whose digest was shown and `signed`. When both have given it, says so.

    Refused for a version that is no longer the current one, for another digest, with open points, with mistakes (a due
    date that has passed is one), while either side has not understood every item at this version, and when the
    negotiation is over. Repeating it is harmless.
    """
    _check_side(role)
    version = queries.version(version_id)
    sheet = _locked(version.sheet_id)
    current = queries.current(version.sheet_id)
    if current.number != version.number:
        raise Refusal(Refused("terms.refused.outdated_version", {"number": version.number, "current": current.number}))
    if not (hmac.compare_digest(signed.digest, version.digest) and version.terms.digest() == version.digest):
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    if wrong := objections(version.terms, local_date(at)):
        raise Refusal(*wrong)
    if missing := not_understood(queries.talk(sheet, version.terms)):
        raise Refusal(Refused("terms.refused.not_understood", {"n": len({item.name for _, item in missing})}))
    _give(version, role, signed, at)
    return BothAgreed(version, at) if queries.consents(version_id) == set(SIDES) else None


@transaction.atomic
def amend(
    *, version_id: int, terms: Terms, role: str, person_id: int, at: datetime, signed: Signature | None = None
) -> int:
    """While a contract runs: put `terms` forward as the next version in place of the one in force, `version_id`, which
    need not be the newest (an earlier amendment may have been refused). Records the yes of `role`; answers its id.

    Refused with open points and with mistakes; a date that is in force already may have passed. `signed`: over the
    digest of `terms`; without it nothing but the sign-in stands behind the yes.
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
    view = queries.version_view(added)
    _give(view, role, signed or sign_in_session(person_id=person_id, digest=view.digest, at=at), at)
    return added.pk


@transaction.atomic
def consent_to_amendment(
    *, version_id: int, role: str, person_id: int, at: datetime, signed: Signature | None = None
) -> None:
    """The other side's yes to an amendment. Repeating it is harmless. Which amendment is still open is for the contract
    to know; refused when a date in it has passed meanwhile."""
    _check_side(role)
    version = queries.version(version_id)
    if version.amends_id is None:
        raise ValueError(f"version {version_id} is no amendment")
    if wrong := objections(version.terms, local_date(at), agreed=queries.terms_of(version.amends_id)):
        raise Refusal(*wrong)
    _give(version, role, signed or sign_in_session(person_id=person_id, digest=version.digest, at=at), at)


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


def _give(version: TermsVersion, role: str, signed: Signature, at: datetime) -> None:
    """The yes of one side, once."""
    if not hmac.compare_digest(signed.digest, version.digest):
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    values = {
        "person_id": signed.person_id,
        "method": signed.method,
        "proof": {"digest": signed.digest, **signed.proof},
        "given_at": at,
    }
    Consent.objects.get_or_create(version_id=version.id, role=role, defaults=values)


def _mark(version: Version, marks: Iterable[Mark], person_id: int, at: datetime) -> None:
    Word.objects.bulk_create(
        Word(
            sheet_id=version.sheet_id,
            version_id=version.pk,
            item=mark.item,
            side=mark.side,
            person_id=person_id,
            stance=mark.stance,
            digest=mark.digest,
            difference=mark.difference,
            said_at=at,
        )
        for mark in marks
    )


def _check_side(role: str) -> None:
    if role not in SIDES:
        raise ValueError(f"{role!r} is no side of a contract")
