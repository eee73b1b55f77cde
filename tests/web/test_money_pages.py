"""Where people see their money, and where staff let it in and out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from playwright.sync_api import Page

from tachiai.money import actions, queries
from tachiai.money.queries import wallet_balance
from tachiai.money.rules import SPLIT_ESCROW, contract_holder
from tachiai.people.models import Person
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import MONDAY, Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Aoi and Ren agreed on 80,000 yen; Aoi has announced her transfer."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


@pytest.fixture
def paid(deal: Deal, cast: Cast) -> Deal:
    """The whole way: the transfer arrived, Ren delivered, Aoi accepted."""
    awaited = queries.awaited_pay_in(deal.contract.holder)
    assert awaited is not None
    actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=MONDAY)
    deal.deliver()
    deal.accept()
    return deal


@pytest.fixture
def divided(deal: Deal, cast: Cast) -> Deal:
    """Ren asks to end it early with 30,000 yen of the 80,000 for what is done; Aoi agrees."""
    awaited = queries.awaited_pay_in(deal.contract.holder)
    assert awaited is not None
    actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=MONDAY)
    request = deal.ask("termination", cast.ren, worker_share=30_000)
    deal.answer(request, "accept", cast.aoi)
    return deal


@pytest.fixture
def taxed(deal: Deal, cast: Cast) -> Deal:
    """The transfer arrived; 60,000 yen of the 80,000 are for Ren, and 6,126 of those are tax that Aoi pays for him."""
    awaited = queries.awaited_pay_in(deal.contract.holder)
    assert awaited is not None
    actions.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=MONDAY)
    actions.post_movement(
        SPLIT_ESCROW,
        holder=deal.contract.holder,
        client_id=cast.aoi.pk,
        worker_id=cast.ren.pk,
        amount=80_000,
        worker_share=60_000,
        withheld=6_126,
        fee_schedule=deal.contract.fee_schedule,
        step_number=99,
        at=MONDAY,
    )
    return deal


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    """What is written on the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestTheStatement:
    def test_of_the_worker_shows_the_reward_and_what_it_is_made_of(self, paid: Deal, cast: Cast) -> None:
        page = text_of(as_(cast.ren).get("/money/"))
        assert "62,400円" in page
        assert "報酬額 80,000円 − システム利用料 16,000円 − 利用料の消費税 1,600円" in page
        assert "11月2日(月)" in page

    def test_of_a_division_shows_each_side_how_it_adds_up(self, divided: Deal, cast: Cast) -> None:
        worker, client = (text_of(as_(person).get("/money/")) for person in (cast.ren, cast.aoi))
        assert "分割精算 報酬額 30,000円 − システム利用料 6,000円 − 利用料の消費税 600円" in worker
        assert "分割精算 仮払い 80,000円 − ワーカーへの報酬 30,000円" in client
        assert "23,400円" in worker
        assert "50,000円" in client

    def test_of_a_reward_with_withheld_tax_tells_both_where_it_went(self, taxed: Deal, cast: Cast) -> None:
        worker, client = (text_of(as_(person).get("/money/")) for person in (cast.ren, cast.aoi))
        made_of = "報酬額 60,000円 − システム利用料 12,000円 − 利用料の消費税 1,200円 − 源泉徴収税 6,126円"
        assert f"分割精算 {made_of}" in worker
        assert "40,674円" in worker
        assert "源泉徴収税の預かり ワーカーの報酬から差し引いた源泉徴収税です。" in client
        assert "6,126円" in client
        assert "分割精算 仮払い 80,000円 − ワーカーへの報酬 60,000円" in client

    def test_of_withheld_tax_reads_in_english(self, taxed: Deal, cast: Cast) -> None:
        assert "− withheld income tax ¥6,126" in text_of(as_(cast.ren).get("/money/?lang=en"))
        assert "Withheld income tax Taken off the worker’s reward." in text_of(as_(cast.aoi).get("/money/?lang=en"))

    def test_of_withheld_tax_stands_on_the_page_of_the_contract(self, taxed: Deal, cast: Cast) -> None:
        page = text_of(as_(cast.ren).get(f"/contracts/{taxed.reference}/"))
        assert "源泉徴収税（クライアントが納付） −6,126円" in page
        assert "クライアントへの返金 −20,000円" in page

    def test_of_the_client_leads_to_the_contract(self, paid: Deal, cast: Cast) -> None:
        response = as_(cast.aoi).get("/money/")
        assert f'href="/contracts/{paid.reference}/"' in response.content.decode()
        assert "仮払い" in text_of(response)
        assert "入金" in text_of(response)

    def test_reads_in_english(self, paid: Deal, cast: Cast) -> None:
        page = text_of(as_(cast.ren).get("/money/?lang=en"))
        assert "Reward ¥80,000 − platform fee ¥16,000 − tax on the fee ¥1,600" in page
        assert "Mon 2 Nov" in page

    def test_without_money_says_how_it_would_come(self, cast: Cast) -> None:
        page = text_of(as_(cast.mio).get("/money/?lang=ja"))
        assert "まだお金の動きはありません" in page
        assert "CSV" not in page

    def test_says_how_and_when_it_comes_to_a_bank_account(self, paid: Deal, cast: Cast) -> None:
        response = as_(cast.ren).get("/money/")
        page = text_of(response)
        assert "振込先を伝える" in page and "までに、いつ振り込むかをお返事します" in page
        asking = as_(cast.ren).get(re.search(r'href="(/inquiries/ask/\?[^"]+)"', response.content.decode())[1])
        assert re.findall(r'href="/help/(\w+)/"', asking.content.decode())[0] == "payout"

    def test_shows_nobody_the_money_of_another(self, paid: Deal, cast: Cast) -> None:
        assert "62,400" not in text_of(as_(cast.zen).get("/money/"))
        assert paid.reference not in as_(cast.zen).get("/money/statement.csv").getvalue().decode()

    def test_asks_a_visitor_to_sign_in(self, db: None) -> None:
        for address in ("/money/", "/money/statement.csv"):
            assert Client().get(address).headers["Location"].startswith("/account/login/")

    def test_is_read_page_by_page(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        for contract in range(1, queries.PAGE + 3):
            pay_in = actions.announce_pay_in(
                holder=contract_holder(-contract), client_id=cast.aoi.pk, amount=1_000 + contract, at=MONDAY
            )
            monkeypatch.setattr(actions, "publish", lambda event: [])
            actions.confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=cast.kei.pk, at=MONDAY)
        browser = as_(cast.aoi)
        first = browser.get("/money/").content.decode()
        assert "1,052円" in first and "1,002円" not in first
        older = re.search(r'rel="next" href="([^"]+)"', first)
        assert older is not None
        second = browser.get(f"/money/{older[1]}").content.decode()
        assert "1,002円" in second and "1,052円" not in second
        newer = re.search(r'rel="prev" href="([^"]+)"', second)
        assert newer is not None
        assert "1,052円" in browser.get(f"/money/{newer[1]}").content.decode()

    @pytest.mark.parametrize("nonsense", ["?before=x", "?after=-5", f"?before={10**20}", "?before=%E2%91%A0"])
    def test_survives_a_nonsense_address(self, paid: Deal, cast: Cast, nonsense: str) -> None:
        assert as_(cast.ren).get(f"/money/{nonsense}").status_code == 200

    def test_takes_few_queries(self, paid: Deal, cast: Cast) -> None:
        browser = as_(cast.ren)
        browser.get("/money/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/money/")
        assert len(asked) <= 15


class TestTheFile:
    def rows(self, person: Person, language: str = "ja") -> list[dict[str, str]]:
        response = as_(person).get(f"/money/statement.csv?lang={language}")
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        content = response.getvalue().decode("utf-8")
        assert content.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))

    def test_has_every_line_with_fee_and_tax(self, paid: Deal, cast: Cast) -> None:
        assert self.rows(cast.ren) == [
            {
                "日付": "2026-11-02 10:00",
                "内容": "報酬",
                "契約": paid.reference,
                "仕事": "珈琲店のロゴ",
                "受取": "62400",
                "支払": "",
                "残高": "62400",
                "報酬額（控除前）": "80000",
                "システム利用料": "16000",
                "利用料の消費税": "1600",
                "源泉徴収税": "",
            }
        ]

    def test_has_a_division_on_both_sides(self, divided: Deal, cast: Cast) -> None:
        shown = ("What", "In", "Out", "Balance", "Reward before fees", "Platform fee", "Tax on the fee")
        worker, client = (self.rows(person, "en")[-1] for person in (cast.ren, cast.aoi))
        assert [worker[name] for name in shown] == ["Settled by division", "23400", "", "23400", "30000", "6000", "600"]
        assert [client[name] for name in shown] == ["Settled by division", "50000", "", "50000", "", "", ""]

    def test_has_withheld_tax_on_both_sides(self, taxed: Deal, cast: Cast) -> None:
        shown = ("What", "In", "Reward before fees", "Platform fee", "Tax on the fee", "Withheld income tax")
        (worker,) = self.rows(cast.ren, "en")
        assert [worker[name] for name in shown] == ["Settled by division", "40674", "60000", "12000", "1200", "6126"]
        client = [[row[name] for name in shown] for row in self.rows(cast.aoi, "en")]
        assert ["Withheld income tax", "6126", "", "", "", ""] in client
        assert ["Settled by division", "20000", "", "", "", ""] in client

    def test_is_in_the_readers_language_and_zone(self, paid: Deal, cast: Cast) -> None:
        cast.aoi.time_zone = "Europe/London"
        cast.aoi.save()
        rows = self.rows(cast.aoi, "en")
        assert [(row["Date"], row["What"], row["In"], row["Out"], row["Balance"]) for row in rows] == [
            ("2026-11-02 01:00", "Money in", "80000", "", "80000"),
            ("2026-11-02 01:00", "Deposit", "", "80000", "0"),
        ]

    def test_runs_no_formula_that_somebody_wrote_as_a_title(self, paid: Deal, cast: Cast) -> None:
        type(paid.contract).objects.update(title="=HYPERLINK(1)")
        assert self.rows(cast.ren)[0]["仕事"] == "'=HYPERLINK(1)"

    def test_of_nobody_is_its_header(self, cast: Cast) -> None:
        assert self.rows(cast.mio) == []


class TestTheDesk:
    def test_lets_in_staff_and_nobody_else(self, deal: Deal, cast: Cast) -> None:
        pay_in = queries.awaited_pay_in(deal.contract.holder)
        assert pay_in is not None
        addresses = [
            reverse("desk:home"),
            reverse("desk:deposits"),
            reverse("desk:deposit", args=[pay_in.pk]),
            reverse("desk:payouts"),
            reverse("desk:payout", args=[cast.ren.pk]),
        ]
        for address in addresses:
            assert as_(cast.kei).get(address).status_code == 200
            for person in (cast.aoi, cast.ren, cast.mio, cast.zen):
                response = as_(person).get(address)
                assert response.status_code == 403
                assert deal.reference not in response.content.decode()
            assert Client().get(address).headers["Location"].startswith("/account/login/")

    def test_has_no_page_without_its_guard(self) -> None:
        patterns = get_resolver("tachiai.web.desk.urls").url_patterns
        assert patterns
        assert [p.name for p in patterns if not getattr(p.callback, "is_staff_page", False)] == []

    def test_says_how_much_waits(self, deal: Deal, cast: Cast) -> None:
        page = text_of(as_(cast.kei).get("/desk/"))
        assert "入金の確認 1 件" in page
        assert "出金の記録 0 人" in page


class TestADeposit:
    def confirm(self, deal: Deal, person: Person) -> Any:
        pay_in = queries.awaited_pay_in(deal.contract.holder) or queries.PayIn.objects.get(holder_id=deal.contract.pk)
        return as_(person).post(reverse("desk:deposit", args=[pay_in.pk]), follow=True)

    def test_stands_in_the_queue_with_what_to_compare(self, deal: Deal, cast: Cast) -> None:
        pay_in = queries.awaited_pay_in(deal.contract.holder)
        assert pay_in is not None
        page = text_of(as_(cast.kei).get("/desk/deposits/"))
        for shown in (pay_in.reference, "葵デザイン室", "珈琲店のロゴ", "80,000円", "11月2日(月)"):
            assert shown in page

    def test_confirmed_sets_the_contract_to_work(self, deal: Deal, cast: Cast) -> None:
        deal.expect("awaiting_deposit")
        page = text_of(self.confirm(deal, cast.kei))
        assert "確認済みにしました" in page
        assert "入金待ちはありません" in page
        deal.expect("working")
        assert deal.escrow() == 80_000

    def test_confirmed_twice_counts_once(self, deal: Deal, cast: Cast) -> None:
        self.confirm(deal, cast.kei)
        self.confirm(deal, cast.kei)
        assert (deal.escrow(), deal.wallet(cast.aoi)) == (80_000, 0)

    def test_cannot_be_confirmed_by_the_client(self, deal: Deal, cast: Cast) -> None:
        assert self.confirm(deal, cast.aoi).status_code == 403
        deal.expect("awaiting_deposit")

    def test_is_not_confirmed_by_following_a_link(self, deal: Deal, cast: Cast) -> None:
        pay_in = queries.awaited_pay_in(deal.contract.holder)
        assert pay_in is not None
        as_(cast.kei).get(reverse("desk:deposit", args=[pay_in.pk]))
        deal.expect("awaiting_deposit")

    def test_needs_the_proof_of_origin(self, deal: Deal, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.kei, backend="django.contrib.auth.backends.ModelBackend")
        pay_in = queries.awaited_pay_in(deal.contract.holder)
        assert pay_in is not None
        assert strict.post(reverse("desk:deposit", args=[pay_in.pk])).status_code == 403
        deal.expect("awaiting_deposit")

    def test_is_found_by_its_reference_also_after_the_contract_lapsed(self, deal: Deal, cast: Cast) -> None:
        pay_in = queries.awaited_pay_in(deal.contract.holder)
        assert pay_in is not None
        actions.cancel_pay_in(holder=deal.contract.holder)
        assert "入金待ちはありません" in text_of(as_(cast.kei).get("/desk/deposits/"))
        found = text_of(as_(cast.kei).get("/desk/deposits/", {"reference": pay_in.reference.lower()}))
        assert f"{pay_in.reference} 取り消し" in found
        page = text_of(as_(cast.kei).get(reverse("desk:deposit", args=[pay_in.pk])))
        assert "契約はもうこの入金を待っていません" in page

    def test_that_is_not_there_is_a_page_not_found(self, cast: Cast) -> None:
        assert as_(cast.kei).get(reverse("desk:deposit", args=[10**9])).status_code == 404
        assert "合う入金はありません" in text_of(as_(cast.kei).get("/desk/deposits/?reference=TP-ABCDEF"))


class TestAPayout:
    def record(self, cast: Cast, amount: str, key: str = "", by: str = "kei") -> Any:
        form = {"amount": amount, "key": key or str(uuid4())}
        return as_(getattr(cast, by)).post(reverse("desk:payout", args=[cast.ren.pk]), form)

    def test_is_recorded_once_and_told(self, paid: Deal, cast: Cast) -> None:
        key = str(uuid4())
        for _ in range(2):
            assert self.record(cast, "60,000円", key).status_code == 302
        assert wallet_balance(cast.ren.pk) == 2_400
        assert "出金（銀行振込）" in text_of(as_(cast.ren).get("/money/"))

    @pytest.mark.parametrize(("typed", "said"), [("62,401", "残高が足りない"), ("0", "1 以上"), ("abc", "数字で入力")])
    def test_refused_keeps_what_was_typed(self, paid: Deal, cast: Cast, typed: str, said: str) -> None:
        response = self.record(cast, typed)
        assert response.status_code == 400
        assert f'value="{typed}"' in response.content.decode()
        assert said in text_of(response)
        assert wallet_balance(cast.ren.pk) == 62_400

    def test_is_for_staff(self, paid: Deal, cast: Cast) -> None:
        assert self.record(cast, "60000", by="ren").status_code == 403
        assert wallet_balance(cast.ren.pk) == 62_400

    def test_is_offered_for_those_who_have_money(self, paid: Deal, cast: Cast) -> None:
        page = text_of(as_(cast.kei).get("/desk/payouts/"))
        assert "蓮 62,400円" in page
        assert "葵デザイン室" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_the_statement_reads_well(self, paid: Deal, cast: Cast, new_page: Callable[..., Page], width: int) -> None:
        page = new_page(as_person=cast.ren, width=width)
        for address in ("/money/", "/money/?lang=en"):
            page.goto(address)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            expect_accessible(page)

    def test_staff_let_a_deposit_in(self, deal: Deal, cast: Cast, new_page: Callable[..., Page]) -> None:
        page = new_page(as_person=cast.kei)
        page.goto("/desk/")
        expect_accessible(page)
        page.get_by_role("link", name="入金の確認").click()
        expect_accessible(page)
        page.get_by_role("link", name="内容を確かめる").click()
        expect_accessible(page)
        page.get_by_role("button", name="着金を確認済みにする").click()
        page.get_by_text("入金待ちはありません").wait_for()
        deal.expect("working")

    def test_staff_record_a_payout(self, paid: Deal, cast: Cast, new_page: Callable[..., Page]) -> None:
        page = new_page(as_person=cast.kei, width=390)
        page.goto("/desk/payouts/")
        expect_accessible(page)
        page.get_by_role("link", name="出金を記録する").click()
        page.get_by_label("振り込んだ金額").fill("62401")
        page.get_by_role("button", name="出金を記録する").click()
        expect_accessible(page)
        page.get_by_label("振り込んだ金額").fill("62,400")
        page.get_by_role("button", name="出金を記録する").click()
        page.get_by_text("残高のある会員はいません").wait_for()
