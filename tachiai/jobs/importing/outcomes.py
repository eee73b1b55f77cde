"""Rows into drafts, one by one: each is kept or refused on its own, and each says what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from tachiai.jobs.actions.imported import Origin, Stored, store_imported
from tachiai.jobs.importing.maps import Map
from tachiai.jobs.importing.tables import BadRow, Row
from tachiai.jobs.rules import LONGEST_DESCRIPTION, LONGEST_TITLE, Draft, missing, mistakes
from tachiai.kernel.refused import Refusal, Refused

LONGEST_ID = 120
BATCH = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one row. `stored` is None when it was refused; `problems` are (column or point, reason):
    why it was refused, or what a kept draft says wrongly. `missing` are labels of required points still open."""

    line: int
    external_id: str
    stored: Stored | None
    listing_id: int | None = None
    missing: tuple[str, ...] = ()
    problems: tuple[tuple[str, Refused], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.stored is None


def import_rows(rows: Iterable[Row | BadRow], *, using: Map, client_id: int, at: datetime) -> Iterator[Outcome]:
    """Keep each good row as a draft of the client's. Lazy: rows are kept, BATCH at a time, as outcomes are asked for.

    Stopped at any point, what was answered is kept and the rest is not; a second run takes up the rest.
    """
    seen: dict[str, int] = {}
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            outcomes = [_outcome(row, seen, using, client_id, at) for row in batch]
        yield from outcomes


def _outcome(row: Row | BadRow, seen: dict[str, int], using: Map, client_id: int, at: datetime) -> Outcome:
    if isinstance(row, BadRow):
        return Outcome(row.line, "", None, problems=((row.column, row.reason),))
    external_id = row.cells.get(using.external_id, "").strip()
    if objection := _identity(external_id, seen, using):
        return Outcome(row.line, external_id[:LONGEST_ID], None, problems=(objection,))
    seen[external_id] = row.line
    return _kept(row, external_id, using, client_id, at)


def _identity(external_id: str, seen: dict[str, int], using: Map) -> tuple[str, Refused] | None:
    """Why the row cannot be told from others, if so."""
    column = using.external_id
    if not external_id:
        return column, Refused("jobs.import.refused.no_id", {"column": column})
    if len(external_id) > LONGEST_ID:
        return column, Refused("terms.refused.too_long", {"most": LONGEST_ID})
    if external_id in seen:
        return column, Refused("jobs.import.refused.id_twice", {"id": external_id, "line": seen[external_id]})
    return None


def _kept(row: Row, external_id: str, using: Map, client_id: int, at: datetime) -> Outcome:
    draft, unreadable = using.draft(row.cells)
    problems = tuple((each.column, each.reason) for each in unreadable) or _unkeepable(draft)
    if problems:
        return Outcome(row.line, external_id, None, problems=problems)
    try:
        listing_id, stored = store_imported(
            client_id=client_id, draft=draft, origin=Origin(using.source, external_id), at=at
        )
    except Refusal as refusal:
        return Outcome(row.line, external_id, None, problems=tuple(("", reason) for reason in refusal.reasons))
    notes = tuple((column, key) for column, key in using.notes.items() if row.cells.get(column, "").strip())
    still_open = tuple(point.label for point in missing(draft))
    return Outcome(row.line, external_id, stored, listing_id, still_open, mistakes(draft, at), notes)


def _unkeepable(draft: Draft) -> tuple[tuple[str, Refused], ...]:
    """What cannot even be a draft."""
    if not draft.title:
        return (("title", Refused("jobs.import.refused.no_title")),)
    too_long = ((name, most) for name, most in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)))
    return tuple(
        (name, Refused("terms.refused.too_long", {"most": most}))
        for name, most in too_long
        if len(getattr(draft, name)) > most
    )
