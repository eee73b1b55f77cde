"""マイルストーン払い: each part is deposited, delivered, inspected and paid on its own; before each one may leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.kernel.calendar import local_date
from tachiai.terms.rules import Milestone
from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts, beside

PARTS = (("案を3つ", 30_000), ("仕上げ", 40_000), ("使用の手引き", 30_000))


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Aoi and Ren have agreed on work in three parts."""
    at = now()
    days = [local_date(at + timedelta(days=7 * number)) for number in range(1, len(PARTS) + 1)]
    parts = tuple(
        Milestone(title, price, day, (f"{title}がそろっている",))
        for (title, price), day in zip(PARTS, days, strict=True)
    )
    return Deal(cast.aoi, cast.ren, at=at, due_on=days[-1], price=100_000, milestones=parts)


def test_two_parts_are_paid_and_the_client_leaves_before_the_third(aoi: Page, ren: Page, deal: Deal) -> None:
    for number, (title, price) in enumerate(PARTS[:2], 1):
        one_part(aoi, ren, deal, number, title, price)
    beside.at_contract(aoi, deal)
    deal.expect("awaiting_deposit")
    acts.follow(aoi, "契約を取りやめる")
    aoi.get_by_label("理由").fill("手引きは自分たちで作ることにしました。")
    acts.press(aoi, "契約を取りやめる")
    deal.expect("completed")
    beside.sees_rows(aoi, 預かり中=0)
    # Twenty per cent on 70,000 yen, and its tax.
    assert (deal.escrow(), deal.wallet(deal.client), deal.wallet(deal.worker)) == (0, 0, 70_000 - 14_000 - 1_400)


def one_part(aoi: Page, ren: Page, deal: Deal, number: int, title: str, price: int) -> None:
    """From the deposit of one part to its payment; nothing is held of the others."""
    beside.at_contract(aoi, deal)
    acts.follow(aoi, "仮払いする")
    acts.sees(aoi, title)
    acts.press(aoi, "仮払いする")
    acts.sees(aoi, "仮払いが完了しました")
    assert deal.escrow() == price
    beside.at_contract(ren, deal)
    expect(ren.locator("#terms")).to_contain_text(f"第{number}段階の検収項目")
    acts.deliver(ren, f"{title}です。", ("logo.txt", b"a part"))
    beside.at_contract(aoi, deal)
    acts.accept(aoi)
    assert deal.escrow() == 0
