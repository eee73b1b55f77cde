"""Pure decisions about reports, cases, decisions and appeals."""

from tachiai.safety.rules.cases import (
    BREACH,
    DUPLICATE,
    NO_BREACH,
    OUTCOMES,
    REPORTED,
    UNANSWERED,
    VERDICTS,
    AppealFacts,
    CaseFacts,
    DecisionFacts,
    Record,
    appeal_until,
    decide_by,
    score,
    weight_of_reporter,
)
from tachiai.safety.rules.measures import MEASURES, Asked, Measure, Situation, asked_mistakes, objections
from tachiai.safety.rules.words import appeal_mistakes, decision_mistakes, reason_mistakes, report_mistakes

__all__ = [
    "BREACH",
    "DUPLICATE",
    "MEASURES",
    "NO_BREACH",
    "OUTCOMES",
    "REPORTED",
    "UNANSWERED",
    "VERDICTS",
    "AppealFacts",
    "Asked",
    "CaseFacts",
    "DecisionFacts",
    "Measure",
    "Record",
    "Situation",
    "appeal_mistakes",
    "appeal_until",
    "asked_mistakes",
    "decide_by",
    "decision_mistakes",
    "objections",
    "reason_mistakes",
    "report_mistakes",
    "score",
    "weight_of_reporter",
]
