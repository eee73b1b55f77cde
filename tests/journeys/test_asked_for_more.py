"""A worker asks for money in advance, then for more: what the client needs next is never further than two clicks.
Both without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts, beside

IN_ADVANCE = "着手金として2万円を先に私の口座へ直接振り込んでください。"
ON_BEHALF = "画材をこちらで立て替えて買いますので、代金は別に払ってください。"
OR_ELSE = "報酬を3万円上げてもらえないなら納品できません。"


@pytest.fixture
def plain(new_page: Callable[..., Page]) -> Callable[..., Page]:
    return lambda person, **more: new_page(as_person=person, java_script_enabled=False, **more)


def test_a_client_who_is_asked_for_money_finds_every_way_on(cast: Cast, plain: Callable[..., Page], deal: Deal) -> None:
    deal.deposit()
    ren, aoi = plain(cast.ren), plain(cast.aoi, width=390)
    for text in (IN_ADVANCE, ON_BEHALF, OR_ELSE):
        is_warned_before_it_is_sent(ren, deal, text)
    expect(ren.locator(".safety-note").get_by_role("link", name="違反報告する")).to_have_count(0)
    is_told_and_reports(aoi, deal)
    declines_what_is_asked_for(aoi, deal)
    deal.expect("working")
    assert deal.escrow() == deal.contract.price


def is_warned_before_it_is_sent(ren: Page, deal: Deal, text: str) -> None:
    beside.at_contract(ren, deal)
    ren.get_by_label("メッセージ", exact=True).fill(text)
    acts.press(ren, "送信する")
    acts.sees(ren, "まだ送信も公開もしていません")
    ren.get_by_label("内容を確かめました。", exact=False).check()
    acts.press(ren, "送信する")
    acts.sees(ren, "メッセージを送信しました")


def is_told_and_reports(aoi: Page, deal: Deal) -> None:
    beside.at_contract(aoi, deal)
    notes = aoi.locator("#timeline .safety-note")
    expect(notes).to_have_count(3)
    notes.last.get_by_role("link", name="くわしく").first.click()
    expect(aoi.get_by_role("heading", level=1)).to_be_visible()
    aoi.go_back()
    notes.last.get_by_role("link", name="違反報告する").click()
    acts.sees(aoi, IN_ADVANCE)
    aoi.get_by_text("契約の外のお金を話さない").click()
    aoi.get_by_label("前払い・着手金").check()
    aoi.get_by_label("何が起きたか").fill("仮払いのほかに、口座への振り込みを求められました。")
    aoi.get_by_label("事実に基づいて報告する", exact=False).check()
    acts.press(aoi, "違反報告を送る")
    acts.sees(aoi, "報告を受け付けました")


def declines_what_is_asked_for(aoi: Page, deal: Deal) -> None:
    deal.ask("change", deal.worker, terms=replace(deal.terms, price=110_000), note="材料費が上がりました。")
    beside.open_request(aoi, deal, beside.CHANGE)
    acts.sees(aoi, "110,000円")
    beside.answer(aoi, "同意しない", "新しい条件への同意はありませんでした", reason="約束した金額でお願いします。")
    beside.at_contract(aoi, deal)
    beside.way_in(aoi, beside.TERMINATION)
    expect(aoi.get_by_role("button", name="内容を確かめる")).to_be_enabled()
    beside.at_contract(aoi, deal)
    beside.way_in(aoi, beside.MEDIATION)
    acts.sees(aoi, "契約途中終了リクエストへの不同意")
