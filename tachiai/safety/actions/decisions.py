"""Decisions: what staff find of a case, why, and the measures that it brings; by two people where two are needed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.guidelines import rules as guidelines
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import log_staff_act
from tachiai.safety import announcements
from tachiai.safety.actions.cases import refuse_others, take_case
from tachiai.safety.actions.measures import end, stated, take
from tachiai.safety.lifecycles import DECISION
from tachiai.safety.models import Case, Decision, Measure, Report
from tachiai.safety.queries.cases import cases_alike
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.queries.naming import names_around
from tachiai.safety.queries.offering import situation_of
from tachiai.safety.rules import (
    BREACH,
    MEASURES,
    Asked,
    DecisionFacts,
    asked_mistakes,
    decision_mistakes,
    needs_two,
    reason_mistakes,
)
from tachiai.safety.rules.personal_data import Named, personal_data
from tachiai.safety.walking import walk_case, walk_decision


@dataclass(frozen=True)
class Finding:
    """What staff say of one case or of several alike. `facts_private` and `misuse` stay with staff. `names_nobody`:
    what reads like a name and may be a word is none; they have looked."""

    verdict: str
    clause: str
    measures: Sequence[Asked]
    facts_public: str
    facts_private: str
    explanation: str
    misuse: Sequence[int] = ()
    names_nobody: bool = False


@transaction.atomic
def decide(
    *,
    case_id: int,
    by_staff_id: int,
    verdict: str,
    clause: str,
    measures: Sequence[Asked],
    facts_public: str,
    facts_private: str = "",
    explanation: str,
    also: Sequence[int] = (),
    misuse: Sequence[int] = (),
    names_nobody: bool = False,
    at: datetime,
) -> int:
    """Decide about a case that one has taken, and in one go about others that are alike (`also`). Answers the id of the
    decision about the first; each case gets one of its own with measures of its own, so that each can be appealed
    against and reversed by itself.

    In force at once, unless a measure needs a second person: then it is proposed, and of one case alone. `misuse`:
    reports of these cases and of those joined to them that were made without ground. `names_nobody`: what reads like
    the name of somebody concerned and may be a word is one; kept with the decision. The same once more answers the same
    decision. Refusal with every reason.
    """
    refuse_others(by_staff_id)
    finding = Finding(
        verdict, clause, tuple(measures), facts_public, facts_private, explanation, tuple(misuse), names_nobody
    )
    numbers = [case_id, *(each for each in also if each != case_id)]
    locked = Case.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    cases = {row.pk: row for row in locked}
    if set(cases) != set(numbers):
        raise Refusal(Refused("case.refused.no_such_case"))
    if (again := _decided_so(cases[case_id], by_staff_id, finding)) is not None:
        return again
    if wrong := _words_mistakes(finding, cases):
        raise Refusal(*wrong)
    rows = [cases[number] for number in numbers]
    _refuse_unlike(rows, by_staff_id)
    _refuse_measures(rows, finding, at)
    first = _decide_one(rows[0], finding, None, by_staff_id, at)
    for row in rows[1:]:
        _decide_one(row, finding, first, by_staff_id, at)
    return first.pk


@transaction.atomic
def rehearse(**said: Any) -> None:
    """Refusal with every reason that `decide` would have; nothing of it stays."""
    decide(**said)
    transaction.set_rollback(True)


@transaction.atomic
def confirm_decision(*, decision_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """A second person puts a proposed decision in force. Refusal for who proposed it or has a stake in the case, and
    when a measure cannot be taken any more."""
    row = _proposed(decision_id, by_staff_id, reason)
    asked = asked_of(row)
    if wrong := asked_mistakes(asked, row.verdict, situation_of(row.case, at), at):
        raise Refusal(*wrong)
    if row.case.claimed_by_id is None:
        # Who proposed it has left; the case is ended by whoever has it.
        take_case(row.case, by_staff_id, at)
    row.second_id, row.issued_at = by_staff_id, at
    walk_decision(row, "confirm", by=By(Actor.STAFF, by_staff_id), at=at, reason=reason.strip())
    _issue(row, by_staff_id, at)


@transaction.atomic
def reject_decision(*, decision_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """A second person does not agree: the case goes on, and who proposed it reads why."""
    row = _proposed(decision_id, by_staff_id, reason)
    step = walk_decision(row, "reject", by=By(Actor.STAFF, by_staff_id), at=at, reason=reason.strip())
    announcements.decision_step(row, step, at, reason.strip())


@transaction.atomic
def end_measure(*, measure_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """Staff end a measure before its time, for a reason that the person reads. The decision stands. Refusal once it has
    ended, and for who has a stake in the case."""
    refuse_others(by_staff_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    found = Measure.objects.select_for_update(no_key=True, of=("self",)).select_related("decision__case")
    row = found.filter(pk=measure_id).first()
    if row is None or row.ended_at is not None or not MEASURES[row.name].lasts:
        raise Refusal(Refused("measure.refused.not_in_force"))
    if (stake := conflict_of(by_staff_id, row.decision.case)) is not None:
        raise Refusal(stake)
    end(row, "staff", by_staff_id, reason.strip(), at)
    log_staff_act(
        staff_id=by_staff_id,
        act="end_measure",
        subject_kind="safety.measure",
        subject_id=row.pk,
        reason=reason.strip(),
        case_id=row.decision.case_id,
        at=at,
    )


def asked_of(row: Decision) -> list[Asked]:
    """The measures of a decision as they were asked for."""
    ends = [(each["name"], each["until"]) for each in row.asked]
    return [Asked(name, datetime.fromisoformat(until) if until else None) for name, until in ends]


def _refuse_measures(cases: Sequence[Case], finding: Finding, at: datetime) -> None:
    """Before any is taken: what is done to one of the cases does not stand in the way of the same for the others."""
    for row in cases:
        if wrong := asked_mistakes(finding.measures, finding.verdict, situation_of(row, at), at):
            raise Refusal(*wrong)
    if len(cases) > 1 and needs_two(each.name for each in finding.measures):
        raise Refusal(Refused("decision.refused.two_for_one"))


def _decide_one(row: Case, finding: Finding, first: Decision | None, by_staff_id: int, at: datetime) -> Decision:
    asked = finding.measures
    waits = needs_two(each.name for each in asked)
    filed = Report.objects.filter(case__in=row.with_joined())
    decision = Decision(
        case=row,
        about_id=row.about_id,
        verdict=finding.verdict,
        clause=finding.clause,
        clause_version=guidelines.document(guidelines.clause(finding.clause).document).version,
        asked=[{"name": each.name, "until": each.until.isoformat() if each.until else None} for each in asked],
        facts_public=finding.facts_public.strip(),
        facts_private=finding.facts_private.strip(),
        explanation=finding.explanation.strip(),
        no_names=[each.words for each in _named(finding, [row.pk])],
        misused=list(filed.filter(pk__in=finding.misuse).order_by("pk").values_list("pk", flat=True)),
        is_detected_by_machine=row.signals.filter(kind="returned").exists(),
        decided_by_id=by_staff_id,
        decided_at=at,
        issued_at=None if waits else at,
        batch=first,
        puid=secrets.token_hex(16),
        state=DECISION.first if waits else "issued",
    )
    enter(decision, DECISION, DecisionFacts(decision.state), at)
    if row.claimed_by_id is None:
        take_case(row, by_staff_id, at)
    decision.save()
    if waits:
        log_staff_act(
            staff_id=by_staff_id,
            act="propose_decision",
            subject_kind="safety.decision",
            subject_id=decision.pk,
            reason=decision.facts_public,
            case_id=row.pk,
            at=at,
        )
        announcements.decision_proposed(decision, at)
    else:
        _issue(decision, by_staff_id, at)
    return decision


def _issue(row: Decision, by_staff_id: int, at: datetime) -> None:
    """The decision is in force: its statement, its measures, the end of its case, and everybody told."""
    walk_case(row.case, "decide", by=By(Actor.STAFF, by_staff_id), at=at, answers={"decision": row.pk})
    row.statement = stated(row)
    row.save(update_fields=["statement"])
    taken = [take(row, asked, by_staff_id, at) for asked in asked_of(row)]
    concerned = Report.objects.filter(case__in=row.case.with_joined())
    concerned.update(outcome=row.verdict, closed_at=at)
    concerned.filter(pk__in=row.misused).update(is_misuse=True)
    announcements.decision_issued(row, taken, at)


def _proposed(decision_id: int, by_staff_id: int, reason: str) -> Decision:
    refuse_others(by_staff_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    # Cases are locked before their decisions, everywhere.
    case = Case.objects.select_for_update(no_key=True).filter(decisions=decision_id).first()
    row = Decision.objects.select_for_update(no_key=True).filter(pk=decision_id).first()
    if case is None or row is None:
        raise Refusal(Refused("decision.refused.no_such_decision"))
    if (stake := conflict_of(by_staff_id, case)) is not None:
        raise Refusal(stake)
    row.case = case
    return row


def _decided_so(case: Case, by_staff_id: int, finding: Finding) -> int | None:
    """The decision that the same person took in the same words about this case already."""
    same = case.decisions.filter(
        state__in=["proposed", "issued"],
        decided_by_id=by_staff_id,
        verdict=finding.verdict,
        clause=finding.clause,
        facts_public=finding.facts_public.strip(),
        explanation=finding.explanation.strip(),
    )
    return same.values_list("pk", flat=True).first()


def _words_mistakes(finding: Finding, cases: dict[int, Case]) -> list[Refused]:
    words = {"facts_public": finding.facts_public, "explanation": finding.explanation}
    wrong = decision_mistakes(verdict=finding.verdict, facts_private=finding.facts_private, **words)
    found = [refused for _, refused in wrong]
    offered = {each.id for row in cases.values() for each in guidelines.clauses_for(row.subject_kind)}
    if finding.clause not in offered:
        found.append(Refused("report.refused.no_kind"))
    found += _named_mistakes(finding, cases)
    if not finding.measures:
        found.append(Refused("measure.refused.none_chosen"))
    if finding.verdict == BREACH and finding.misuse:
        found.append(Refused("decision.refused.misuse_of_breach"))
    return found


def _named_mistakes(finding: Finding, cases: Collection[int]) -> list[Refused]:
    """What would name somebody has to go; of what may be a word, who decides says so."""
    named = _named(finding, cases)
    doubtful, sure = ([each.words for each in named if each.is_doubtful is one] for one in (True, False))
    found = [Refused("decision.refused.names_somebody", {"words": ", ".join(sure)})] if sure else []
    if doubtful and not finding.names_nobody:
        found.append(Refused("decision.refused.may_name_somebody", {"words": ", ".join(doubtful)}))
    return found


def _named(finding: Finding, cases: Collection[int]) -> tuple[Named, ...]:
    return personal_data(f"{finding.facts_public} {finding.explanation}", names_around(cases), guidelines.wording())


def _refuse_unlike(cases: Sequence[Case], by_staff_id: int) -> None:
    """The first has to be taken by this person; the others have to be open, free and alike."""
    main, *others = cases
    if main.closed_at is not None:
        raise Refusal(Refused("case.refused.closed"))
    if main.claimed_by_id != by_staff_id:
        raise Refusal(Refused("case.refused.not_claimed" if main.claimed_by_id is None else "case.refused.claimed"))
    for row in cases:
        if (stake := conflict_of(by_staff_id, row)) is not None:
            raise Refusal(stake)
        if row.decisions.filter(state=DECISION.first).exists():
            raise Refusal(Refused("case.refused.proposed"))
    alike = set(cases_alike(main.digest, main.subject_kind).values_list("pk", flat=True)) if others else set()
    for row in others:
        if row.pk not in alike or row.claimed_by_id not in (None, by_staff_id):
            raise Refusal(Refused("case.refused.not_alike"))
