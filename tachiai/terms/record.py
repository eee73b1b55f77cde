"""What was put forward, said and agreed to on one sheet of terms, as entries of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

from tachiai.kernel.entries import Entry, Piece
from tachiai.terms.models import Consent, Override, Version, Word

Row = TypeVar("Row", bound=Model)


def record(version_id: int, piece: Piece) -> Iterator[Entry]:
    """Everything on the sheet that this version stands on."""
    sheet_id = Version.objects.values_list("sheet_id", flat=True).get(pk=version_id)
    versions = Version.objects.filter(sheet_id=sheet_id).select_related("amends")
    for version in _within(versions, "terms_version", piece):
        yield Entry("terms_version", version.pk, version.proposed_at, _version(version))
    for word in _within(Word.objects.filter(sheet_id=sheet_id).select_related("version"), "terms_word", piece):
        yield Entry("terms_word", word.pk, word.said_at, _word(word))
    of_sheet = {"version__sheet_id": sheet_id}
    overrides = Override.objects.filter(**of_sheet).select_related("version")
    for override in _within(overrides, "terms_override", piece):
        yield Entry("terms_override", override.pk, override.made_at, _override(override))
    for consent in _within(Consent.objects.filter(**of_sheet).select_related("version"), "consent", piece):
        yield Entry("consent", consent.pk, consent.given_at, _consent(consent))


def _within(rows: QuerySet[Row], kind: str, piece: Piece) -> QuerySet[Row]:
    after, upto = piece.of(kind)
    return rows.filter(pk__gt=after, pk__lte=upto).order_by("pk")


def _version(version: Version) -> dict[str, object]:
    return {
        "number": version.number,
        "digest": version.digest,
        "values": version.values,
        "by": {"person": version.proposed_by_id},
        "amends": version.amends and version.amends.number,
    }


def _word(word: Word) -> dict[str, object]:
    return {
        "number": word.version.number,
        "term": word.item,
        "by": {"role": word.side, "person": word.person_id},
        "stance": word.stance,
        "text": word.text,
        "digest": word.digest,
        "difference": word.difference,
    }


def _override(override: Override) -> dict[str, object]:
    return {
        "number": override.version.number,
        "check": override.check_id,
        "fact": override.fact,
        "value": override.value,
        "by": {"role": override.role, "person": override.person_id},
        "reason": override.reason,
    }


def _consent(consent: Consent) -> dict[str, object]:
    return {
        "number": consent.version.number,
        "digest": consent.version.digest,
        "by": {"role": consent.role, "person": consent.person_id},
        "method": consent.method,
        "proof": consent.proof,
    }
