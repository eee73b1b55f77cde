"""違反報告: filed with the thing as it is then, merged with what the same person said of it, answered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from tachiai.guidelines import rules as guidelines
from tachiai.kernel.readable import readable
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.things import Thing
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.safety import announcements
from tachiai.safety.actions.gathering import feed, open_case
from tachiai.safety.models import Case, Decision, Report
from tachiai.safety.rules import BREACH, VERDICTS, Record, report_mistakes, weight_of_reporter
from tachiai.safety.rules.numbers import NUMBERS
from tachiai.safety.subjects import thing

_LIMITS = NUMBERS["reports"]
_REMEMBERED: int = NUMBERS["weights"]["remembered"]
_LATEST = max(_REMEMBERED, _LIMITS["daily"])
_WINDOWS = ((timedelta(hours=1), _LIMITS["hourly"], "hour"), (timedelta(days=1), _LIMITS["daily"], "day"))


@dataclass(frozen=True)
class Receipt:
    """What a reporter gets at once. Not `is_new`: it was added to the report that they had filed before."""

    report_id: int
    number: str
    is_new: bool


@transaction.atomic
def file_report(
    *, subject_kind: str, subject_id: int, reporter_id: int, clause: str, text: str, good_faith: bool, at: datetime
) -> Receipt:
    """Report a thing that one may see and that is somebody else's. The same person's second word about it is added to
    the open report; the same word again changes nothing. Refusal with every reason."""
    offered = {each.id for each in guidelines.clauses_for(subject_kind)}
    if wrong := report_mistakes(clause=clause, offered=offered, text=text, good_faith=good_faith):
        raise Refusal(*(refused for _, refused in wrong))
    refuse_restricted(reporter_id, Act.REPORT, at)
    found = thing(subject_kind, subject_id)
    if found is None or not found.visible_to(reporter_id):
        raise Refusal(Refused("report.refused.no_such_thing"))
    about = found.about(reporter_id)
    if about is None or about == reporter_id:
        raise Refusal(Refused("report.refused.own"))
    latest = _latest(reporter_id)
    _refuse_decided(latest, found)
    case = open_case(found, about, clause, at)
    mine = Report.objects.filter(case=case, reporter_id=reporter_id).first()
    if mine is not None:
        _add(case, mine, clause, text.strip(), found, at)
        return Receipt(mine.pk, mine.number, is_new=False)
    _refuse_flood(latest, at)
    report = Report.objects.create(
        number=readable(10),
        case=case,
        reporter_id=reporter_id,
        clause=clause,
        text=text.strip(),
        good_faith=good_faith,
        snapshot={**found.as_data(), "names": list(people.names((about, reporter_id)).values())},
        digest=found.digest,
        weight=weight_of_reporter(_record(latest)),
        filed_at=at,
    )
    feed(case, clause=clause, weight=report.weight, thing=found, is_report=True)
    announcements.report_received(report, case, at)
    return Receipt(report.pk, report.number, is_new=True)


def _latest(reporter_id: int) -> list[Any]:
    """What they reported last, the newest first; `is_reversed`: the decision about it did not stand."""
    decided = Decision.objects.filter(case=Coalesce(OuterRef("case__joined_to"), OuterRef("case")))
    found = Report.objects.filter(reporter_id=reporter_id).select_related("case").order_by("-pk")
    found = found.only("number", "digest", "outcome", "filed_at", "case__subject_kind", "case__subject_id")
    return list(found.annotate(is_reversed=Exists(decided.filter(reversed_at__isnull=False)))[:_LATEST])


def _add(case: Case, report: Report, clause: str, text: str, found: Thing, at: datetime) -> None:
    """What the same person says more, with the thing as it is now. Their word weighs once; a graver clause counts."""
    said = {(report.clause, report.text), *((each["clause"], each["text"]) for each in report.additions)}
    if (clause, text) in said:
        return
    if len(report.additions) >= _LIMITS["additions"]:
        raise Refusal(Refused("report.refused.said_enough", {"most": _LIMITS["additions"]}))
    more = {"clause": clause, "text": text, "at": at.isoformat(), "snapshot": found.as_data(), "digest": found.digest}
    report.additions = [*report.additions, more]
    report.save(update_fields=["additions"])
    feed(case, clause=clause, weight=0, thing=found)


def _refuse_decided(latest: Sequence[Any], found: Thing) -> None:
    """Word for word the same was decided upon this person's report already: the way on is an appeal. What says nothing
    is never the same, and what did not stand decides nothing."""
    for each in latest if found.digest else ():
        is_same = (each.case.subject_kind, each.case.subject_id, each.digest) == (found.kind, found.id, found.digest)
        if is_same and each.outcome in VERDICTS and not each.is_reversed:
            raise Refusal(Refused("report.refused.decided_already", {"number": each.number}))


def _refuse_flood(latest: Sequence[Report], at: datetime) -> None:
    for length, most, name in _WINDOWS:
        if sum(each.filed_at > at - length for each in latest) >= most:
            raise Refusal(Refused(f"report.refused.too_many.{name}", {"most": most}))


def _record(latest: Sequence[Report]) -> Record:
    decided = [each.outcome for each in latest if each.outcome in VERDICTS][:_REMEMBERED]
    return Record(len(decided), decided.count(BREACH))
