"""What the demo's people report, what staff decide of it, and who appeals; told in judged.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tachiai.config.demo.content import Accusation, Act
from tachiai.config.demo.stage import Stage
from tachiai.notices import actions as notices
from tachiai.safety import actions
from tachiai.safety.queries import open_case_about
from tachiai.safety.rules import Asked


def act(stage: Stage, at: datetime, told: Accusation, one: Act) -> None:
    """Somebody does what the story says, having read what they were told."""
    person = stage.people[one.side]
    notices.mark_all_read(person_id=person, at=at)
    VERBS[one.verb](stage, at, told, one, person)


def report(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    actions.file_report(
        subject_kind=told.kind,
        subject_id=_subject(stage, told),
        reporter_id=person,
        clause=one.particulars["clause"],
        text=one.particulars["text"],
        good_faith=True,
        at=at,
    )
    stage.cases[told.key] = open_case_about(told.kind, _subject(stage, told)) or 0


def claim(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    actions.claim(case_id=stage.cases[told.key], staff_id=person, at=at)


def join(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    """To the case of another story, named `into`."""
    into = stage.cases[one.particulars["into"]]
    actions.join(case_id=stage.cases[told.key], into_case_id=into, staff_id=person, at=at)


def decide(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    """`measures` by name, each without an end."""
    said = one.particulars
    stage.decisions[told.key] = actions.decide(
        case_id=stage.cases[told.key],
        by_staff_id=person,
        verdict=said["verdict"],
        clause=said["clause"],
        measures=[Asked(name) for name in said["measures"]],
        facts_public=said["facts"],
        explanation=said["why"],
        at=at,
    )


def reject(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    actions.reject_decision(
        decision_id=stage.decisions[told.key], by_staff_id=person, reason=one.particulars["reason"], at=at
    )


def appeal(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    stage.appeals[told.key] = actions.appeal(
        decision_id=stage.decisions[told.key], person_id=person, text=one.particulars["text"], at=at
    )


def withdraw(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    actions.withdraw_appeal(appeal_id=stage.appeals[told.key], person_id=person, at=at)


def review(stage: Stage, at: datetime, told: Accusation, one: Act, person: int) -> None:
    """Staff `reverse` the decision or not, with a `reason`."""
    said = one.particulars
    actions.review(
        appeal_id=stage.appeals[told.key], by_staff_id=person, reverse=said["reverse"], reason=said["reason"], at=at
    )


def _subject(stage: Stage, told: Accusation) -> int:
    return stage.listings[told.of] if told.kind == "listing" else stage.people[told.of]


VERBS: Mapping[str, Callable[[Stage, datetime, Accusation, Act, int], None]] = {
    "report": report,
    "claim": claim,
    "join": join,
    "decide": decide,
    "reject": reject,
    "appeal": appeal,
    "withdraw": withdraw,
    "review": review,
}
