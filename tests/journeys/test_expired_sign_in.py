"""What somebody typed is still there after the sign-in ran out, and after a refusal."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts

NOTE = "三案の意図を、案ごとに書きました。"
REASON = "白黒にすると細い線が消えます。線を太くすれば合格です。"


def test_a_delivery_note_survives_an_expired_sign_in(cast: Cast, ren: Page, deal: Deal) -> None:
    deal.deposit()
    ren.goto("/")
    acts.open_contract(ren, deal.contract.title)
    acts.follow(ren, "納品する")
    ren.get_by_label("納品の説明").press_sequentially(NOTE)
    Session.objects.all().delete()
    acts.press(ren, "納品する")
    acts.sign_in(ren, cast.ren.email)
    expect(ren.get_by_label("納品の説明")).to_have_value(NOTE)
    deal.expect("working")
    acts.press(ren, "納品する")
    acts.sees(ren, "納品しました")
    deal.expect("delivered")


def test_a_message_survives_an_expired_sign_in(cast: Cast, aoi: Page, deal: Deal) -> None:
    aoi.goto("/")
    acts.open_contract(aoi, deal.contract.title)
    aoi.get_by_label("メッセージ", exact=True).press_sequentially(NOTE)
    Session.objects.all().delete()
    aoi.reload()
    acts.sign_in(aoi, cast.aoi.email)
    expect(aoi.get_by_label("メッセージ", exact=True)).to_have_value(NOTE)


def test_a_refused_rejection_keeps_every_reason(aoi: Page, deal: Deal) -> None:
    """One ticked item has its reason, another has none: nothing is sent on, nothing is lost."""
    deal.deposit()
    deal.deliver()
    aoi.goto("/")
    acts.open_contract(aoi, deal.contract.title)
    acts.follow(aoi, "検収不合格にする")
    first, last = (aoi.get_by_role("group", name=item) for item in ("案が3つある", "白黒でも読める"))
    first.get_by_label("満たしていない").check()
    last.get_by_label("満たしていない").check()
    last.get_by_role("textbox").fill(REASON)
    acts.press(aoi, "検収不合格にする")
    acts.sees(aoi, "次の点をご確認ください")
    expect(last.get_by_role("textbox")).to_have_value(REASON)
    expect(first.get_by_label("満たしていない")).to_be_checked()
    deal.expect("delivered")
    first.get_by_role("textbox").fill("案が2つしかありません。")
    acts.press(aoi, "検収不合格にする")
    acts.sees(aoi, "検収不合格となり、修正を依頼しました")
    deal.expect("working")
