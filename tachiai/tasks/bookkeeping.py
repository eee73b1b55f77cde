"""What those who read the book need to know of tasks: what each should hold."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.money.rules import Holder
from tachiai.tasks.lifecycles import HOLDING
from tachiai.tasks.models import TaskJob


def expected_escrow() -> Iterator[tuple[Holder, int]]:
    """Every job whose state says that it holds money, with how much in yen: the reward of each wanted answer that is
    not paid. Nothing, when all of them are. All others should hold nothing."""
    for job in TaskJob.objects.filter(state__in=HOLDING).iterator():
        if job.unsettled_yen:
            yield job.holder, job.unsettled_yen
