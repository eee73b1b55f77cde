"""The only writes of safety: reports, cases, decisions, appeals."""

from tachiai.safety.actions.appeals import appeal, review, withdraw_appeal
from tachiai.safety.actions.cases import claim, claim_next, defer, join, look, note_finding, release
from tachiai.safety.actions.decisions import confirm_decision, decide, end_measure, reject_decision
from tachiai.safety.actions.reports import Receipt, file_report

__all__ = [
    "Receipt",
    "appeal",
    "claim",
    "claim_next",
    "confirm_decision",
    "decide",
    "defer",
    "end_measure",
    "file_report",
    "join",
    "look",
    "note_finding",
    "reject_decision",
    "release",
    "review",
    "withdraw_appeal",
]
