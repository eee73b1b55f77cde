"""Weeks of an hourly contract, the steps in each, every version of every line, and what was asked about them, as
entries of the record."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.contracts.hourly.models import EntryVersion, LineWord, Week, WeekStep
from tachiai.contracts.models import Contract
from tachiai.contracts.record.words import by, file_fact, step_fact
from tachiai.kernel.entries import Entry, Piece, moment
from tachiai.money.record import record as movements


def hours(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """Week by week what was agreed for it; its steps; lines as they were written and corrected; questions."""
    yield from _weeks(contract, piece)
    after, upto = piece.of("week_step")
    steps = WeekStep.objects.filter(subject__contract_id=contract.pk, pk__gt=after, pk__lte=upto).order_by("pk")
    for step in steps.select_related("subject"):
        payload = {**step_fact(contract, "week", step), "week": step.subject.number}
        yield Entry("week_step", step.pk, step.taken_at, payload)
    yield from _versions(contract, piece)
    after, upto = piece.of("line_word")
    words = LineWord.objects.filter(entry__week__contract_id=contract.pk, pk__gt=after, pk__lte=upto).order_by("pk")
    for word in words.select_related("entry__week"):
        line = {"week": word.entry.week.number, "line": word.entry.number}
        payload = {**line, "by": by(contract, word.author_id, word.role), "text": word.text}
        yield Entry("line_word", word.pk, word.written_at, payload)


def _weeks(contract: Contract, piece: Piece) -> Iterator[Entry]:
    after, upto = piece.of("week")
    for week in Week.objects.filter(contract_id=contract.pk, pk__gt=after, pk__lte=upto).order_by("pk"):
        payload = {
            "number": week.number,
            "begins_on": week.begins_on.isoformat(),
            "lifecycle": "week",
            "version": week.lifecycle_version,
            "rate": week.rate,
            "cap_minutes": week.cap_minutes,
            "price": week.price,
        }
        yield Entry("week", week.pk, week.made_at, payload)


def _versions(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """A line is its versions, each told with the pictures that it had by then."""
    after, upto = piece.of("week_line")
    found = EntryVersion.objects.filter(entry__week__contract_id=contract.pk, pk__gt=after, pk__lte=upto)
    for version in found.order_by("pk").select_related("entry__week").prefetch_related("files"):
        entry = version.entry
        payload = {
            "week": entry.week.number,
            "line": entry.number,
            "number": version.number,
            "starts_at": moment(version.starts_at),
            "ends_at": moment(version.ends_at),
            "note": version.note,
            "is_struck": version.is_struck,
            "is_timed": entry.is_timed,
            "by": by(contract, version.written_by_id),
            "files": [file_fact(file) for file in sorted(version.files.all(), key=lambda file: file.pk)],
        }
        yield Entry("week_line", version.pk, version.written_at, payload)


def money(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """The first pay-in, which came for the contract, and the movements of all weeks, in the order of the book."""
    weeks = Week.objects.filter(contract_id=contract.pk).order_by("pk")
    holders = [contract.holder, *(week.holder for week in weeks)]
    found = [entry for holder in holders for entry in movements(holder, piece)]
    return iter(sorted(found, key=lambda entry: entry.item))
