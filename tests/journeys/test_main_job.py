"""The main job on real input: 500 ads of another system, one of them completed, found, agreed on, done and paid."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tachiai.config import book, import_jobs
from tachiai.jobs.models import Listing
from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts

ADS = Path(__file__).resolve().parents[3] / "shared/data/emscad_head500/fake_job_postings_first500.csv"
FEE, FEE_TAX = 8_000, 800
REASON = "「Marketing」の原語が添えられていません。初出に原語を加えれば合格です。"
ITEMS = acts.EVERY_TERM["検収で確かめる項目"].splitlines()


def import_ads(client_email: str, report: Path) -> None:
    arguments = argparse.Namespace(file=str(ADS), client=client_email, map="emscad", report=str(report))
    assert import_jobs.command(arguments) == 0
    assert Listing.objects.filter(state="draft").count() == 500


@pytest.mark.skipif(not ADS.exists(), reason=f"the 500 ads are not beside the repository: {ADS.name}")
def test_an_imported_ad_is_completed_found_agreed_on_done_and_paid(
    cast: Cast, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    import_ads(cast.aoi.email, tmp_path / "report.jsonl")
    aoi, ren = new_page(), new_page()
    aoi.goto("/")
    acts.go(aoi, "ログイン")
    acts.sign_in(aoi, cast.aoi.email)

    work = complete_and_publish(aoi)
    find_and_apply(ren, cast.ren.email, work)
    talk_and_agree(aoi, ren, work)
    aoi_pays_in_before_ren_starts(aoi, ren, work)
    ren_delivers_until_aoi_accepts(aoi, ren)
    the_money_is_where_it_belongs(aoi, ren, work)
    both_rate(aoi, ren)


def complete_and_publish(aoi: Page) -> acts.Work:
    """Of the drafts that the import left, the first: what it says is kept, what it lacks is filled in."""
    acts.go(aoi, "仕事管理")
    acts.follow(aoi, "下書き", exact=False)
    first = aoi.get_by_role("article").first.get_by_role("link").first
    work = acts.Work(title=first.inner_text())
    first.click()
    acts.press(aoi, "公開して募集する")
    acts.sees(aoi, "次の点をご確認ください")
    acts.complete_draft(aoi, work, keep=("依頼する範囲",))
    acts.publish(aoi)
    return work


def find_and_apply(ren: Page, email: str, work: acts.Work) -> None:
    """As a visitor; signing in on the way leads back to the offer."""
    ren.goto("/")
    acts.find(ren, work.title, work.title)
    acts.follow(ren, "応募する")
    acts.sign_in(ren, email)
    acts.apply(ren, work)


def talk_and_agree(aoi: Page, ren: Page, work: acts.Work) -> None:
    """One field changes after the first yes: that yes is taken back before both eyes, and given again."""
    acts.read_proposal(aoi, work, "蓮")
    acts.say(aoi, "訳語の統一はどのように進めますか。")
    ren.reload()
    acts.sees(ren, "訳語の統一はどのように進めますか。")
    acts.say(ren, "はじめに用語表をお渡しします。修正は3回までお受けします。")
    aoi.reload()
    acts.begin_to_negotiate(aoi)
    acts.talk_through(aoi, ren)
    acts.agree(aoi)

    ren.reload()
    acts.follow(ren, "条件を変えて提示する")
    acts.sees(ren, "提示すると、前の同意は無効になります")
    ren.get_by_label("修正の回数", exact=True).fill("3")
    acts.press(ren, "この条件を提示する")
    acts.sees(ren, "第2版を提示しました")

    aoi.reload()
    acts.sees(aoi, "前の同意は無効になりました")
    expect(aoi.get_by_role("link", name="この条件に同意する")).to_have_count(0)
    acts.talk_through(aoi)
    acts.agree(aoi)
    acts.make_contract(ren)


def aoi_pays_in_before_ren_starts(aoi: Page, ren: Page, work: acts.Work) -> None:
    acts.open_contract(ren, work.title)
    acts.sees(ren, "仮払いが確認できるまで、業務を始めないでください")
    expect(ren.get_by_role("link", name="納品する")).to_have_count(0)
    acts.open_contract(aoi, work.title)
    acts.deposit(aoi)


def ren_delivers_until_aoi_accepts(aoi: Page, ren: Page) -> None:
    ren.reload()
    acts.deliver(ren, "募集要項の訳です。", ("youkou.txt", "募集要項".encode()))
    aoi.reload()
    with aoi.expect_download() as fetched:
        acts.follow(aoi, "youkou.txt")
    assert fetched.value.path().read_text("utf-8") == "募集要項"

    acts.reject(aoi, ITEMS[1], REASON)
    ren.reload()
    expect(acts.clock_bar(ren)).to_contain_text("不合格の項目を直して、納品し直す")
    expect(acts.item_row(ren, ITEMS[1])).to_contain_text(REASON)
    expect(acts.item_row(ren, ITEMS[0])).to_contain_text("合格")
    acts.sees(ren, "修正 1回/3回")
    acts.deliver(ren, "原語を加えました。", ("youkou-2.txt", "募集要項 Marketing".encode()))
    aoi.reload()
    acts.accept(aoi)


def the_money_is_where_it_belongs(aoi: Page, ren: Page, work: acts.Work) -> None:
    expect(aoi.get_by_role("row", name="預かり中 0円")).to_be_visible()
    acts.go(ren, "報酬")
    row = ren.get_by_role("row").filter(has_text=work.title)
    expect(row).to_contain_text(f"{work.price - FEE - FEE_TAX:,}円")
    expect(row).to_contain_text(f"システム利用料 {FEE:,}円 − 利用料の消費税 {FEE_TAX:,}円")
    assert book.check(argparse.Namespace()) == 0
    acts.open_ended_contract(ren, work.title)


def both_rate(aoi: Page, ren: Page) -> None:
    acts.rate(aoi, 5, "用語表が役に立ちました。")
    ren.reload()
    expect(ren.get_by_text("用語表が役に立ちました。")).to_have_count(0)
    acts.rate(ren, 4, "確かめる点がはっきりしていました。")
    acts.sees(ren, "用語表が役に立ちました。")
    aoi.reload()
    acts.sees(aoi, "確かめる点がはっきりしていました。")


def test_a_silent_client_is_reminded_and_the_work_is_deemed_accepted(aoi: Page, ren: Page, deal: Deal) -> None:
    title = deal.contract.title
    deal.deposit()
    ren.goto("/")
    acts.open_contract(ren, title)
    acts.deliver(ren, "ロゴ一式です。", ("logo.txt", b"three ideas"))
    expect(acts.clock_bar(ren)).to_contain_text("検収済みとみなして報酬を支払います")

    acts.press(ren, "1週間進める")
    acts.press(ren, "1日進める")
    expect(acts.clock_bar(ren)).to_contain_text("過ぎると")
    acts.sees(ren, "検収遅れ")
    aoi.goto("/")
    acts.go(aoi, "通知")
    acts.sees(aoi, f"検収をお待ちしています：{title}")

    acts.press(ren, "1週間進める")
    expect(acts.clock_bar(ren)).to_contain_text("報酬が支払われ、契約は完了しました")
    story = ren.locator("#timeline")
    expect(story).to_contain_text("規則：納品から7日以内に検収します。")
    expect(story).to_contain_text("規則：検収遅れからさらに7日間返答がないときは、検収済みとみなします。")
    aoi.reload()
    acts.sees(aoi, f"まもなく検収済みとみなされます：{title}")
    deal.expect("completed")
    assert deal.escrow() == 0
    assert deal.wallet(deal.worker) == 62_400
    assert book.check(argparse.Namespace()) == 0
