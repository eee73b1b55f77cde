"""A listing is reported, stopped, appealed against, and goes on: each of the four reads what concerns them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tests.browser import expect_accessible
from tests.cast import Cast, make_person
from tests.jobs.market import DRAFT, Market
from tests.journeys import acts

KIND, SECTION = "購入の代行、立て替え", "市場の趣旨と異なる仕事"
SEEN = "応募したところ、商品を自分のカードで買って送るように頼まれました。"
FACTS = "募集文と応募後の説明が、商品の立て替え購入を求めています。"
APPEAL = "材料はこちらから送ります。購入をお願いしたことはありません。"
ANSWER = "募集文に購入の指示がないことを確かめました。"


def listing(cast: Cast) -> int:
    today = acts.today()
    terms = replace(DRAFT.terms, due_on=today + timedelta(days=30))
    return Market(cast).listing(at=now(), apply_on=today + timedelta(days=10), terms=terms)


def report(ren: Page, listing_id: int) -> str:
    """The address at which Ren reads what becomes of it."""
    ren.goto(f"/jobs/{listing_id}/")
    acts.follow(ren, "この仕事を通報する")
    expect_accessible(ren)
    ren.get_by_text(SECTION).click()
    ren.get_by_label(KIND).check()
    ren.get_by_label("何が起きたか").fill(SEEN)
    ren.get_by_label("事実に基づいて報告する", exact=False).check()
    acts.press(ren, "違反報告を送る")
    acts.sees(ren, "報告を受け付けました")
    acts.sees(ren, "事務局の番です")
    expect_accessible(ren)
    return ren.url


def stop(kei: Page) -> None:
    kei.goto("/desk/cases/")
    acts.press(kei, "次を担当する")
    acts.sees(kei, SEEN)
    kei.get_by_label("募集中断中", exact=False).check()
    kei.get_by_label("違反がある", exact=False).check()
    kei.get_by_label("確かめた事実").fill(FACTS)
    acts.press(kei, "判断する")
    acts.sees(kei, "について判断しました")


def appeal(aoi: Page) -> None:
    aoi.goto("/jobs/mine/?state=recruiting_suspended")
    acts.sees(aoi, "募集中断中")
    acts.follow(aoi, "理由を見る、異議を申し立てる")
    acts.sees(aoi, FACTS)
    acts.sees(aoi, KIND)
    expect(aoi.get_by_text(SEEN)).to_have_count(0)
    expect_accessible(aoi)
    aoi.get_by_label("異議の内容").fill(APPEAL)
    acts.press(aoi, "異議を申し立てる")
    acts.sees(aoi, "異議を受け付けました")


def test_a_stopped_listing_goes_on_once_another_of_the_staff_has_read_the_appeal(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page]
) -> None:
    kei = new_page(as_person=cast.kei)
    sei = new_page(as_person=make_person("sei@example.com", "事務局 星", is_staff=True))
    listing_id = listing(cast)
    reported = report(ren, listing_id)
    stop(kei)
    ren.goto(reported)
    acts.sees(ren, "違反を確認しました")
    expect(ren.get_by_text(FACTS)).to_have_count(0)

    appeal(aoi)
    kei.goto("/desk/appeals/")
    acts.follow(kei, str(cast.aoi))
    acts.sees(kei, "別の担当者が審査します")
    sei.goto("/desk/appeals/")
    acts.follow(sei, str(cast.aoi))
    sei.get_by_label("理由").fill(ANSWER)
    acts.press(sei, "決定を取り消す")

    aoi.reload()
    acts.sees(aoi, "この決定は取り消されました")
    acts.sees(aoi, ANSWER)
    ren.goto(reported)
    acts.sees(ren, "違反は確認できませんでした")
    ren.goto(f"/jobs/{listing_id}/")
    expect(ren.get_by_role("link", name="応募する")).to_be_visible()
