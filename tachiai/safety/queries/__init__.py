"""Every read of safety: a reporter's reports, a person's decisions, and what staff work on."""

from tachiai.safety.queries.appeals import (
    AppealForStaff,
    appeal_for_staff,
    appeals_waiting,
    count_appeals,
    count_waiting_second,
    decisions_waiting_second,
)
from tachiai.safety.queries.cases import (
    ORDERS,
    CaseView,
    Said,
    case_queue,
    case_view,
    claimed_cases,
    count_cases,
    open_case_about,
    talk_of,
)
from tachiai.safety.queries.closing import objections_to_closing
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.queries.decisions import (
    DecisionView,
    MeasureView,
    next_measure_over_at,
    own_decision,
    own_decisions,
)
from tachiai.safety.queries.offering import OfferedMeasure
from tachiai.safety.queries.reports import AppealView, ReportView, count_open_reports, own_report, own_reports
from tachiai.safety.queries.standing import History, Standing, history_of, standing_of

__all__ = [
    "ORDERS",
    "AppealForStaff",
    "AppealView",
    "CaseView",
    "DecisionView",
    "History",
    "MeasureView",
    "OfferedMeasure",
    "ReportView",
    "Said",
    "Standing",
    "appeal_for_staff",
    "appeals_waiting",
    "case_queue",
    "case_view",
    "claimed_cases",
    "conflict_of",
    "count_appeals",
    "count_cases",
    "count_open_reports",
    "count_waiting_second",
    "decisions_waiting_second",
    "history_of",
    "next_measure_over_at",
    "objections_to_closing",
    "open_case_about",
    "own_decision",
    "own_decisions",
    "own_report",
    "own_reports",
    "standing_of",
    "talk_of",
]
