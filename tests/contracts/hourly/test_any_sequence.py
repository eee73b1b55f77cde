"""Whatever people do in whatever order, the book agrees with the weeks at every moment, and the clock ends it all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tachiai.contracts import bookkeeping
from tachiai.contracts.hourly import actions, lines
from tachiai.contracts.hourly.models import TimeEntry, Timer
from tachiai.kernel.refused import Refusal
from tachiai.money.audit import check_book, check_escrow
from tests.cast import Cast
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db
MOVES = 25


def moves(deal: HourlyDeal, cast: Cast, dice: Random) -> list[Callable[[], object]]:
    """What somebody might try next; most of it is refused at most times."""
    week, monday = deal.week, deal.at.date() - timedelta(days=deal.at.date().weekday())
    numbers = list(TimeEntry.objects.filter(week=week).values_list("number", flat=True))
    share = dice.randint(0, 3_000)
    reasons = dict.fromkeys(dice.sample(numbers, min(len(numbers), 1)), "頼んでいません。")
    steps: list[tuple[str, Any, dict[str, Any]]] = [
        ("hand_in", cast.ren, {}),
        ("approve", cast.aoi, {}),
        ("contest", cast.aoi, {"line_reasons": reasons}),
        ("withdraw_contest", cast.aoi, {}),
        ("give_up_lines", cast.ren, {}),
        ("offer", dice.choice((cast.aoi, cast.ren)), {"worker_share": share, "reason": "このくらいで。"}),
        ("accept_offer", dice.choice((cast.aoi, cast.ren)), {}),
        ("decide", cast.kei, {"worker_share": share, "reason": "記録のとおりです。"}),
    ]
    name, person, answers = dice.choice(steps)
    begins = deal.at - timedelta(minutes=dice.randint(30, 300))
    return [
        lambda: deal.step(name, person, week, **answers),
        lambda: deal.fund(monday + timedelta(days=dice.choice((0, 7)))),
        lambda: deal.line(begins, begins + timedelta(minutes=30), week=week),
        deal.start,
        deal.stop,
        lambda: actions.fund_each_week(
            contract_id=deal.contract.pk, client_id=cast.aoi.pk, is_on=dice.random() < 0.5, at=deal.at
        ),
        lambda: _strike(deal),
        lambda: deal.days_pass(dice.choice((0.2, 1, 2, 5))),
        lambda: deal.ask("contract_close", dice.choice((cast.aoi, cast.ren))) if dice.random() < 0.1 else None,
        lambda: deal.take("give_up", reason="続けられません。") if dice.random() < 0.05 else None,
    ]


def _strike(deal: HourlyDeal) -> None:
    entry = TimeEntry.objects.filter(week=deal.week).order_by("?").first()
    if entry is not None:
        lines.strike_line(entry_id=entry.pk, by=deal.by(deal.worker), at=deal.at)


@pytest.mark.parametrize("seed", range(3))
def test_the_book_agrees_and_everything_ends(cast: Cast, seed: int) -> None:
    assert cast.kei.is_staff
    dice = Random(seed)  # noqa: S311 - a story, not a secret
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    for _ in range(MOVES):
        deal.at += timedelta(minutes=dice.randint(1, 90))
        with suppress(Refusal):
            dice.choice(moves(deal, cast, dice))()
        assert [*check_book(), *check_escrow(bookkeeping.expected_escrow())] == []
    actions.fund_each_week(contract_id=deal.contract.pk, client_id=cast.aoi.pk, is_on=False, at=deal.at)
    deal.days_pass(130)
    deal.expect("completed")
    assert deal.held() == 0
    assert not Timer.objects.exists()
    assert all(
        week.closed_at and week.price * bool(week.paid_in_at) == week.paid + week.returned for week in deal.weeks
    )


def test_a_week_is_never_made_twice(cast: Cast) -> None:
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    deal.fund(date(2026, 11, 9))
    deal.days_pass(40)
    begins = [week.begins_on for week in deal.weeks]
    assert len(begins) == len(set(begins))
