"""What staff see of cases: the queue in an order that an index holds, and one case with all that was said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from tachiai.clockwork.queries import Waiting
from tachiai.conversations.queries.messages import MessageLine
from tachiai.conversations.queries.things import messages_around
from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import Clause
from tachiai.kernel.refused import Refused
from tachiai.kernel.things import Thing
from tachiai.people import queries as people
from tachiai.safety.lifecycles import must_be_free
from tachiai.safety.models import Case, Decision, Look, Report, Signal
from tachiai.safety.queries.conflicts import (
    Concerned,
    conflict_of,
    gathered_in,
    judged_before,
    looked_at_anew,
    stake_in,
)
from tachiai.safety.queries.joining import joinable
from tachiai.safety.queries.offering import OfferedMeasure, measures_in_force, offered_measures, situation_in
from tachiai.safety.queries.reporters import ReporterLine, reporters_of
from tachiai.safety.queries.standing import Standing, decisions_about, standing_of
from tachiai.safety.rules import CaseFacts
from tachiai.safety.subjects import thing, thread_of

PAGE = 50
_ALIKE, _RELATED, _SAID, _REPORTERS = 50, 10, 50, 1_000


@dataclass(frozen=True)
class Said:
    """One thing that a case was fed. `kind`: report, or one of `Signal.KINDS`. `by_id` and `by_name` are None and empty
    where no person said it. `snapshot`: the thing as it was then, as `Thing.as_data`; `has_changed`: it says something
    else by now, or is gone. `reporter`: what is known of who reported. `joined`: the case in which it was said, of
    another thing, that was joined to this one; None for what is about the thing itself."""

    kind: str
    id: int
    by_id: int | None
    by_name: str
    clause: Clause
    text: str
    additions: Sequence[Mapping[str, Any]]
    snapshot: Mapping[str, Any]
    digest: str
    has_changed: bool
    at: datetime
    source_id: int | None = None
    reporter: ReporterLine | None = None
    joined: Case | None = None


@dataclass(frozen=True)
class LookLine:
    """Who of the staff opened the private talk, why and when."""

    staff_id: int
    staff: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class CaseView:
    """One case as somebody of the staff meets it. `now` is the thing as it stands (None: gone); `conflict`: why they
    may not judge it, nor read what was `said` by whom and the `looks`; `has_talk`: a private talk belongs to it, which
    `look` opens; `talk`: it, for who has opened it and has the case. `proposed`: the decision that awaits a second
    person; `decisions`: those of this case; `earlier`: others about the person, whom `standing` counts. `alike`: open
    cases about the same words; `related`: others about the same person, of which it can be joined to `joinable`."""

    case: Case
    about_name: str
    clause: Clause
    now: Thing | None
    said: Sequence[Said]
    conflict: Refused | None
    offered: Sequence[OfferedMeasure]
    proposed: Decision | None
    decisions: Sequence[Decision]
    earlier: Sequence[Decision]
    standing: Standing
    looks: Sequence[LookLine]
    alike: Sequence[Case]
    related: Sequence[Case]
    joinable: Collection[int]
    has_talk: bool
    talk: Sequence[MessageLine] | None

    def may_be_claimed_by(self, staff_id: int) -> bool:
        """Whether they could take it now."""
        row, is_taken = self.case, self.case.claimed_by_id is not None
        facts = CaseFacts(row.state, row.decide_by, is_claimed=is_taken, has_proposal=self.proposed is not None)
        is_open = row.closed_at is None and self.conflict is None and row.claimed_by_id != staff_id
        return is_open and must_be_free(facts, row.decide_by) is None


ORDERS: Mapping[str, tuple[str, ...]] = {
    "harm": ("-score", "decide_by", "pk"),
    "age": ("opened_at", "pk"),
    "clock": ("decide_by", "pk"),
}


def case_queue(order: str = "harm", before: int | None = None, kind: str = "") -> list[Case]:
    """The cases that nobody has taken: a page and the first of the next. `before`: the id of the last case seen."""
    found = _waiting(kind)
    last = Case.objects.filter(pk=before).first() if before else None
    if last is not None:
        found = found.filter(_behind(order, last))
    return list(found.select_related("about").order_by(*ORDERS[order])[: PAGE + 1])


def claimed_cases(staff_id: int | None = None) -> list[Case]:
    """The cases in the hands of this member of the staff, or of anybody, the nearest date first. `is_proposed`: their
    decision awaits a second person."""
    proposed = Decision.objects.filter(case_id=OuterRef("pk"), state="proposed")
    found = Case.objects.filter(closed_at=None, claimed_by__isnull=False).annotate(is_proposed=Exists(proposed))
    mine = found.filter(claimed_by_id=staff_id) if staff_id is not None else found
    return list(mine.select_related("about", "claimed_by").order_by("decide_by", "pk")[:PAGE])


def count_cases(kind: str = "") -> Waiting:
    """What waits in the queue, or of it what is about things of this kind."""
    return Waiting(_waiting(kind), "opened_at", overdue="overdue")


def case_view(case_id: int, staff_id: int, at: datetime) -> CaseView | None:
    """One case for somebody of the staff; None when there is none, and for anybody else."""
    row = _whole().filter(pk=case_id).first()
    if row is None or not people.is_staff(staff_id):
        return None
    now, standing = thing(row.subject_kind, row.subject_id), standing_of(row.about_id, at)
    about = decisions_about(row.about_id)
    decisions = [each for each in about if each.case_id == row.pk]
    if row.closed_at is not None and not decisions:
        decisions = list(row.decisions.order_by("-pk"))
    others = Case.objects.select_related("about").in_bulk([*row.alike_ids, *row.related_ids])
    related = [others[each] for each in row.related_ids]
    stake = _stake(row, staff_id, now)
    lines = () if stake else row.look_lines
    looks = [LookLine(**{**look, "at": datetime.fromisoformat(look["at"])}) for look in lines]
    return CaseView(
        case=row,
        about_name=str(row.about),
        clause=guidelines.clause(row.clause),
        now=now,
        said=() if stake else _said(row, now, at),
        conflict=stake,
        offered=offered_measures(situation_in(row, now, standing, row.measure_names), stake),
        proposed=next((each for each in decisions if each.state == "proposed"), None),
        decisions=decisions,
        earlier=[each for each in about if each.case_id != row.pk],
        standing=standing,
        looks=looks,
        alike=[others[each] for each in row.alike_ids],
        related=related,
        joinable=joinable(row, related, at) if _has(row, staff_id) else (),
        has_talk=now is not None and thread_of(now) is not None,
        talk=_talk(row, now) if any(look.staff_id == staff_id for look in looks) and _has(row, staff_id) else None,
    )


def talk_of(case_id: int, staff_id: int) -> Sequence[MessageLine] | None:
    """The private talk around what a case is about, for somebody of the staff who has said why; None for anybody else,
    and once they do not have the open case any more."""
    row = Case.objects.filter(pk=case_id).first()
    if row is None or not _has(row, staff_id) or not people.is_staff(staff_id) or conflict_of(staff_id, row):
        return None
    is_looking = row.looks.filter(staff_id=staff_id).exists()
    return _talk(row, thing(row.subject_kind, row.subject_id)) if is_looking else None


def _stake(row: Any, staff_id: int, now: Thing | None) -> Refused | None:
    judged = judged_before(row.pk) if row.is_anew else ()
    return stake_in(staff_id, Concerned(row.about_id, row.reporter_ids, judged, now))


def _has(row: Case, staff_id: int) -> bool:
    return row.closed_at is None and row.claimed_by_id == staff_id


def _talk(row: Case, now: Thing | None) -> Sequence[MessageLine] | None:
    thread_id = thread_of(now) if now else None
    return messages_around(thread_id, row.subject_id if row.subject_kind == "message" else None) if thread_id else None


def _whole() -> QuerySet[Any]:
    """Cases with what belongs to them, in one query."""
    of_case = {"case_id": OuterRef("pk")}
    looks = Look.objects.filter(**of_case).order_by("pk")
    fed = Signal.objects.filter(**of_case).order_by("pk")
    columns = {
        name: name for name in ("id", "kind", "source_id", "by_id", "clause", "text", "snapshot", "digest", "at")
    }
    same = cases_alike(OuterRef("digest"), OuterRef("subject_kind"))
    related = Case.objects.filter(about_id=OuterRef("about_id")).exclude(pk=OuterRef("pk")).order_by("-pk")
    of_thing = measures_in_force().filter(subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"))
    gathered = gathered_in(OuterRef(OuterRef("pk")))
    filed = Report.objects.filter(case__in=gathered.values("pk")).order_by("pk").values("reporter_id")
    look = JSONObject(staff_id="staff_id", staff="staff__display_name", reason="reason", at="at")
    signal = JSONObject(**{name: name for name in columns}, by_name=Coalesce("by__display_name", Value("")))
    return Case.objects.select_related("about", "claimed_by", "joined_to").annotate(
        reporter_ids=ArraySubquery(filed[:_REPORTERS]),
        is_anew=Exists(looked_at_anew(gathered)),
        look_lines=ArraySubquery(looks.values(json=look)[:_SAID]),
        signal_lines=ArraySubquery(fed.values(json=signal)[:_SAID]),
        alike_ids=ArraySubquery(same.exclude(pk=OuterRef("pk")).order_by("pk").values("pk")[:_ALIKE]),
        measure_names=ArraySubquery(of_thing.values("name")),
        related_ids=ArraySubquery(related.values("pk")[:_RELATED]),
    )


def cases_alike(digest: str | OuterRef, kind: str | OuterRef) -> QuerySet[Case]:
    """The open cases about things of this kind that say the same. What says nothing is like nothing else."""
    return Case.objects.filter(digest=digest, subject_kind=kind, closed_at=None).exclude(digest="")


def open_case_about(subject_kind: str, subject_id: int) -> int | None:
    """The id of an open case about this thing; None when there is none. For staff."""
    same = Case.objects.filter(subject_kind=subject_kind, subject_id=subject_id, closed_at=None)
    return same.values_list("pk", flat=True).first()


def _waiting(kind: str) -> QuerySet[Case]:
    found = Case.objects.filter(closed_at=None, claimed_by=None)
    return found.filter(subject_kind=kind) if kind else found


def _behind(order: str, last: Case) -> Q:
    if order == "age":
        return Q(opened_at__gte=last.opened_at) & (Q(opened_at__gt=last.opened_at) | Q(pk__gt=last.pk))
    if order == "clock":
        due = last.decide_by
        return Q(decide_by__gte=due) & (Q(decide_by__gt=due) | Q(pk__gt=last.pk))
    same = Q(score=last.score) & (Q(decide_by__gt=last.decide_by) | Q(decide_by=last.decide_by, pk__gt=last.pk))
    return Q(score__lte=last.score) & (Q(score__lt=last.score) | same)


def _said(row: Any, now: Thing | None, at: datetime) -> list[Said]:
    everywhere = Report.objects.filter(case__in=gathered_in(row.pk).values("pk"))
    filed = list(everywhere.select_related("reporter", "case").order_by("pk")[:_SAID])
    known = reporters_of(row.about_id, [each.reporter_id for each in filed], at)
    reports = [_report(each, row, now, known.get(each.reporter_id)) for each in filed]
    signals = [_signal(each, now) for each in row.signal_lines]
    return sorted(reports + signals, key=lambda each: each.at)


def _report(row: Report, case: Case, now: Thing | None, reporter: ReporterLine | None) -> Said:
    is_of_it = (row.case.subject_kind, row.case.subject_id) == (case.subject_kind, case.subject_id)
    return Said(
        kind="report",
        id=row.pk,
        by_id=row.reporter_id,
        by_name=str(row.reporter),
        clause=guidelines.clause(row.clause),
        text=row.text,
        additions=row.additions,
        snapshot=row.snapshot,
        digest=row.digest,
        has_changed=is_of_it and (now is None or now.digest != row.digest),
        at=row.filed_at,
        reporter=reporter,
        joined=None if is_of_it else row.case,
    )


def _signal(line: Mapping[str, Any], now: Thing | None) -> Said:
    digest = line["digest"]
    return Said(
        **{**line, "clause": guidelines.clause(line["clause"]), "at": datetime.fromisoformat(line["at"])},
        additions=(),
        has_changed=bool(digest) and (now is None or now.digest != digest),
    )
