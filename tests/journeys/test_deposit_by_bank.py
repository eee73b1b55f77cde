"""An installation that only keeps records: the client transfers by bank, staff confirm, work starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts


@pytest.fixture(autouse=True)
def real_market(market: None, settings) -> None:
    settings.DEMO, settings.FUNDS = False, "record_only"


def test_work_starts_when_staff_have_seen_the_money(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page], deal: Deal
) -> None:
    aoi.goto("/")
    acts.open_contract(aoi, deal.contract.title)
    acts.follow(aoi, "仮払いする")
    acts.press(aoi, "振込の案内に進む")
    acts.sees(aoi, "入金の確認を待っています")
    reference = aoi.get_by_text("TP-").first.inner_text().partition("TP-")[2][:6]

    ren.goto("/")
    acts.open_contract(ren, deal.contract.title)
    acts.sees(ren, "業務を始めないでください")

    kei = new_page(as_person=cast.kei)
    kei.goto("/")
    acts.go(kei, "事務局")
    acts.follow(kei, "入金の確認")
    kei.get_by_role("textbox").first.fill(f"tp-{reference.lower()}")
    kei.get_by_role("textbox").first.press("Enter")
    kei.get_by_role("row").filter(has_text=cast.aoi.display_name).get_by_role("link", name="内容を確かめる").click()
    acts.press(kei, "着金を確認済みにする")
    acts.sees(kei, f"TP-{reference}")

    aoi.goto("/")
    acts.open_contract(aoi, deal.contract.title)
    expect(acts.clock_bar(aoi)).to_contain_text("次は蓮さんの番です")
    ren.reload()
    acts.sees(ren, "仮払いが完了しました。業務を始められます。")
    expect(ren.get_by_role("link", name="納品する")).to_be_visible()
    assert deal.escrow() == deal.contract.price
