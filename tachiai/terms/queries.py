"""Reads about terms: versions, who agreed to which, and what changed from one to the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tachiai.terms.models import Consent, Sheet, Version, Word
from tachiai.terms.models import Override as OverrideRow
from tachiai.terms.packs.finding import Finding, Override, overridden
from tachiai.terms.rules import Difference, Terms, differences
from tachiai.terms.rules.alignment import Mark, Stance, Standing, items_of, standings

SIDES = ("client", "worker")
LONGEST_HISTORY = 50
MOST_WORDS = 300
LONGEST_VALUE = 300


@dataclass(frozen=True)
class TermsVersion:
    """One immutable version. `number` counts from 1 within its sheet; `digest` is what is agreed to.

    `amends_id`: the version in force that it would take the place of, when it was proposed while a contract runs.
    """

    id: int
    sheet_id: int
    number: int
    terms: Terms
    digest: str
    proposed_by_id: int
    proposed_at: datetime
    amends_id: int | None = None


@dataclass(frozen=True)
class GivenConsent:
    """One side's yes. `taken_back_by` is the number of the later version that made it worthless, if any; `method` and
    `proof` say how it was confirmed (people.signing)."""

    role: str
    person_id: int
    given_at: datetime
    taken_back_by: int | None
    method: str = "session"
    proof: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HistoryEntry:
    """A version as the history shows it: what it changed and who agreed to it.

    `amends` is the number of the version that an amendment is compared with; any other with the one before.
    """

    version: TermsVersion
    changes: tuple[Difference, ...]
    consents: tuple[GivenConsent, ...]
    amends: int | None = None


def terms_of(version_id: int) -> Terms:
    """The terms of one version; Version.DoesNotExist when there is none."""
    return version_view(Version.objects.get(pk=version_id)).terms


def version(version_id: int) -> TermsVersion:
    """One version by id; Version.DoesNotExist when there is none."""
    return version_view(Version.objects.get(pk=version_id))


def numbered(sheet_id: int, number: int) -> TermsVersion | None:
    """The version of a sheet with that number, if any."""
    found = Version.objects.filter(sheet_id=sheet_id, number=number).first()
    return None if found is None else version_view(found)


def current(sheet_id: int) -> TermsVersion:
    """The newest version of a sheet. A sheet always has one."""
    return version_view(Version.objects.filter(sheet_id=sheet_id).order_by("-number")[0])


def newest_number(sheet_id: int) -> int:
    """The number of the newest version of a sheet, amendments included."""
    return int(Version.objects.filter(sheet_id=sheet_id).order_by("-number").values_list("number", flat=True)[0])


def is_closed(sheet_id: int) -> bool:
    """Whether a contract was made from this sheet, or its negotiation ended otherwise."""
    return Sheet.objects.filter(pk=sheet_id, closed_at__isnull=False).exists()


def consents(version_id: int) -> frozenset[str]:
    """The sides that agreed to this version."""
    return frozenset(Consent.objects.filter(version_id=version_id).values_list("role", flat=True))


def consents_given(version_id: int) -> tuple[GivenConsent, ...]:
    """Who agreed to this version, in that order, and how each confirmed it."""
    given = Consent.objects.filter(version_id=version_id).order_by("given_at", "pk")
    return tuple(GivenConsent(c.role, c.person_id, c.given_at, None, c.method, c.proof) for c in given)


def sheet(sheet_id: int) -> Sheet:
    """The sheet itself, for the other questions of this file."""
    return Sheet.objects.get(pk=sheet_id)


def baseline(sheet: Sheet) -> Terms:
    """What the listing offered when the negotiation began."""
    return Terms.from_data(sheet.baseline)


@dataclass(frozen=True)
class Said:
    """A text that one side wrote about an item."""

    item: str
    side: str
    person_id: int
    is_question: bool
    text: str
    said_at: datetime


def talk(sheet: Sheet, terms: Terms) -> tuple[Standing, ...]:
    """Every item of `terms` with what each side said of it last."""
    return _standings(sheet, terms, _latest_marks(sheet))


def talk_with_words(sheet: Sheet, terms: Terms) -> tuple[tuple[Standing, ...], tuple[Said, ...]]:
    """The same, and the latest texts about all items, oldest first; in one query."""
    texts = Word.objects.filter(sheet=sheet).exclude(text="").order_by("-pk")[:MOST_WORDS]
    both = Word.objects.filter(Q(pk__in=_latest_marks(sheet).values("pk")) | Q(pk__in=texts.values("pk")))
    rows = list(both.order_by("pk"))
    said = [Said(w.item, w.side, w.person_id, w.stance == Stance.QUESTION, w.text, w.said_at) for w in rows if w.text]
    return _standings(sheet, terms, rows), tuple(said)


def _latest_marks(sheet: Sheet) -> QuerySet[Word]:
    """The last word of each side on each item that says how that side stands to it."""
    marks = Word.objects.filter(sheet=sheet).exclude(stance="")
    return marks.order_by("item", "side", "-pk").distinct("item", "side")


def _standings(sheet: Sheet, terms: Terms, words: Iterable[Word]) -> tuple[Standing, ...]:
    marks = [Mark(w.item, w.side, Stance(w.stance), w.digest, w.difference) for w in words if w.stance]
    return standings(items_of(terms, baseline(sheet)), marks)


@dataclass(frozen=True)
class MadeOverride:
    """A finding that a side went on in spite of: `check`, `fact` and `value` (JSON text) are those of the finding."""

    check: str
    fact: str
    value: str
    role: str
    person_id: int
    reason: str
    made_at: datetime


def value_text(finding: Finding) -> str:
    """The value that a finding is about, as an override of it is kept."""
    return json.dumps(finding.as_data()["value"], ensure_ascii=False, sort_keys=True)[:LONGEST_VALUE]


def lighter(found: Iterable[Finding], answered: Iterable[MadeOverride]) -> tuple[Finding, ...]:
    """The findings, those that somebody answers for made lighter."""
    by_what = {(each.check, each.fact, each.value): each for each in answered}
    kept = [(one, by_what.get((one.check, one.fact, value_text(one)))) for one in found]
    given = [Override(one.check, one.fact, one.value, by.role, by.reason) for one, by in kept if by is not None]
    return overridden([one for one, _ in kept], given)


def overrides(version_id: int) -> tuple[MadeOverride, ...]:
    """The findings that were overridden for this version, with their reasons."""
    rows = OverrideRow.objects.filter(version_id=version_id).order_by("pk")
    return tuple(MadeOverride(o.check_id, o.fact, o.value, o.role, o.person_id, o.reason, o.made_at) for o in rows)


def history(sheet_id: int) -> tuple[HistoryEntry, ...]:
    """The latest versions, newest first, each with what it changes and its consents. Which one is in force is known to
    the contract."""
    newest_first = (
        Version.objects.filter(sheet_id=sheet_id)
        .select_related("amends")
        .prefetch_related("consents")
        .order_by("-number")
    )[: LONGEST_HISTORY + 1]
    rows = list(newest_first)[::-1]
    entries = [_entry(rows, index) for index in range(len(rows))]
    return tuple(reversed(entries[-LONGEST_HISTORY:]))


def _entry(rows: Sequence[Version], index: int) -> HistoryEntry:
    row = rows[index]
    before = row.amends or (rows[index - 1] if index else None)
    changes = differences(version_view(before).terms, version_view(row).terms) if before else ()
    following = rows[index + 1] if index + 1 < len(rows) else None
    # Only in a negotiation is a yes worth nothing as soon as the next version comes.
    replaced_by = following.number if following and following.amends_id is None else None
    given = sorted(row.consents.all(), key=lambda consent: consent.given_at)
    return HistoryEntry(
        version_view(row),
        changes,
        tuple(GivenConsent(c.role, c.person_id, c.given_at, replaced_by, c.method, c.proof) for c in given),
        row.amends.number if row.amends else None,
    )


def version_view(row: Version) -> TermsVersion:
    """The stored row as what the rest of the program reads."""
    return TermsVersion(
        row.pk,
        row.sheet_id,
        row.number,
        Terms.from_data(row.values),
        row.digest,
        row.proposed_by_id,
        row.proposed_at,
        row.amends_id,
    )


def is_agreed_to(role: str, sheet: str) -> Exists:
    """Whether `role` agreed to the newest version, to filter rows that name a sheet in their column `sheet`."""
    newer = Version.objects.filter(sheet_id=OuterRef("version__sheet_id"), number__gt=OuterRef("version__number"))
    given = Consent.objects.filter(version__sheet_id=OuterRef(sheet), role=role)
    return Exists(given.filter(~Exists(newer)))
