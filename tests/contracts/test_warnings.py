"""Nobody loses a right unwarned: also when a deadline counts from a day that is long past."""

from __future__ import annotations

from datetime import date

import pytest

from tachiai.contracts.models import Contract, Request
from tachiai.terms.rules import Milestone
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db


def is_warned_before_the_default(row: Contract | Request, deal: Deal) -> bool:
    assert row.due_at is not None
    return row.remind_at is not None and deal.at < row.remind_at < row.due_at


def test_a_part_that_is_deposited_after_its_own_day(cast: Cast) -> None:
    day = date(2026, 11, 10)
    parts = tuple(Milestone(title, 40_000, day, ("読める",)) for title in ("案", "仕上げ"))
    deal = Deal(cast.aoi, cast.ren, price=80_000, milestones=parts, due_on=day)
    deal.deposit()
    deal.days_pass(12)
    deal.deliver()
    deal.accept()
    deal.days_pass(7)
    deal.deposit()
    assert deal.contract.work_due_at.date() == day < deal.at.date()
    deal.expect("working")
    assert is_warned_before_the_default(deal.contract, deal)


def test_an_early_end_that_goes_back_and_forth(cast: Cast) -> None:
    """Its days to answer count from the asking; each new proposal gives them anew, and its warnings too."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    request = deal.ask("termination", cast.aoi)
    deal.days_pass(6)
    deal.answer(request, "counter", cast.ren, worker_share=40_000)
    deal.days_pass(6)
    deal.answer(request, "counter_again", cast.aoi, worker_share=20_000)
    again = Request.objects.get(pk=request.pk)
    assert again.state == "proposed"
    assert is_warned_before_the_default(again, deal)
