"""Staff suspend a client in the middle of a contract: the worker is not trapped, no button is dead, money follows."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.people import actions
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts

REASON = "なりすましの申告を受け、本人確認ができるまで利用を停止します。"


def suspend(kei: Page, deal: Deal, cast: Cast) -> None:
    """By a decision of staff; the desk shows it on the page of the person, found by their mail address."""
    said = {"person_id": deal.client.pk, "kind": "suspended", "reason": REASON, "until": None}
    actions.restrict(**said, by_staff_id=cast.kei.pk, at=now())
    kei.goto("/")
    acts.go(kei, "事務局")
    acts.follow(kei, "会員")
    kei.get_by_label("表示名、メールアドレス").fill(deal.client.email)
    acts.press(kei, "会員を探す")
    acts.sees(kei, REASON)


def test_the_worker_delivers_and_is_paid_by_staff_who_stand_in(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page], deal: Deal
) -> None:
    kei = new_page(as_person=cast.kei)
    deal.deposit()
    suspend(kei, deal, cast)
    expect_accessible(kei)

    aoi.goto(f"/contracts/{deal.reference}/")
    acts.sees(aoi, "アカウントの利用を停止しています")
    acts.follow(aoi, "契約途中終了リクエスト", exact=False)
    acts.sees(aoi, "必要な操作は事務局が代わりに行います")
    expect(aoi.get_by_role("main").get_by_role("button")).to_have_count(0)
    expect_accessible(aoi)

    ren.goto(f"/contracts/{deal.reference}/")
    acts.sees(ren, "変わらないこと")
    expect(ren.get_by_text(REASON)).to_have_count(0)
    expect_accessible(ren)
    acts.deliver(ren, "お待たせしました。", ("logo.txt", b"three ideas"))

    kei.goto(f"/contracts/{deal.reference}/")
    acts.press(kei, "クライアントに代わって操作する")
    acts.sees(kei, "に代わって操作しています")
    expect_accessible(kei)
    acts.follow(kei, "検収する（合格）")
    acts.press(kei, "検収する（合格）")
    acts.sees(kei, "検収が完了し、報酬が支払われました")
    deal.expect("completed")
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)
    ren.reload()
    acts.sees(ren, "事務局（クライアントに代わって）")


def test_without_anybody_who_acts_the_clock_pays_what_was_delivered(
    cast: Cast, ren: Page, new_page: Callable[..., Page], deal: Deal, days_pass: Callable[[int], None]
) -> None:
    deal.deposit()
    deal.deliver()
    suspend(new_page(as_person=cast.kei), deal, cast)
    days_pass(16)
    ren.goto(f"/contracts/{deal.reference}/")
    acts.sees(ren, "この契約は終わりました")
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)
