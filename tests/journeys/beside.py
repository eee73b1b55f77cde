"""What people do beside a contract, said once: they ask for something, look at it once more, send it, answer.

Each begins on the contract's page or on that of the request and waits for what the page says then.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.deal import Deal
from tests.journeys import acts

OWN = "金額を指定する"
REMINDER, TERMINATION, CHANGE, MEDIATION = (
    "連絡催促申請", "契約途中終了リクエスト", "条件変更リクエスト", "話し合いの場"
)  # fmt: skip
_WAYS_IN = {
    REMINDER: "契約相手と連絡がとれない場合はこちら",
    TERMINATION: "契約を途中で終える（契約途中終了リクエスト）",
    CHANGE: "条件を変える（条件変更リクエスト）",
    MEDIATION: "話し合いの場を開く",
}


def at_contract(page: Page, deal: Deal) -> None:
    """To the page of a running or ended contract, directly."""
    page.goto(f"/contracts/{deal.reference}/")


def opening(page: Page, kind: str) -> Locator:
    """The line of the contract's page from which one asks for `kind`, with the reason why not now."""
    link = page.get_by_role("link", name=_WAYS_IN[kind], exact=True)
    return page.locator("#openings").get_by_role("listitem").filter(has=link)


def way_in(page: Page, kind: str) -> None:
    """From the contract's page to where one asks for `kind`."""
    opening(page, kind).get_by_role("link").first.click()


def open_request(page: Page, deal: Deal, kind: str) -> None:
    """To the page of the request of that kind which is open beside the contract."""
    at_contract(page, deal)
    page.locator("#requests").get_by_role("link", name=kind, exact=True).click()


def divide(page: Page, worker_share: int) -> None:
    """In a form that asks how what is held is divided."""
    page.get_by_label(OWN).check()
    page.get_by_label("ワーカーに支払う金額").fill(f"{worker_share:,}円")


def ask_to_end(page: Page, worker_share: int, why: str) -> None:
    """From the contract's page, with one look before sending."""
    way_in(page, TERMINATION)
    page.get_by_label("依頼の必要がなくなった").check()
    page.get_by_label("理由", exact=True).fill(why)
    divide(page, worker_share)
    acts.press(page, "内容を確かめる")
    acts.sees(page, "この内容で送りますか")
    acts.press(page, "契約途中終了リクエストを送信")
    acts.sees(page, "契約途中終了リクエストが送られました")


def answer(page: Page, step: str, said: str, *, reason: str = "", worker_share: int | None = None) -> None:
    """Take the step called `step` on the request's page; the page then says `said`."""
    acts.follow(page, step)
    if worker_share is not None:
        divide(page, worker_share)
    if reason:
        page.get_by_label("理由", exact=True).fill(reason)
    if worker_share is not None:
        acts.press(page, "内容を確かめる")
    acts.press(page, step)
    acts.sees(page, said)


def sees_rows(page: Page, **rows: int) -> None:
    """Rows of a table of money on the page, by their labels, in yen; what is taken away is below nought."""
    for label, amount in rows.items():
        shown = f"{amount:,}円".replace("-", "−")
        expect(page.get_by_role("row", name=f"{label} {shown}").first).to_be_visible()
