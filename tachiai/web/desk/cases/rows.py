"""A case as its page shows it: what was said, the thing then and now, the record of its person, what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import Clause
from tachiai.safety.queries import CaseView, OfferedMeasure, Said, Standing
from tachiai.safety.queries.reporters import ReporterLine
from tachiai.safety.rules import BREACH, MEASURES, NO_BREACH
from tachiai.web import reading
from tachiai.web.desk.cases.forms import DecideForm
from tachiai.web.desk.overdue import due_of
from tachiai.web.site.safety.rows import clause_row

if TYPE_CHECKING:
    from tachiai.safety.models import Case, Decision

DIGITS = "1234567890"
VERDICT_KEYS = {BREACH: "b", NO_BREACH: "x"}
# Where that stands which a case was fed by itself.
SOURCES = {"hold": "desk:held_message", "returned": "desk:held_message", "appeal": "desk:appeal"}
# What is said between two people is shown only to who has opened it with a reason.
PRIVATE = ("thread",)
OPEN_TO_STAFF = ("contract",)


def case_row(case: Case) -> dict[str, Any]:
    """A case in a list."""
    return {
        "case": case,
        "href": reverse("desk:case", args=[case.pk]),
        "title": case.title or kind_name(case.subject_kind),
        "kind": kind_name(case.subject_kind),
        "name": str(case.about),
        "due": due_of(case, case.decide_by),
        "clause": guidelines.clause(case.clause).title[reading.language()],
    }


def kind_name(kind: str) -> str:
    """What sort of thing it is."""
    return reading.plain(f"reports.subject.{kind}")


def said_rows(view: CaseView, misuse: Iterable[int]) -> list[dict[str, Any]]:
    """What the case was fed, oldest first. `misuse`: the reports that are ticked."""
    ticked = set(misuse)
    return [_said(each, ticked) for each in view.said]


def _said(each: Said, ticked: set[int]) -> dict[str, Any]:
    is_report = each.kind == "report"
    label = "desk.case.report" if is_report else f"desk.case.{each.kind}"
    return {
        "label": reading.plain(label),
        "by": "" if is_report else each.by_name,
        "href": reverse(SOURCES[each.kind], args=[each.source_id]) if each.kind in SOURCES and each.source_id else "",
        "quote": each.snapshot.get("text", "") if each.kind == "returned" else "",
        "clause": _clause_title(each.clause),
        "at": each.at,
        "joined": _joined_row(each.joined) if each.joined else None,
        "text": each.text,
        "additions": each.additions,
        "report_id": each.id if is_report else None,
        "reporter_id": each.by_id if is_report else None,
        "reporter": each.by_name,
        "about_reporter": _about_reporter(each.reporter) if each.reporter else "",
        "is_misuse": is_report and each.id in ticked,
    }


def _joined_row(case: Case) -> dict[str, str]:
    """Another case of the same person, in which something was said."""
    kind = kind_name(case.subject_kind)
    return {"kind": kind, "title": case.title or kind, "href": reverse("desk:case", args=[case.pk])}


def _about_reporter(who: ReporterLine) -> str:
    """What is known of who reported, without their name: a flood and a quarrel show at once."""
    counts = {"n": who.reports, "confirmed": who.confirmed, "unfounded": who.unfounded}
    said = [reading.plain("desk.case.reporter.year", **counts)]
    if who.lately > 1:
        said.append(reading.plain("desk.case.reporter.day", n=who.lately))
    if who.has_contract:
        said.append(reading.plain(f"desk.case.reporter.{'quarrel' if who.in_mediation else 'contract'}"))
    return " · ".join(said)


def _clause_title(clause: Clause) -> str:
    return f"{clause.anchor} {clause.title[reading.language()]}"


def thing_rows(view: CaseView, is_open: bool) -> dict[str, Any]:
    """The thing as it was each time somebody told of it, and as it is now if that is something else. `is_open`: the
    reader may read what is private of it."""
    if view.case.subject_kind in PRIVATE and not is_open:
        return {"is_hidden": True, "versions": [], "path": ""}
    told = {each.digest: each for each in view.said if each.digest and each.joined is None}
    versions = [_version("as_told", each.snapshot, each.at) for each in told.values()]
    has_changed = view.now is None or view.now.digest not in told
    if view.now is not None and has_changed:
        versions.append(_version("as_now", view.now.as_data(), None))
    return {
        "versions": versions,
        "is_unchanged": not has_changed,
        "is_gone": view.now is None,
        "path": view.now.path if view.now and (view.now.readers is None or view.now.kind in OPEN_TO_STAFF) else "",
    }


def _version(label: str, snapshot: Mapping[str, Any], at: Any) -> dict[str, Any]:
    title = snapshot.get("title", "")
    return {
        "label": reading.plain(f"desk.case.{label}"),
        "at": at,
        "title": title,
        "text": snapshot.get("text", "").removeprefix(title).lstrip("\n"),
        "language": snapshot.get("language", ""),
    }


def clause_rows(view: CaseView) -> list[dict[str, Any]]:
    """The clauses that were named, the gravest first."""
    named = {each.clause.id: each.clause for each in view.said} | {view.clause.id: view.clause}
    language = reading.language()
    return [
        {**clause_row(clause), "distinguishes": clause.distinguishes[language], "example": clause.example[language]}
        for clause in sorted(named.values(), key=lambda each: -each.severity)
    ]


def measure_rows(offered: Sequence[OfferedMeasure], chosen: Iterable[str]) -> list[dict[str, Any]]:
    """The boxes: what is open with its key, the rest with the reasons why not."""
    ticked = set(chosen)
    return [
        {
            "name": each.measure.name,
            "label": reading.plain(each.measure.title),
            "needs_two": each.measure.needs_two,
            "implies": BREACH if each.measure.needs_breach else NO_BREACH if each.measure.name == "no_action" else "",
            "is_chosen": each.measure.name in ticked and each.is_open,
            "reasons": each.refused,
            "key": DIGITS[place] if place < len(DIGITS) else "",
        }
        for place, each in enumerate(offered)
    ]


def verdict_rows(form: DecideForm) -> list[dict[str, Any]]:
    chosen = form["verdict"].value()
    return [
        {"value": value, "label": label, "is_chosen": value == chosen, "key": VERDICT_KEYS[value]}
        for value, label in form.fields["verdict"].choices  # type: ignore[attr-defined]
    ]


def alike_rows(view: CaseView, chosen: Iterable[int]) -> list[dict[str, Any]]:
    """Cases with the same words that the reader may decide in one go with this one."""
    ticked, mine = set(chosen), (None, view.case.claimed_by_id)
    free = [each for each in view.alike if each.claimed_by_id in mine]
    return [{**case_row(each), "is_chosen": each.pk in ticked} for each in free]


def record_rows(view: CaseView) -> dict[str, Any]:
    """What there has been about the person: counts of the last year, decisions, other cases."""
    return {
        "standing": list(standing_rows(view.standing)),
        "earlier": [decision_line(each) for each in view.earlier],
        "related": [{**case_line(each), "may_join": each.pk in view.joinable} for each in view.related],
        "joins": bool(view.joinable),
    }


def case_line(case: Case) -> dict[str, Any]:
    """A case where only its name and state matter."""
    return {
        "number": case.pk,
        "href": reverse("desk:case", args=[case.pk]),
        "title": case.title or kind_name(case.subject_kind),
        "kind": kind_name(case.subject_kind),
        "state": state_name(case),
    }


def standing_rows(standing: Standing) -> Iterator[dict[str, str]]:
    """What counts of a person."""
    for name in ("breaches", "warnings", "restrictions"):
        yield {"term": reading.plain(f"desk.standing.{name}"), "text": str(getattr(standing, name))}
    reports = {"n": standing.reports, "confirmed": standing.confirmed, "unfounded": standing.unfounded}
    yield {"term": reading.plain("desk.standing.reports"), "text": reading.plain("desk.standing.of_reports", **reports)}
    appeals = {"n": standing.appeals, "upheld": standing.upheld}
    yield {"term": reading.plain("desk.standing.appeals"), "text": reading.plain("desk.standing.of_appeals", **appeals)}
    if standing.misuses:
        warned = "desk.standing.of_misuses_warned" if standing.is_warned else "desk.standing.of_misuses"
        yield {"term": reading.plain("desk.standing.misuses"), "text": reading.plain(warned, n=standing.misuses)}


def state_name(case: Case) -> str:
    """Where a case stands."""
    if case.closed_at is None and case.claimed_by_id is not None:
        return reading.plain("desk.case.in_hands")
    return reading.plain(f"case.state.{case.state}")


def decision_line(decision: Decision) -> dict[str, Any]:
    """A decision in a list: what it brought, when, and whether it still stands."""
    names = [reading.plain(MEASURES[each["name"]].title) for each in decision.asked]
    state = "desk.decision.reversed" if decision.reversed_at else f"decision.state.{decision.state}"
    return {
        "href": reverse("desk:decision", args=[decision.pk]),
        "label": reading.plain("decisions.joint").join(names),
        "clause": _clause_title(guidelines.clause(decision.clause)),
        "at": decision.decided_at,
        "state": reading.plain(state),
    }


def statement_rows(
    *, verdict: str, clause: str, facts: str, explanation: str, measures: Iterable[tuple[str, Any]]
) -> dict[str, Any]:
    """A statement of reasons as the person reads it. `measures`: names, each with its end or None."""
    return {
        "verdict": reading.plain(f"desk.case.decide.{verdict}"),
        "clause": clause_row(guidelines.clause(clause)),
        "facts": facts,
        "explanation": explanation,
        "measures": [_measure_line(name, until) for name, until in measures],
    }


def _measure_line(name: str, until: Any) -> dict[str, str]:
    spec = MEASURES[name]
    end = reading.plain("desk.case.until", day=reading.day_text(until)) if until else ""
    return {
        "label": reading.plain(spec.title),
        "until": end or (reading.plain("desk.people.open_end") if spec.takes_until else ""),
        "contracts": reading.plain(spec.contracts) if spec.lasts else "",
    }
