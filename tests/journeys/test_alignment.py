"""The listing says one thing and the offer another: no contract before the difference was ticked, and signed for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tachiai.clockwork.queries import now
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Offer
from tachiai.terms.models import Consent
from tests.cast import PASSWORD, Cast
from tests.jobs.market import DRAFT, Market
from tests.journeys import acts

SIGN = "この条件に同意する"


@pytest.fixture
def proposal_id(cast: Cast) -> int:
    """The listing asks for 30,000 yen; Ren offers 36,000, for the same day."""
    market, at, due_on = Market(cast), now(), acts.today() + timedelta(days=30)
    draft = {"terms": replace(DRAFT.terms, due_on=due_on), "apply_on": due_on - timedelta(days=14)}
    listing_id = market.listing(at=at, budget_min=30_000, budget_max=30_000, **draft)
    sent = market.proposal(listing_id, at=at, offer=Offer("やわらかい線でご提案します。", 36_000, due_on))
    jobs.open_terms(proposal_id=sent, client_id=cast.aoi.pk, at=at)
    return sent


def at(page: Page, proposal_id: int) -> Page:
    page.goto(f"/proposals/{proposal_id}/")
    return page


def item(page: Page, name: str) -> Locator:
    return page.locator(f"#item-{name}")


def test_a_difference_has_to_be_ticked_by_the_side_that_it_burdens(
    cast: Cast, new_page: Callable[..., Page], proposal_id: int
) -> None:
    aoi, ren = at(new_page(as_person=cast.aoi), proposal_id), at(new_page(as_person=cast.ren), proposal_id)
    for text in ("募集から変わりました。確かめる人：クライアント", "30,000円", "36,000円"):
        expect(item(aoi, "price")).to_contain_text(text)
    acts.understand_everything(ren)
    aoi.reload()
    for box in aoi.locator("#talk input[name=item]").all():
        if box.get_attribute("value") != "price":
            box.check()
    acts.press(aoi, "チェックした項目を確かめたことにする")
    acts.sees(aoi, "あなたが確かめていない項目があと1件あります")
    for page in (aoi, ren):
        page.reload()
        expect(page.get_by_role("link", name=SIGN)).to_have_count(0)

    item(aoi, "price").get_by_label("募集から変わったことを確かめ").check()
    acts.press(aoi, "チェックした項目を確かめたことにする")
    acts.agree(aoi)
    acts.make_contract(ren)


def test_a_question_at_one_item_is_answered_there(cast: Cast, new_page: Callable[..., Page], proposal_id: int) -> None:
    aoi, ren = at(new_page(as_person=cast.aoi), proposal_id), at(new_page(as_person=cast.ren), proposal_id)
    acts.understand_everything(aoi)
    ren.reload()
    acts.understand_everything(ren)
    item(ren, "scope").locator("summary").first.click()
    item(ren, "scope").get_by_text("質問する・別の案を出す").click()
    item(ren, "scope").get_by_role("textbox").fill("案の数は3つでよいですか。")
    item(ren, "scope").get_by_role("button", name="質問として送る").click()
    acts.sees(ren, "質問を送りました")
    aoi.reload()
    expect(aoi.get_by_role("link", name=SIGN)).to_have_count(0)
    item(aoi, "scope").get_by_text("答える・別の案を出す").click()
    item(aoi, "scope").get_by_role("textbox").fill("はい、3つです。")
    item(aoi, "scope").get_by_role("button", name="返事・補足として送る").click()
    acts.sees(aoi, "書き込みを送りました")
    ren.reload()
    expect(item(ren, "scope")).to_contain_text("はい、3つです。")
    acts.understand_everything(ren)
    expect(ren.get_by_role("link", name=SIGN)).to_have_count(1)


def virtual_authenticator(page: Page) -> CDPSession:
    """A passkey on this device, unlocked by its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def add_passkey(page: Page) -> None:
    page.goto("/account/2fa/webauthn/add/")
    if page.get_by_label("パスワード", exact=True).count():
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button").first.click()
    page.locator("#id_name").fill("このパソコン")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/add/" not in url)


def test_a_passkey_signs_the_very_version(cast: Cast, new_page: Callable[..., Page], proposal_id: int) -> None:
    ren = new_page(as_person=cast.ren)
    virtual_authenticator(ren)
    add_passkey(ren)
    aoi = at(new_page(as_person=cast.aoi), proposal_id)
    acts.understand_everything(aoi)
    acts.understand_everything(at(ren, proposal_id))
    acts.follow(ren, SIGN)
    acts.press(ren, "パスキーで署名する")
    acts.sees(ren, "この条件に同意しました")
    given = Consent.objects.get()
    assert given.method == "passkey"
    assert given.proof["digest"] == given.version.digest
