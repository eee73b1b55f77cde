"""The statement of reasons in the fields of the EU's transparency database (law.md 6.3), without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.guidelines.rules import Clause
from tachiai.kernel.calendar import local_date
from tachiai.safety.rules.measures import MEASURES, Asked

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
EEA = tuple(_EEA.split())
# What staff typed, and might name somebody in.
TYPED = ("decision_facts", "illegal_content_explanation", "incompatible_content_explanation")
_ENDS = {
    "visibility": "end_date_visibility_restriction",
    "monetary": "end_date_monetary_restriction",
    "provision": "end_date_service_restriction",
    "account": "end_date_account_restriction",
}


@dataclass(frozen=True)
class Reasons:
    """What a statement is made of. `reference_url`: where anybody can read the clause; `language` is the thing's;
    `is_reported`: somebody reported it."""

    puid: str
    clause: Clause
    reference_url: str
    facts: str
    explanation: str
    asked: Sequence[Asked]
    is_reported: bool
    is_detected_by_machine: bool
    language: str
    issued_at: datetime


def statement(reasons: Reasons) -> dict[str, Any] | None:
    """The statement; None when nothing was taken away, so that none is owed. An end that is not given is indefinite."""
    taken = [(MEASURES[each.name], each.until) for each in reasons.asked if MEASURES[each.name].is_restriction]
    if not taken:
        return None
    said: dict[str, Any] = {
        "puid": reasons.puid,
        "content_type": ["CONTENT_TYPE_TEXT"],
        "application_date": local_date(reasons.issued_at).isoformat(),
        "territorial_scope": list(EEA),
        "decision_facts": reasons.facts,
        "source_type": "SOURCE_ARTICLE_16" if reasons.is_reported else "SOURCE_VOLUNTARY",
        "automated_detection": "Yes" if reasons.is_detected_by_machine else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "category": f"STATEMENT_CATEGORY_{reasons.clause.category}",
        "category_specification": [f"KEYWORD_{reasons.clause.keyword}"],
        "decision_ground_reference_url": reasons.reference_url,
        **_ground(reasons),
    }
    if reasons.language:
        said["content_language"] = reasons.language.upper()
    if visible := sorted({measure.visibility for measure, _ in taken if measure.visibility}):
        said["decision_visibility"] = [f"DECISION_VISIBILITY_{value}" for value in visible]
    for field in ("monetary", "provision", "account"):
        # The gravest measure stands last in the table, and speaks for its field.
        values = [
            value
            for name in MEASURES
            for measure, _ in taken
            if measure.name == name
            if (value := getattr(measure, field))
        ]
        if values:
            said[f"decision_{field}"] = f"DECISION_{field.upper()}_{values[-1]}"
    for field, end in _ENDS.items():
        ends = [until for measure, until in taken if getattr(measure, field)]
        if ends and all(ends):
            said[end] = max(local_date(until) for until in ends if until).isoformat()
    return said


def _ground(reasons: Reasons) -> dict[str, str]:
    clause = reasons.clause
    cited = f"{clause.document} {clause.anchor}: {clause.title['en']}"
    if clause.ground == "illegal":
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": cited,
            "illegal_content_explanation": reasons.explanation,
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": cited,
        "incompatible_content_explanation": reasons.explanation,
        "incompatible_content_illegal": "No",
    }
