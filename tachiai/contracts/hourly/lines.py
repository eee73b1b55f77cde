"""The only writers of timesheets: timers, lines typed by hand, corrections, and what the two ask about a line.

Every version of a line is kept. Nothing here watches anybody: a line is what the worker says of the time that passed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, Swept
from tachiai.clockwork.quiet import is_quiet
from tachiai.contracts.hourly import announcements
from tachiai.contracts.hourly.facts import SHEET_IS_OPEN, sheet_of, standing_lines
from tachiai.contracts.hourly.models import EntryVersion, LineWord, TimeEntry, Timer, Week
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView
from tachiai.contracts.restrictions import log_stand_in
from tachiai.contracts.rules import SIDES
from tachiai.contracts.rules.hourly import (
    LONGEST_LINE_NOTE,
    MOST_PICTURES,
    is_forgotten,
    line_mistakes,
    on_the_minute,
    timer_refusals,
    timer_stops_at,
    whole_minutes,
    word_mistake,
)
from tachiai.contracts.walking import overtake_and_answer
from tachiai.conversations import queries as conversations
from tachiai.conversations.actions.judging import keep_rules, looked_at
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act

BATCH = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What a line is to say: from when to when, what was done, and pictures of it (ids of own files)."""

    starts_at: datetime
    ends_at: datetime
    note: str
    files: Sequence[int] = ()


@transaction.atomic
def start_timer(*, contract_id: int, by: By, note: str, at: datetime) -> Timer:
    """The worker begins to work now, in the week that runs. Once: a second click answers with the timer that runs.

    Refusal when a timer of theirs runs in another contract, and for every reason of `timer_refusals`.
    """
    contract = _contract_of_worker(contract_id, by, at, "start_timer")
    if (running := Timer.objects.filter(worker_id=contract.worker_id).first()) is not None:
        if running.contract_id == contract_id:
            return running
        raise Refusal(Refused("contracts.refused.timer_runs"))
    week = _running_week(contract, at)
    started_at, sheet = on_the_minute(at), sheet_of(week)
    if refused := timer_refusals(sheet, at):
        raise Refusal(*refused)
    timer, _ = Timer.objects.get_or_create(
        worker_id=contract.worker_id,
        defaults={
            "contract": contract,
            "week": week,
            "note": note.strip()[:LONGEST_LINE_NOTE],
            "started_at": started_at,
            "stops_at": timer_stops_at(sheet, started_at),
        },
    )
    if timer.contract_id != contract_id:
        raise Refusal(Refused("contracts.refused.timer_runs"))
    return timer


def _running_week(contract: Contract, at: datetime) -> Week:
    """The week in which `at` lies, if it is open; otherwise a Refusal that says what is in the way."""
    weeks = Week.objects.filter(contract_id=contract.pk, closed_at=None).order_by("number")
    found = [week for week in weeks if week.span.begins_at <= at < week.span.ends_at]
    if found and found[0].state not in ("awaiting_deposit", "open"):
        raise Refusal(Refused("contracts.refused.sheet_is_closed"))
    if found and found[0].state == "open":
        return Week.objects.select_for_update(of=("self",)).get(pk=found[0].pk)
    coming = next((week for week in weeks if week.state == "open" and week.span.begins_at > at), None)
    if coming is not None:
        raise Refusal(Refused("contracts.refused.week_not_begun", {"begins": coming.span.begins_at}))
    raise Refusal(Refused("contracts.refused.week_not_paid_in"))


@transaction.atomic
def stop_timer(*, contract_id: int, by: By, note: str, at: datetime) -> TimeEntry | None:
    """The worker stops: the time since the start becomes a line. None when no timer runs any more (a second click, or
    it had stopped by itself), and for less than a minute. `note` may be left as it was said at the start."""
    contract = _contract_of_worker(contract_id, by, at, "stop_timer")
    timer = Timer.objects.filter(contract_id=contract.pk).first()
    if timer is None:
        return None
    note = note.strip() or timer.note
    if not note:
        raise Refusal(Refused("contracts.refused.line_note_missing"))
    return end_timer(timer, min(at, timer.stops_at), note, at)


def end_timer(timer: Timer, stopped_at: datetime, note: str, at: datetime) -> TimeEntry | None:
    """Turn a timer of a locked contract into a line. For the clock: what it says was not typed by anybody."""
    week = Week.objects.select_for_update(of=("self",)).get(pk=timer.week_id)
    starts_at, ends_at = timer.started_at, on_the_minute(stopped_at)
    timer.delete()
    if not whole_minutes(starts_at, ends_at):
        return None
    written = Written(starts_at, ends_at, note[:LONGEST_LINE_NOTE])
    entry = _store(week, written, timer.worker_id, at, is_timed=True, is_forgotten=is_forgotten(starts_at, ends_at))
    _count(week)
    return entry


def end_of_sheet(week: Week, at: datetime) -> None:
    """Nothing more is logged in a locked week: a timer that still runs in it stops with it."""
    timer = Timer.objects.filter(week_id=week.pk).first()
    if timer is not None:
        end_timer(timer, min(at, timer.stops_at), timer.note, at)
        week.refresh_from_db(fields=["minutes"])


def stop_timers(at: datetime) -> Swept:
    """Stop every timer that has come to the agreed hours, to the end of its week or to the longest that a line may be,
    each in a transaction of its own."""
    if is_quiet(Timer._meta.db_table, "stops_at"):
        return Swept()
    swept = Swept()
    due = Timer.objects.filter(stops_at__lte=at).order_by("stops_at").values_list("contract_id", flat=True)
    for contract_id in list(due[:BATCH]):
        try:
            with transaction.atomic():
                stop_due_timer(contract_id, at)
            swept.fired += 1
        except Exception:
            log.exception("clock: the timer of contract %s stalled", contract_id)
            swept.failed += 1
    return swept


def stop_due_timer(contract_id: int, at: datetime) -> None:
    """Stop the timer of a contract if it has come to its end; the worker is told, because a line was written."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    timer = Timer.objects.filter(contract_id=contract_id, stops_at__lte=at).first()
    if timer is None:
        return
    entry = end_timer(timer, timer.stops_at, timer.note, at)
    if entry is not None:
        entry.week.contract = contract
        announcements.timer_stopped(entry.week, entry.ends_at, at)


@transaction.atomic
def add_line(*, week_id: int, by: By, written: Written, at: datetime) -> TimeEntry:
    """A line typed by hand. The very same line again answers with the one that stands there.

    Refusal with every reason of `line_mistakes`, when the sheet is closed, and for pictures that are not one's own.
    """
    week = _open_sheet(week_id, by, at, "add_line")
    same = {"starts_at": written.starts_at, "ends_at": written.ends_at, "note": written.note.strip()}
    if (there := TimeEntry.objects.filter(week_id=week_id, is_struck=False, **same).first()) is not None:
        return there
    _refuse_mistakes(week, written, by, at)
    entry = _store(week, written, by.person_id or 0, at)
    _count(week)
    return entry


@transaction.atomic
def correct_line(*, entry_id: int, by: By, written: Written, at: datetime, expected: int | None = None) -> TimeEntry:
    """Let a line say something else; what it said before is kept. `expected`: the version that the person saw."""
    entry, week = _own_line(entry_id, by, at, "correct_line")
    if expected is not None and entry.versions != expected:
        if _says(entry, written):
            return entry
        raise Refusal(Refused("contracts.refused.page_outdated"))
    _refuse_mistakes(week, written, by, at, but=entry.pk)
    entry.starts_at, entry.ends_at, entry.note = written.starts_at, written.ends_at, written.note.strip()
    entry.is_forgotten = False
    _next_version(entry, by.person_id or 0, at, written.files)
    _count(week)
    return entry


@transaction.atomic
def strike_line(*, entry_id: int, by: By, at: datetime) -> TimeEntry:
    """Take a line off the sheet. It stays on record, struck out; doing it again changes nothing."""
    entry, week = _own_line(entry_id, by, at, "strike_line", may_be_struck=True)
    if not entry.is_struck:
        entry.is_struck = True
        _next_version(entry, by.person_id or 0, at)
        _count(week)
    return entry


@transaction.atomic
def say_of_line(*, entry_id: int, by: By, text: str, at: datetime, seen: str = "") -> LineWord:
    """Ask about a line, or answer: both sides read it, and the other one is told. The same words again, right after
    each other, are one. It is talk like messages: refusal also for whom they are taken away from, without consent, and
    for a text that its writer has to look at first (`looked_at`; `seen`: what the form says was seen). Never held."""
    week_id = TimeEntry.objects.values_list("week_id", flat=True).get(pk=entry_id)
    contract = _locked_contract(week_id)
    if refused := ContractView(contract, by.actor, by.person_id or 0, at).standing:
        raise Refusal(*refused)
    if by.actor not in SIDES:
        raise Refusal(Refused("lifecycle.not_yours"))
    refuse_restricted(by.person_id or 0, Act.TALK, at, thread_id=contract.thread_id)
    week = Week.objects.get(pk=week_id)
    if week.closed_at is not None:
        raise Refusal(Refused("contracts.refused.sheet_is_closed"))
    if mistake := word_mistake(text):
        raise Refusal(mistake)
    newest = LineWord.objects.filter(entry_id=entry_id).order_by("-pk").first()
    if newest is not None and (newest.author_id, newest.text) == (by.person_id, text.strip()):
        return newest
    said, author_id = text.strip(), by.person_id or 0
    judged = looked_at(
        text=said, where="message", author_id=author_id, thread_id=contract.thread_id, seen=seen, may_be_held=False
    )
    word = LineWord.objects.create(entry_id=entry_id, author_id=author_id, role=by.actor, text=said, written_at=at)
    keep_rules(judged, "message", "line_word", word.pk, at)
    week.contract = contract
    overtake_and_answer(contract, by, at)
    announcements.line_word(week, by.actor, word.text, at)
    return word


def _contract_of_worker(contract_id: int, by: By, at: datetime, act: str) -> Contract:
    """The contract, locked, for its worker (or staff in their place), who are heard. Refusal for everybody else."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    view = ContractView(contract, by.actor, by.person_id or 0, at)
    if by.actor is not Actor.WORKER:
        raise Refusal(Refused("lifecycle.not_yours"))
    if view.standing:
        raise Refusal(*view.standing)
    log_stand_in(view, act, at)
    overtake_and_answer(contract, by, at)
    return contract


def _locked_contract(week_id: int) -> Contract:
    contract_id = Week.objects.values_list("contract_id", flat=True).get(pk=week_id)
    return Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)


def _open_sheet(week_id: int, by: By, at: datetime, act: str) -> Week:
    """The week, locked with its contract, while lines may be written on its sheet."""
    contract_id = Week.objects.values_list("contract_id", flat=True).get(pk=week_id)
    contract = _contract_of_worker(contract_id, by, at, act)
    week = Week.objects.select_for_update(of=("self",)).get(pk=week_id)
    week.contract = contract
    if week.state == "awaiting_deposit":
        raise Refusal(Refused("contracts.refused.week_not_paid_in"))
    if week.state not in SHEET_IS_OPEN:
        raise Refusal(Refused("contracts.refused.sheet_is_closed"))
    return week


def _own_line(entry_id: int, by: By, at: datetime, act: str, *, may_be_struck: bool = False) -> tuple[TimeEntry, Week]:
    week_id = TimeEntry.objects.values_list("week_id", flat=True).get(pk=entry_id)
    week = _open_sheet(week_id, by, at, act)
    entry = TimeEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.is_struck and not may_be_struck:
        raise Refusal(Refused("contracts.refused.line_is_struck"))
    return entry, week


def _refuse_mistakes(week: Week, written: Written, by: By, at: datetime, but: int | None = None) -> None:
    wrong = line_mistakes(sheet_of(week, but), written.starts_at, written.ends_at, written.note, at)
    had = _pictures_of(but)
    if not had.issuperset(written.files) and len(had.union(written.files)) > MOST_PICTURES:
        wrong.append(Refused("contracts.refused.too_many_pictures", {"most": MOST_PICTURES}))
    if not conversations.owns_files(by.person_id or 0, list(written.files)):
        wrong.append(Refused("contracts.refused.not_your_file"))
    timer = Timer.objects.filter(week_id=week.pk).first()
    if timer is not None and written.ends_at > timer.started_at and written.starts_at < at:
        wrong.append(Refused("contracts.refused.lines_overlap"))
    if wrong:
        raise Refusal(*wrong)


def _says(entry: TimeEntry, written: Written) -> bool:
    now = (entry.starts_at, entry.ends_at, entry.note)
    return not entry.is_struck and now == (written.starts_at, written.ends_at, written.note.strip())


def _store(
    week: Week, written: Written, person_id: int, at: datetime, *, is_timed: bool = False, is_forgotten: bool = False
) -> TimeEntry:
    entry = TimeEntry.objects.create(
        week=week,
        number=TimeEntry.objects.filter(week_id=week.pk).count() + 1,
        starts_at=written.starts_at,
        ends_at=written.ends_at,
        note=written.note.strip(),
        is_timed=is_timed,
        is_forgotten=is_forgotten,
    )
    _keep_version(entry, person_id, at, set(written.files))
    return entry


def _next_version(entry: TimeEntry, person_id: int, at: datetime, files: Sequence[int] = ()) -> None:
    """The line as it says now, with the pictures that it had and `files`."""
    entry.versions += 1
    entry.save()
    _keep_version(entry, person_id, at, {*_pictures_of(entry.pk), *files})


def _keep_version(entry: TimeEntry, person_id: int, at: datetime, files: Collection[int]) -> None:
    version = EntryVersion.objects.create(
        entry=entry,
        number=entry.versions,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        note=entry.note,
        is_struck=entry.is_struck,
        written_by_id=person_id,
        written_at=at,
    )
    version.files.set(files)


def _pictures_of(entry_id: int | None) -> set[int]:
    """The ids of the pictures of a line: each version has those of the one before."""
    given = EntryVersion.files.through.objects.filter(entryversion__entry_id=entry_id)
    return set(given.values_list("storedfile_id", flat=True))


def _count(week: Week) -> None:
    """Keep the minutes of the week's standing lines on its row; a timer that runs stops when the rest is used up."""
    week.minutes = sum(whole_minutes(entry.starts_at, entry.ends_at) for entry in standing_lines(week))
    week.save(update_fields=["minutes"])
    timer = Timer.objects.filter(week_id=week.pk).first()
    if timer is not None:
        timer.stops_at = timer_stops_at(sheet_of(week), timer.started_at)
        timer.save(update_fields=["stops_at"])
