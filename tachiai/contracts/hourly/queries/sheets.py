"""The lines of a sheet, with their words, pictures and all their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from tachiai.contracts.hourly.models import EntryVersion, LineWord, TimeEntry
from tachiai.contracts.rules.hourly import whole_minutes
from tachiai.conversations.queries import FileAsked


@dataclass(frozen=True)
class Spoken:
    """What one of the two asked or answered about a line."""

    role: str
    text: str
    at: datetime


@dataclass(frozen=True)
class LineVersion:
    """What a line said from `written_at` on."""

    number: int
    starts_at: datetime
    ends_at: datetime
    note: str
    is_struck: bool
    written_at: datetime


@dataclass(frozen=True)
class LineView:
    """One line of a sheet with its words, its pictures and, when it was corrected, all its versions."""

    id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    is_struck: bool
    is_timed: bool
    is_forgotten: bool
    version: int
    contest_reason: str
    words: Sequence[Spoken]
    versions: Sequence[LineVersion]
    files: Sequence[object]


def lines_of(week_id: int) -> list[LineView]:
    """Every line of the week in the order of time, those struck out too; bounded by the rules."""
    rows = TimeEntry.objects.filter(week_id=week_id).order_by("starts_at", "number")
    words = Prefetch("words", LineWord.objects.order_by("pk"))
    versions = Prefetch("history", EntryVersion.objects.order_by("number").prefetch_related("files"))
    return [_line(entry) for entry in rows.prefetch_related(words, versions)]


def line_called(week_id: int, number: int) -> LineView | None:
    """One line of the week by its number."""
    return next((line for line in lines_of(week_id) if line.number == number), None)


def _line(entry: TimeEntry) -> LineView:
    history = list(entry.history.all())
    return LineView(
        id=entry.pk,
        number=entry.number,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        minutes=whole_minutes(entry.starts_at, entry.ends_at),
        note=entry.note,
        is_struck=entry.is_struck,
        is_timed=entry.is_timed,
        is_forgotten=entry.is_forgotten,
        version=entry.versions,
        contest_reason=entry.contest_reason,
        words=[Spoken(word.role, word.text, word.written_at) for word in entry.words.all()],
        versions=[
            LineVersion(each.number, each.starts_at, each.ends_at, each.note, each.is_struck, each.written_at)
            for each in history
        ],
        files=list(history[-1].files.all()),
    )


def may_read_picture(asked: FileAsked) -> bool:
    """Listener: a picture of a line is for the two sides of its contract."""
    contract = "entry__week__contract__"
    mine = Q(**{f"{contract}client_id": asked.person_id}) | Q(**{f"{contract}worker_id": asked.person_id})
    return EntryVersion.objects.filter(mine, files=asked.file_id).exists()
