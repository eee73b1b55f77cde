"""The first job of somebody who knows nothing of the place: from the front door to a published listing, without a
script, with every mistake on the way; and what the client sees of the money when the work is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tachiai.notices.models import Dispatch
from tests.cast import PASSWORD
from tests.deal import Deal
from tests.journeys import acts

EMAIL = "koharu@example.com"
PAPERS = ("発注書", "契約書", "納品書", "検収書", "請求書", "領収書", "支払明細書")


@pytest.fixture
def koharu(new_page: Callable[..., Page]) -> Page:
    """She has no account, and her browser runs no scripts."""
    return new_page(java_script_enabled=False)


def test_a_newcomer_comes_from_the_front_door_to_a_published_job(koharu: Page) -> None:
    work = acts.Work()
    koharu.goto("/")
    learns_how_it_goes(koharu)
    signs_up(koharu)
    has_nothing_yet(koharu)
    acts.begin_draft(koharu, work)
    is_told_what_is_missing(koharu)
    is_told_what_is_wrong(koharu, work)
    loses_the_sign_in_and_comes_back(koharu)
    acts.complete_draft(koharu, replace(work, price=30_000))
    acts.publish(koharu)
    acts.follow(koharu, "応募を見る（0件）")
    acts.sees(koharu, "応募はまだありません")


def learns_how_it_goes(page: Page) -> None:
    """The last of the three screens leads to the first job, and so to the sign-in."""
    acts.follow(page, "仕事を頼む方へ")
    for _ in range(2):
        acts.follow(page, "次へ")
    acts.sees(page, "検収の期限は、納品から7日です")
    page.get_by_role("main").get_by_role("link", name="新しい仕事を依頼").click()


def signs_up(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="会員登録").click()
    acts.press(page, "登録して確認メールを受け取る")
    expect(page.get_by_role("alert")).to_be_focused()
    acts.sees(page, "表示名：入力してください。")
    page.get_by_label("表示名").fill("小春文具店")
    page.get_by_label("メールアドレス").fill(EMAIL)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_label("利用規約と二つのガイドラインに同意します").check()
    acts.press(page, "登録して確認メールを受け取る")
    acts.sees(page, "確認メールをお送りしました")
    page.goto(confirmation())
    acts.sees(page, EMAIL)
    acts.press(page, "私のメールアドレスです")
    acts.sees(page, "ログインすると、すぐに始められます")
    acts.sign_in(page, EMAIL)


def confirmation() -> str:
    """The address in the letter to her."""
    (found,) = re.findall(r"/account/confirm-email/\S+", Dispatch.objects.get(address=EMAIL).body)
    return found


def has_nothing_yet(page: Page) -> None:
    """Each place says what will stand there."""
    acts.sees(page, "いま、あなたの番のものはありません")
    for place, said in {
        "契約一覧": "条件に双方が同意すると、ここに契約が表示されます",
        "報酬": "まだお金の動きはありません",
        "メッセージ": "メッセージはまだありません",
        "通知": "お知らせはまだありません",
        "仕事管理": "募集中の仕事はありません",
    }.items():
        acts.go(page, place)
        acts.sees(page, said)


def is_told_what_is_missing(page: Page) -> None:
    acts.press(page, "公開して募集する")
    acts.sees(page, "決まっていない点が11件あります")
    expect(page.get_by_role("alert")).to_be_focused()


def is_told_what_is_wrong(page: Page, work: acts.Work) -> None:
    """Yesterday, and more than any job may cost: each is said once, and the right answers stay."""
    acts.complete_draft(page, replace(work, due_on=acts.today() - timedelta(days=1), price=9_999_999_999))
    acts.press(page, "公開して募集する")
    wrong = page.get_by_role("alert")
    expect(wrong.get_by_text("納期：過ぎた日付です")).to_have_count(1)
    expect(wrong.get_by_text("100,000,000円以下の金額にしてください")).to_have_count(1)
    page.get_by_label("金額", exact=True).fill("たくさん")
    acts.press(page, "公開して募集する")
    acts.sees(page, "金額を数字で入力してください（例：30,000）")
    page.get_by_label("金額", exact=True).fill("3万円")
    acts.press(page, "下書き保存")
    expect(page.get_by_label("金額", exact=True)).to_have_value("30000")


def loses_the_sign_in_and_comes_back(page: Page) -> None:
    Session.objects.all().delete()
    acts.press(page, "公開して募集する")
    acts.sign_in(page, EMAIL)
    expect(page.get_by_label("依頼の目的", exact=True)).to_have_value(acts.EVERY_TERM["依頼の目的"])


def test_accepting_shows_what_is_paid_and_leaves_every_paper(aoi: Page, deal: Deal) -> None:
    deal.deposit()
    deal.deliver()
    aoi.goto("/")
    acts.open_contract(aoi, deal.contract.title)
    expect(aoi.get_by_role("row", name="預かり中 80,000円")).to_be_visible()
    acts.follow(aoi, "検収する（合格）")
    for row in ("ワーカーへ 80,000円", "システム利用料 −16,000円", "ワーカーの受取額 62,400円"):
        expect(aoi.get_by_role("row", name=row)).to_be_visible()
    acts.press(aoi, "検収する（合格）")
    acts.sees(aoi, "検収が完了し、報酬が支払われました")
    for paper in PAPERS:
        expect(aoi.get_by_role("link", name=paper).first).to_be_visible()
