"""Every figure that the articles may name, from the declarations, and the courses that silence takes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from tachiai.contests import lifecycles as contests
from tachiai.contests import rules as contest_rules
from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.queries.notice import notice_here
from tachiai.contracts.rating import WARNINGS
from tachiai.contracts.rules.hourly import LONGEST_LINE
from tachiai.conversations.lifecycles import DECIDED_WITHIN
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.kernel.published import Moment, deadlines, silence
from tachiai.safety import lifecycles as safety
from tachiai.safety.rules import numbers as safety_numbers
from tachiai.safety.rules.words import SHORTEST_REPORT
from tachiai.tasks import lifecycles as tasks
from tachiai.tasks.rules import NUMBERS as TASK_NUMBERS
from tachiai.terms.rules import LONGEST_WEEK_HOURS

_FORGOTTEN = (("fixed_price", "working"), ("fixed_price", "delivered"), ("fixed_price", "awaiting_deposit"))
"""The states from which a contract that everybody forgot ends by itself."""
CYCLES: dict[str, Lifecycle] = {cycle.name: cycle for cycle in (*CONTRACTS, *contests.LIFECYCLES, *tasks.LIFECYCLES)}
DAYS_OF_A_WEEK = 7


def figures(at: datetime) -> dict[str, int]:
    """Each by the name of its gap, as of `at`. `weeks`: after which a contract that everybody forgot has ended."""
    last = max(moment.day for state in _FORGOTTEN for moment in moments(*state))
    numbers, notice = deadlines(CYCLES.values()), notice_here(local_date(at))
    return {
        **numbers,
        **asdict(LIMITS),
        "long_contract_months": notice.months if notice else 0,
        "notice_days": notice.days if notice else 0,
        "warnings": WARNINGS,
        "weeks": round(last / DAYS_OF_A_WEEK),
        "answer_days": numbers["contact_reminder_asked"],
        "end_days": numbers["contact_reminder_unanswered"],
        "refusal_days": LIMITS.refusal_business_days,
        "off_site_days": DECIDED_WITHIN,
        **_of_forms(),
        **_of_safety(),
    }


def _of_forms() -> dict[str, int]:
    """Those of hourly work, contests and tasks that are no deadlines."""
    refusals = TASK_NUMBERS["refusals"]
    return {
        "week_hours": LONGEST_WEEK_HOURS,
        "timer_hours": LONGEST_LINE.seconds // 3600,
        "early_end_days": contest_rules.EARLY_END_BEFORE.days,
        "data_days": contest_rules.DATA_DAYS.days,
        "additional_days": contest_rules.ADDITIONAL_FOR.days,
        "slot_minutes": TASK_NUMBERS["slot"]["minutes"],
        "late_minutes": tasks.LATE_MINUTES,
        "refusals_least": refusals["least"],
        "refusals_percent": refusals["percent"],
    }


def _of_safety() -> dict[str, int]:
    """Those of reports and appeals."""
    case, appeal = safety.CASE.state("overdue").deadline, safety.APPEAL.state("overdue").deadline
    first_review = safety.APPEAL.state("filed").deadline
    if not (case and appeal and first_review):
        raise LookupError("a case or an appeal has no deadline")
    return {
        "case_days": safety_numbers.DECIDED_WITHIN.days,
        "case_late_days": case.length.days,
        "appeal_days": safety_numbers.APPEAL_WINDOW.days,
        "review_days": first_review.length.days,
        "review_late_days": appeal.length.days,
        "report_letters": SHORTEST_REPORT,
    }


def moments(lifecycle: str, state: str) -> tuple[Moment, ...]:
    """What silence brings from there on; a mediation goes as this installation has it."""
    name = f"mediation_{settings.MEDIATION_LEVEL}" if lifecycle == "mediation" else lifecycle
    return silence(CYCLES[name], state)
