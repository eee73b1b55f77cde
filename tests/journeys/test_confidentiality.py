"""Secrets before a price is named: asked, read, signed by both and kept; or left without an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Offer
from tachiai.kernel.calendar import local_date
from tachiai.people.actions import declare_trader
from tachiai.people.rules import Trader
from tests.browser import expect_accessible
from tests.cast import PASSWORD, Cast
from tests.jobs.market import DRAFT
from tests.journeys import acts
from tests.terms.samples import SETTLED

SPECIAL = "試作品の写真は、渡した日のうちに消去します。"
ADDRESS = "大阪市北区2丁目2番"


@pytest.fixture
def proposal_id(cast: Cast) -> int:
    """Ren has answered Aoi's listing; nobody has named terms yet."""
    at = now()
    due_on = local_date(at + timedelta(days=30))
    terms = replace(SETTLED, price=None, due_on=due_on)
    draft = replace(DRAFT, terms=terms, apply_on=local_date(at + timedelta(days=10)))
    listing_id = jobs.save_draft(client_id=cast.aoi.pk, draft=draft, at=at)
    jobs.publish(listing_id=listing_id, client_id=cast.aoi.pk, at=at)
    offer = Offer("詳しい資料を拝見してから、お見積もりいたします。", 35_000, due_on)
    return jobs.send_proposal(listing_id=listing_id, worker_id=cast.ren.pk, offer=offer, at=at)


def declare(cast: Cast) -> None:
    names = ((cast.aoi, "株式会社葵", "東京都千代田区1丁目1番"), (cast.ren, "蓮 太郎", ADDRESS))
    for person, name, address in names:
        trader = Trader(kind="individual", trade_name=name, address=address)
        declare_trader(person_id=person.pk, trader=trader, at=now())


def test_both_sign_and_keep_the_same_text(cast: Cast, aoi: Page, ren: Page, proposal_id: int) -> None:
    declare(cast)
    aoi_asks(aoi, proposal_id)
    expect(aoi.locator(".paper")).not_to_contain_text(ADDRESS)
    ren_reads_and_signs(ren)
    aoi.reload()
    for page in (aoi, ren):
        acts.sees(page, "双方の署名がそろい、秘密保持契約が成立しました。")
        expect_accessible(page)
        paper = page.locator(".paper")
        for words in (SPECIAL, "株式会社葵", "蓮 太郎", ADDRESS, "署名"):
            expect(paper).to_contain_text(words)
    assert aoi.locator(".paper").inner_text() == ren.locator(".paper").inner_text()
    with ren.expect_download() as kept:
        acts.follow(ren, "PDFで保存する")
    assert kept.value.suggested_filename == f"NDA-{proposal_id}-1.pdf"


def aoi_asks(aoi: Page, proposal_id: int) -> None:
    aoi.goto(f"/proposals/{proposal_id}/confidentiality/")
    acts.follow(aoi, "秘密保持契約を締結する")
    aoi.get_by_role("group", name="秘密を守る期間").get_by_label("5年間").check()
    aoi.get_by_label("特記事項").fill(SPECIAL)
    acts.press(aoi, "全文を確認する")
    expect(aoi.locator(".paper")).to_contain_text("5年間")
    expect(aoi.locator(".paper")).to_contain_text(SPECIAL)
    expect_accessible(aoi)
    aoi.get_by_label("確認のため、パスワードを入力してください").fill(PASSWORD)
    acts.press(aoi, "秘密保持契約の同意リクエストを送信する")
    acts.sees(aoi, "秘密保持契約の同意リクエストが送られました。")
    expect(acts.clock_bar(aoi)).to_contain_text("次は蓮さんの番です")


def ren_reads_and_signs(ren: Page) -> None:
    """From the list of what is due; without a password nothing is signed."""
    ren.goto("/todo/")
    task = ren.get_by_role("listitem").filter(has_text="秘密保持契約への返答")
    task.get_by_role("link").click()
    expect(acts.clock_bar(ren)).to_contain_text("次はあなたの番です")
    expect(ren.locator(".paper")).to_contain_text(SPECIAL)
    acts.follow(ren, "署名して同意する")
    acts.sees(ren, "署名しなければ示されません")
    acts.press(ren, "署名して同意する")
    expect(ren.get_by_role("alert").first).to_be_visible()
    ren.get_by_label("確認のため、パスワードを入力してください").fill(PASSWORD)
    acts.press(ren, "署名して同意する")


def test_silence_ends_it_and_binds_nobody(
    aoi: Page, ren: Page, proposal_id: int, days_pass: Callable[[int], None]
) -> None:
    aoi_asks(aoi, proposal_id)
    days_pass(8)
    for page in (aoi, ren):
        page.goto(f"/proposals/{proposal_id}/confidentiality/")
        acts.sees(page, "同意のないまま終わったため、秘密保持契約は成立していません。")
        expect(page.get_by_role("link", name="署名して同意する")).to_have_count(0)
    acts.sees(aoi, "次のリクエストを送れません")
    days_pass(1)
    aoi.reload()
    acts.follow(aoi, "もう一度リクエストする")
    expect(aoi.get_by_role("button", name="全文を確認する")).to_be_visible()
