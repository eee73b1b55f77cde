"""Two people press opposing buttons: the first counts, the second is told why theirs no longer does."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect

from tachiai.contracts.models import Contract
from tests.deal import Deal
from tests.journeys import acts, beside

WITHDRAW, AGREE, DELIVER = "リクエストを取り下げる", "同意して契約を終える", "納品する"
WHY_NOT = "ページを開いたあとに状態が変わりました"


def press_together(deal: Deal, *presses: tuple[Page, str]) -> None:
    """Each presses a button before anything has come of the others: what every step locks first is held until all of
    them wait for it. They are let through in the order in which they pressed."""
    with transaction.atomic():
        Contract.objects.select_for_update(of=("self",)).get(reference=deal.reference)
        for waiting, (page, name) in enumerate(presses, 1):
            button = page.get_by_role("button", name=name, exact=True)
            button.evaluate("button => void setTimeout(() => button.click())")
            until_waiting(waiting)


def until_waiting(count: int) -> None:
    """Until so many of the server's connections wait for a lock."""
    given_up_at = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < given_up_at:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() == (count,):
                return
            time.sleep(0.05)
    pytest.fail(f"there are not {count} who wait for the contract")


def test_a_delivery_comes_before_the_end_that_was_about_to_be_pressed(
    aoi: Page, ren: Page, deal: Deal, days_pass: Callable[[int], None]
) -> None:
    deal.deposit()
    days_pass(14 + 15)
    for page in (aoi, ren):
        page.goto("/")
        acts.open_contract(page, deal.contract.title)
    acts.follow(aoi, "全額返金で終了する")
    aoi.get_by_label("理由").fill("納期を過ぎました。")

    acts.deliver(ren, "お待たせしました。", ("logo.txt", b"late but here"))
    acts.press(aoi, "全額返金で終了する")
    acts.sees(aoi, "いまの状態（検収中）では、この操作はできません")
    deal.expect("delivered")
    assert deal.escrow() == deal.contract.price


def test_an_acceptance_pressed_in_two_windows_pays_once(aoi: Page, ren: Page, deal: Deal) -> None:
    deal.deposit()
    deal.deliver()
    other = aoi.context.new_page()
    for window in (aoi, other):
        window.goto("/")
        acts.open_contract(window, deal.contract.title)
        acts.follow(window, "検収する（合格）")
    acts.press(aoi, "検収する（合格）")
    acts.sees(aoi, "検収が完了し、報酬が支払われました")
    acts.press(other, "検収する（合格）")
    expect(acts.clock_bar(other)).to_contain_text("報酬が支払われ、契約は完了しました")
    deal.expect("completed")
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)


@pytest.fixture
def at_the_end(aoi: Page, ren: Page, deal: Deal) -> Deal:
    """Ren asked to end the contract with 30,000 yen of 80,000; Aoi is about to agree."""
    deal.deposit()
    deal.ask("termination", deal.worker, worker_share=30_000)
    beside.open_request(aoi, deal, beside.TERMINATION)
    acts.follow(aoi, AGREE)
    return deal


@pytest.mark.parametrize("first", ["agrees", "withdraws"])
def test_an_end_is_agreed_to_in_the_moment_in_which_it_is_withdrawn(
    aoi: Page, ren: Page, at_the_end: Deal, first: str
) -> None:
    deal = at_the_end
    beside.open_request(ren, deal, beside.TERMINATION)
    acts.follow(ren, WITHDRAW)
    presses = [(aoi, AGREE), (ren, WITHDRAW)]
    press_together(deal, *(presses if first == "agrees" else reversed(presses)))
    if first == "agrees":
        it_ended(deal, told=aoi, too_late=ren)
    else:
        acts.sees(ren, "契約途中終了リクエストが取り下げられました")
        acts.sees(aoi, WHY_NOT)
        deal.expect("working")
        assert (deal.open_requests(), deal.escrow()) == ({}, deal.contract.price)


@pytest.mark.parametrize("first", ["agrees", "delivers"])
def test_an_end_is_agreed_to_in_the_moment_of_the_delivery(aoi: Page, ren: Page, at_the_end: Deal, first: str) -> None:
    deal = at_the_end
    beside.at_contract(ren, deal)
    acts.follow(ren, DELIVER)
    ren.get_by_label("納品の説明").fill("間に合いました。")
    presses = [(aoi, AGREE), (ren, DELIVER)]
    press_together(deal, *(presses if first == "agrees" else reversed(presses)))
    if first == "agrees":
        it_ended(deal, told=aoi, too_late=ren)
        expect(ren.get_by_label("納品の説明")).to_have_value("間に合いました。")
    else:
        acts.sees(ren, "納品しました")
        acts.sees(aoi, WHY_NOT)
        deal.expect("delivered")
        assert (deal.open_requests(), deal.escrow()) == ({}, deal.contract.price)


def it_ended(deal: Deal, *, told: Page, too_late: Page) -> None:
    """As agreed, once; the other is told why their button came to nothing."""
    acts.sees(told, "契約途中終了リクエストに同意しました")
    acts.sees(too_late, WHY_NOT)
    deal.expect("terminated")
    assert (deal.open_requests(), deal.escrow()) == ({}, 0)
    assert (deal.wallet(deal.client), deal.wallet(deal.worker)) == (50_000, 23_400)
