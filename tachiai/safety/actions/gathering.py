"""How what is said about one thing of one person comes together in one open case."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from tachiai.clockwork.actions import enter
from tachiai.conversations.actions.holding import HeldReturned, TextHeld
from tachiai.conversations.queries.things import messages_of
from tachiai.guidelines import rules as guidelines
from tachiai.kernel.things import Thing
from tachiai.safety.lifecycles import CASE
from tachiai.safety.models import Case, Signal
from tachiai.safety.rules import CaseFacts, decide_by, score
from tachiai.safety.rules.numbers import NUMBERS
from tachiai.safety.subjects import thing

TITLE = 200
_HOLD: int = NUMBERS["weights"]["hold"]
_TRIES = 3


def open_case(thing: Thing, about_id: int, clause: str, at: datetime) -> Case:
    """The open case about this thing of this person, locked; made if there is none. Any number may ask at once."""
    same = {"subject_kind": thing.kind, "subject_id": thing.id, "about_id": about_id, "closed_at": None}
    for _ in range(_TRIES):
        row = Case.objects.select_for_update(no_key=True).filter(**same).first()
        if row is not None:
            return row
        # One that somebody else opens meanwhile is waited for, and found by the next look.
        Case.objects.bulk_create([_new(thing, about_id, clause, at)], ignore_conflicts=True)
    raise RuntimeError(f"cases about {thing.kind} {thing.id} close as fast as they open")


def reopen(old: Case, at: datetime) -> Case:
    """The open case about the same as one that has ended, locked; made if there is none, also of what is gone."""
    said = old.filed.order_by("pk").first() or old.signals.order_by("pk").first()
    snapshot = said.snapshot if said else {}
    stood = Thing(
        kind=old.subject_kind,
        id=old.subject_id,
        title=snapshot.get("title", old.title),
        text=snapshot.get("text", ""),
        path=snapshot.get("path", ""),
        owners=(old.about_id,),
    )
    return open_case(stood, old.about_id, old.clause, at)


def _new(thing: Thing, about_id: int, clause: str, at: datetime) -> Case:
    due = decide_by(at)
    row = Case(
        subject_kind=thing.kind,
        subject_id=thing.id,
        about_id=about_id,
        title=thing.title[:TITLE],
        clause=clause,
        digest=thing.digest,
        severity=guidelines.clause(clause).severity,
        state=CASE.first,
        opened_at=at,
        decide_by=due,
    )
    enter(row, CASE, CaseFacts(CASE.first, due), at)
    return row


def feed(row: Case, *, clause: str, weight: int, thing: Thing | None = None, is_report: bool = False) -> None:
    """Something more was said: the locked case grows by it."""
    severity = guidelines.clause(clause).severity
    if severity > row.severity:
        row.severity, row.clause = severity, clause
    row.weights += weight
    row.score = score(row.severity, row.weights)
    row.reports += is_report
    if thing is not None:
        row.title, row.digest = thing.title[:TITLE], thing.digest
    row.save(update_fields=["severity", "clause", "weights", "score", "reports", "title", "digest"])


def gather_hold(held: TextHeld) -> None:
    """Listener: a text that the rules kept back joins the open case about the same talk, if there is one. By itself it
    opens none: a machine stops one text and nothing more."""
    row, clause = _case_in(held.thread_id, held.author_id), _gravest(held.dangers)
    if row is not None and clause is not None:
        Signal.objects.create(case=row, kind="hold", source_id=held.held_id, clause=clause, weight=_HOLD, at=held.at)
        feed(row, clause=clause, weight=_HOLD)


def gather_returned(returned: HeldReturned) -> None:
    """Listener: staff say that a text was rightly kept back: the open case about the talk gets its words, or opens.
    What it weighs there already, it does not weigh twice."""
    clause = _gravest(returned.dangers)
    found = thing("thread", returned.thread_id)
    if clause is None or found is None:
        return
    row = _case_in(returned.thread_id, returned.author_id) or open_case(found, returned.author_id, clause, returned.at)
    is_known = row.signals.filter(kind="hold", source_id=returned.held_id).exists()
    weight = 0 if is_known else _HOLD
    Signal.objects.create(
        case=row,
        kind="returned",
        source_id=returned.held_id,
        by_id=returned.by_staff_id,
        clause=clause,
        snapshot={"title": row.title, "text": returned.text},
        weight=weight,
        at=returned.at,
    )
    feed(row, clause=clause, weight=weight)


def _case_in(thread_id: int, author_id: int) -> Case | None:
    """The open case about a talk of this person's, or else about the latest of their messages in it; locked."""
    open_ones = Case.objects.filter(about_id=author_id, closed_at=None)
    reported = open_ones.filter(subject_kind="message").values_list("subject_id", flat=True)
    here = messages_of(thread_id, list(reported))
    row = open_ones.filter(subject_kind="thread", subject_id=thread_id).first()
    row = row or open_ones.filter(subject_kind="message", subject_id__in=here).order_by("-pk").first()
    return open_ones.select_for_update(no_key=True).filter(pk=row.pk).first() if row else None


def _gravest(dangers: Sequence[str]) -> str | None:
    """The gravest clause that answers for one of the dangers; None where an operator's documents have none."""
    found = []
    for danger in dangers:
        with suppress(LookupError):
            found.append(guidelines.clause_of_danger(danger))
    return max(found, key=lambda clause: clause.severity).id if found else None
