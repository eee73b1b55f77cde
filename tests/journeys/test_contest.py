"""A contest in the browser: adopted and paid; and what becomes of it when the client, or the maker, says nothing."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.contests.actions.pictures import make_marked
from tachiai.contests.models import ProposalVersion
from tests.cast import Cast
from tests.contests.stage import PRIZE, Stage
from tests.journeys import acts

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def publish(client: Page, stage: Stage, *, is_guaranteed: bool = False) -> None:
    """From the draft to the open contest, with the deposit."""
    client.goto(f"/contests/{stage.listing_id}/settings/")
    client.get_by_label("選定の基準").fill("遠くからでも読める\n店の名前が入っている")
    if is_guaranteed:
        client.get_by_label("採用確約をつける").check()
    acts.press(client, "保存して仮払いへ進む")
    acts.press(client, "仮払いして公開する")
    expect(acts.clock_bar(client)).to_contain_text("提案の受付")


def send(worker: Page, stage: Stage, words: str, *, picture: bool = False) -> None:
    """A proposal, with the consent to the terms that are shown."""
    worker.goto(f"/contests/{stage.listing_id}/")
    acts.follow(worker, "提案する")
    worker.locator("#id_text").fill(words)
    if picture:
        worker.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    acts.press(worker, "この内容で提案する")
    acts.sees(worker, "条件への同意が必要です")
    expect(worker.locator("#id_text")).to_have_value(words)
    worker.get_by_label("募集の条件と権利の扱い").check()
    acts.press(worker, "この内容で提案する")
    acts.sees(worker, "提案を送りました")


def test_a_design_is_chosen_delivered_checked_and_paid(
    aoi: Page, ren: Page, cast: Cast, days_pass: Callable[[int], None]
) -> None:
    stage = Stage(cast, at=now())
    publish(aoi, stage)
    send(ren, stage, "豆をひと粒だけ描いた丸い看板", picture=True)
    file = ProposalVersion.objects.get().files.get()
    make_marked(file_id=file.pk, at=now())

    aoi.goto(f"/contests/{stage.listing_id}/selection/")
    expect(aoi.locator(".contest-picture")).to_be_visible()
    assert aoi.request.get(f"/files/{file.pk}/").status == 404
    acts.press(aoi, "お気に入りに入れる")
    days_pass(12)
    aoi.reload()
    expect(acts.clock_bar(aoi)).to_contain_text("次はあなたの番です")
    acts.follow(aoi, "この提案を採用する")
    acts.sees(aoi, "取り消しはできません")
    acts.press(aoi, "この提案を採用する")
    expect(acts.clock_bar(aoi)).to_contain_text("納品データの提出")

    ren.goto("/contests/mine/")
    acts.sees(ren, "お気に入り")
    ren.goto(aoi.url)
    acts.follow(ren, "納品データを提出する")
    ren.get_by_label("納品の説明").fill("看板のデータ一式です。")
    acts.press(ren, "納品データを提出する")
    days_pass(8)
    ren.reload()
    expect(acts.clock_bar(ren)).to_contain_text("賞金が支払われました")
    assert stage.wallet(cast.ren) == PRIZE - PRIZE * 20 // 100 * 110 // 100


def test_a_silent_client_who_promised_to_adopt_pays_those_who_met_the_brief(
    aoi: Page, ren: Page, cast: Cast, days_pass: Callable[[int], None]
) -> None:
    stage = Stage(cast, at=now())
    publish(aoi, stage, is_guaranteed=True)
    send(ren, stage, "豆をひと粒だけ描いた丸い看板")
    stage.at = now()
    stage.propose(cast.mio)
    days_pass(12)
    ren.goto(f"/contests/{stage.listing_id}/")
    expect(acts.clock_bar(ren)).to_contain_text("均等に分けて支払います")
    days_pass(23)
    ren.reload()
    expect(acts.clock_bar(ren)).to_contain_text("賞金を提案した人に均等に分けて支払いました")
    acts.go(ren, "通知")
    acts.sees(ren, "コンペの賞金から15,000円を受け取りました")
    assert (stage.held(), stage.wallet(cast.aoi)) == (0, 0)


def test_a_maker_who_never_hands_over_the_data_costs_the_client_nothing(
    aoi: Page, cast: Cast, days_pass: Callable[[int], None]
) -> None:
    stage = Stage(cast, at=now())
    publish(aoi, stage)
    stage.at = now()
    first = stage.propose(cast.ren)
    days_pass(12)
    stage.at = now()
    contract = stage.award(first)
    days_pass((contract.work_due_at - now()).days + 24)
    aoi.goto(f"/contracts/{contract.reference}/")
    expect(acts.clock_bar(aoi)).to_contain_text("この採用は途中で終了しました")
    assert stage.wallet(cast.aoi) == PRIZE
