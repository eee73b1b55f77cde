"""The way to the office when a client says nothing after the work of a contest was handed over."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.contracts.models import Contract
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.journeys import acts

WORDS = "看板の一式を納品して4日たちますが、返事がありません。"
ASKED = "看板の納品の確認をお願いします。"


def adopted(cast: Cast, days_pass: Callable[[int], None]) -> Contract:
    """Aoi has chosen Ren's sign."""
    stage = Stage(cast, at=now())
    stage.deposit()
    chosen = stage.propose(cast.ren)
    days_pass(12)
    stage.at = now()
    return stage.award(chosen)


def test_a_maker_asks_the_office_which_asks_the_client(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page], days_pass: Callable[[int], None]
) -> None:
    contract = adopted(cast, days_pass)
    ren.goto(f"/contracts/{contract.reference}/")
    acts.follow(ren, "納品データを提出する")
    ren.get_by_label("納品の説明").fill("看板のデータ一式です。")
    acts.press(ren, "納品データを提出する")
    days_pass(4)

    ren.reload()
    acts.follow(ren, "相手から返事がないとき")
    acts.follow(ren, "コンペの作品を納品したあと、返事がないとき")
    ren.get_by_role("region", name="それでも解決しない場合は?").get_by_role("link", name="お問い合わせ").click()
    expect(ren.get_by_label("契約")).to_have_value(contract.reference)
    ren.get_by_label("内容").fill(WORDS)
    acts.press(ren, "送る")
    acts.sees(ren, "を受け付けました")

    kei = new_page(as_person=cast.kei)
    kei.goto("/desk/inquiries/")
    kei.get_by_role("main").get_by_role("link").filter(has_text=WORDS[:10]).first.click()
    acts.press(kei, "担当する")
    kei.locator("summary").filter(has_text="相手の方に連絡する").click()
    kei.locator("#contact_other_side textarea").fill(ASKED)
    acts.press(kei, "相手の方に連絡する")
    expect_accessible(kei)
    acts.go(ren, "通知")
    acts.sees(ren, "事務局が相手の方に連絡しました")

    aoi.goto("/notices/")
    aoi.get_by_role("button", name="事務局からのお願い").click()
    expect(aoi).to_have_url(re.compile(f"/contracts/{contract.reference}/"))
    expect(acts.clock_bar(aoi)).to_contain_text("次はあなたの番です")
