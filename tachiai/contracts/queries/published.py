"""What contracts publish about their clocks, for those who may not read the declarations."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from tachiai.contracts.lifecycles import FIXED_PRICE, HOURLY, WEEK
from tachiai.jobs.events import InspectionAsked
from tachiai.kernel.published import silence


def inspection_days(asked: InspectionAsked) -> int:
    """Listener: how many days after the due date an inspection is over at the latest, accepted by the clock."""
    if asked.form == HOURLY.name:
        review = WEEK.state("review").deadline
        return ceil(review.length / timedelta(days=1)) if review else 0
    return silence(FIXED_PRICE, "delivered")[-1].day
