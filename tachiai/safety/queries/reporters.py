"""What staff should know of those who reported somebody, whoever they are: how often they report, how often they were
right, and whether they have a contract, or a quarrel, with the one reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from tachiai.contracts.queries.sides import states_between
from tachiai.safety.models import Report
from tachiai.safety.queries.standing import WINDOW
from tachiai.safety.rules import BREACH, NO_BREACH

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReporterLine:
    """`reports`, `confirmed` and `unfounded` are of the last year, `lately` of the day before now."""

    reports: int = 0
    confirmed: int = 0
    unfounded: int = 0
    lately: int = 0
    has_contract: bool = False
    in_mediation: bool = False


def reporters_of(about_id: int, reporters: Collection[int], at: datetime) -> Mapping[int, ReporterLine]:
    """Each of those who reported this person, by id. Two queries."""
    if not reporters:
        return {}
    filed = Report.objects.filter(reporter__in=reporters, filed_at__gt=at - WINDOW)
    rows = filed.values("reporter_id").annotate(
        reports=Count("pk"),
        confirmed=Count("pk", filter=Q(outcome=BREACH)),
        unfounded=Count("pk", filter=Q(outcome=NO_BREACH)),
        lately=Count("pk", filter=Q(filed_at__gt=at - DAY)),
    )
    states = states_between(about_id, reporters)
    return {row["reporter_id"]: _line(row, states.get(row["reporter_id"], set())) for row in rows}


def _line(row: Mapping[str, Any], states: set[str]) -> ReporterLine:
    counts = {name: row[name] for name in ("reports", "confirmed", "unfounded", "lately")}
    return ReporterLine(**counts, has_contract=bool(states), in_mediation="in_mediation" in states)
