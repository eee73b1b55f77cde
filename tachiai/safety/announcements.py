"""What is told to whom about reports, cases, decisions and appeals.

What the reported person reads says what was decided and why, never who reported; what a reporter reads says what came
out, nothing of the other person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from tachiai.kernel.lifecycle import Actor, Step
from tachiai.notices.actions import Telling, tell, tell_all
from tachiai.notices.rules import Said, reminder_kinds, step_kinds
from tachiai.people import queries as people
from tachiai.people.actions import IdentityChecked
from tachiai.safety.lifecycles import APPEAL, CASE, DECISION
from tachiai.safety.models import Appeal, Case, Decision, Measure, Report
from tachiai.safety.queries.conflicts import without_stake
from tachiai.safety.queries.offering import measures_in_force
from tachiai.safety.rules import BREACH, MEASURES, appeal_until


def report_path(number: str) -> str:
    """The page of a report, for its reporter."""
    return f"/reports/{number}/"


def decision_path(decision_id: int) -> str:
    """The page of a decision, for the person whom it is about."""
    return f"/decisions/{decision_id}/"


def report_received(report: Report, case: Case, at: datetime) -> None:
    """The receipt. In the site only: the page that answers the form is the receipt, too."""
    params = {"title": case.title, "number": report.number, "due_at": case.decide_by}
    tell_all([Telling(report.reporter_id, "report.received", report_path(report.number), params, by_mail=False)], at=at)


def reports_deferred(case: Case, reason: str, at: datetime) -> None:
    _tell_reporters(case.with_joined(), "report.deferred", at, reason=reason, due_at=case.decide_by)


def reports_closed(case_ids: Sequence[int], outcome: str, at: datetime, *, since: datetime | None = None) -> None:
    """Every reporter of these cases: what came out, and since when (None: now) they may appeal against it."""
    _tell_reporters(case_ids, f"report.{outcome}", at, due_at=appeal_until(since or at))


def reports_looked_at_anew(report_ids: Sequence[int], case: Case, at: datetime) -> None:
    """A decision that nothing was wrong did not stand: who had reported hears that it is open again in this case."""
    _tell_who_filed(Report.objects.filter(pk__in=report_ids), "report.anew", at, due_at=case.decide_by)


def reports_reversed(case_ids: Sequence[int], at: datetime) -> None:
    """A breach that had been confirmed was found to be none after all."""
    _tell_reporters(case_ids, "report.reversed", at)


def case_step(case: Case, step: Step, at: datetime) -> None:
    _tell_staff(step_kinds(CASE, step, case.state), case, at)


def case_reminder(case: Case, at: datetime) -> None:
    """Who has taken it; everybody of the staff while nobody of them has."""
    _tell_staff(reminder_kinds(CASE, case.state), case, at, case.claimed_by_id)


def decision_proposed(decision: Decision, at: datetime) -> None:
    """Everybody of the staff who may confirm it."""
    _tell_of_decision(decision, "decision.proposed.staff", _others(decision), at)


def decision_step(decision: Decision, step: Step, at: datetime, reason: str = "") -> None:
    """Who proposed it hears what became of it; once they are of the staff no more, everybody who may go on with it."""
    kind = step_kinds(DECISION, step, decision.state)[Actor.STAFF]
    _tell_of_decision(decision, kind, _at_work(decision.case, decision.decided_by_id), at, reason=reason)


def decision_reminder(decision: Decision, at: datetime) -> None:
    _tell_of_decision(decision, reminder_kinds(DECISION, decision.state)[Actor.STAFF], _others(decision), at)


def decision_issued(decision: Decision, taken: Iterable[Measure], at: datetime) -> None:
    """The person whom it is about, and every reporter. Restrictions of a person are told where they are made."""
    case = decision.case
    params = {"title": case.title, "reason": decision.explanation, "due_at": appeal_until(at)}
    rows = [row for row in taken if not MEASURES[row.name].restricts]
    for row in rows:
        kind = _kind_of_measure(row, decision.verdict)
        if kind:
            more = {"measure": Said(MEASURES[row.name].label), **({"until": row.until} if row.until else {})}
            tell(person_id=row.person_id, kind=kind, params={**params, **more}, path=decision_path(decision.pk), at=at)
    reports_closed(case.with_joined(), decision.verdict, at)
    _warn(Report.objects.filter(pk__in=decision.misused), at)


def _kind_of_measure(row: Measure, verdict: str) -> str | None:
    """The kind of notice; None where the person need not hear of it: nothing was found and nothing done."""
    if row.name == "no_action":
        return "judgement.breach" if verdict == BREACH else None
    if row.name in ("note", "warning"):
        return f"judgement.{row.name}"
    return "judgement.measure_until" if row.until else "judgement.measure"


def measure_ended(row: Measure, at: datetime) -> None:
    """The person whom it hit. An end that comes with an appeal is told with its outcome."""
    spec = MEASURES[row.name]
    params = {"title": row.decision.case.title, "measure": Said(spec.title), "reason": row.end_reason}
    path = decision_path(row.decision_id)
    if row.how == "until":
        tell(person_id=row.person_id, kind=_kind_of_end(row, at), params=params, path=path, at=at)
    elif row.how == "staff" and not spec.restricts:
        tell(person_id=row.person_id, kind="judgement.ended", params=params, path=path, at=at)


def _kind_of_end(row: Measure, at: datetime) -> str:
    """All is as before only when nothing else is in force, against the person or the same thing."""
    if people.restrictions_in_force(row.person_id, at):
        return "judgement.over_in_part"
    same = measures_in_force().filter(subject_kind=row.subject_kind, subject_id=row.subject_id)
    others = same.exclude(pk=row.pk).values_list("name", flat=True)
    return "judgement.over_beside" if any(MEASURES[name].lasts for name in others) else "judgement.over"


def appeal_filed(row: Appeal, at: datetime) -> None:
    """The receipt, and staff who may review it."""
    params = {"title": row.decision.case.title, "due_at": row.due_at}
    others = [one for one in _others(row.decision) if one != row.decision.second_id]
    receipt = Telling(row.person_id, "judgement.appealed", _appeal_page(row), params, by_mail=False)
    staff = (Telling(one, "appeal.open.staff", _desk_appeal(row), params) for one in others)
    tell_all([receipt, *staff], at=at)


def appeal_step(row: Appeal, step: Step, at: datetime, reason: str = "") -> None:
    _tell_of_appeal(row, step_kinds(APPEAL, step, row.state), at, reason)


def appeal_reminder(row: Appeal, at: datetime) -> None:
    _tell_of_appeal(row, reminder_kinds(APPEAL, row.state), at)


def appeal_misused(row: Appeal, at: datetime) -> None:
    params = {"title": row.decision.case.title}
    tell(person_id=row.person_id, kind="judgement.misuse", params=params, path=_appeal_page(row), at=at)


def _warn(reports: Iterable[Report], at: datetime) -> None:
    found = list(reports)
    told = [
        Telling(each.reporter_id, "report.misuse", report_path(each.number), {"title": each.snapshot["title"]})
        for each in found
    ]
    tell_all(told, at=at)


def _tell_of_appeal(row: Appeal, kinds: dict[Actor, str], at: datetime, reason: str = "") -> None:
    params = {"title": row.decision.case.title, "reason": reason, **({"due_at": row.due_at} if row.due_at else {})}
    told = []
    staff = without_stake(row.decision.case, people.staff_ids()) if Actor.STAFF in kinds else []
    for who, kind in kinds.items():
        if who is Actor.ASKER:
            told.append(Telling(row.person_id, kind, _appeal_page(row), params))
        else:
            told += [Telling(one, kind, _desk_appeal(row), params) for one in staff]
    tell_all(told, at=at)


def tell_of_identity(checked: IdentityChecked) -> None:
    """Listener: the person hears that staff have seen who they are, or why that holds no more."""
    tell(
        person_id=checked.person_id,
        kind="account.identity_confirmed" if checked.is_confirmed else "account.identity_withdrawn",
        params={} if checked.is_confirmed else {"reason": checked.reason},
        path=f"/people/{checked.person_id}/",
        at=checked.at,
    )


def _appeal_page(row: Appeal) -> str:
    """Where the person who appeals finds it: at the decision about them, or at their report."""
    if row.report is None:
        return decision_path(row.decision_id)
    return report_path(row.report.number)


def _desk_appeal(row: Appeal) -> str:
    return f"/desk/appeals/{row.pk}/"


def _others(decision: Decision) -> list[int]:
    """The staff who may judge it and did not take it."""
    return [one for one in without_stake(decision.case, people.staff_ids()) if one != decision.decided_by_id]


def _tell_of_decision(decision: Decision, kind: str, staff: Sequence[int], at: datetime, reason: str = "") -> None:
    due = {"due_at": decision.due_at} if decision.due_at else {}
    params = {"title": decision.case.title, "reason": reason, **due}
    tell_all([Telling(one, kind, f"/desk/cases/{decision.case_id}/", params) for one in staff], at=at)


def _at_work(case: Case, staff_id: int | None) -> list[int]:
    """Only this member of the staff; all who may judge the case, where they are (or were) none."""
    staff = people.staff_ids()
    return [staff_id] if staff_id in staff else without_stake(case, staff)


def _tell_staff(kinds: dict[Actor, str], case: Case, at: datetime, staff_id: int | None = None) -> None:
    params = {"title": case.title, **({"due_at": case.due_at} if case.due_at else {})}
    whom = _at_work(case, staff_id)
    tell_all([Telling(one, kind, f"/desk/cases/{case.pk}/", params) for kind in kinds.values() for one in whom], at=at)


def _tell_reporters(case_ids: Sequence[int], kind: str, at: datetime, **more: object) -> None:
    _tell_who_filed(Report.objects.filter(case__in=case_ids), kind, at, **more)


def _tell_who_filed(filed: QuerySet[Report], kind: str, at: datetime, **more: object) -> None:
    found = filed.select_related("case").defer("snapshot", "additions").order_by("pk")
    told = [
        Telling(each.reporter_id, kind, report_path(each.number), {"title": each.case.title, **more}) for each in found
    ]
    tell_all(told, at=at)
