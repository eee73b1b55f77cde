"""Where people find, read, print and keep the papers of their contracts, and what that leaves as evidence."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import typst
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from tachiai.contracts.models import Paper
from tachiai.contracts.papers import queries as papers
from tachiai.contracts.papers.queries import PaperView
from tachiai.documents.gateways import typst_pdf
from tachiai.documents.gateways.typst_pdf import pdf
from tachiai.documents.rules import Document
from tachiai.people.models import Person
from tachiai.web.site.papers.rows import paper_rows
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import MONDAY, Deal

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: LATER)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Aoi and Ren agreed on 80,000 yen: an order notice and a contract sheet."""
    return Deal(cast.aoi, cast.ren)


@pytest.fixture
def two(cast: Cast, deal: Deal) -> tuple[Deal, Deal]:
    """The same, and a fortnight later Mio works for Aoi for 120,000 yen."""
    return deal, Deal(cast.aoi, cast.mio, at=MONDAY + timedelta(days=14), price=120_000)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    """What is written on the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def serials(response: Any) -> list[str]:
    """The papers in the list, in order."""
    return re.findall(r'<th scope="row"><a href="/papers/([^/]+)/">', response.content.decode())


def order_of(deal: Deal) -> str:
    return f"{deal.reference}-order-1"


def evidence_of(deal: Deal, cast: Cast) -> list[tuple[str, str, str]]:
    """Who did what with the order notice, in which form, as the client reads it."""
    view = papers.paper_for(cast.aoi.pk, False, order_of(deal))
    assert view is not None
    shown = [(each.role, each.channel, each.detail) for each in papers.evidence(view)]
    return [each for each in shown if each[1] in ("opened", "downloaded")]


def test_a_paper_in_another_language_says_why(deal: Deal, cast: Cast) -> None:
    address = f"/papers/{Paper.objects.filter(contract=deal.contract)[0].serial}/"
    reader = as_(cast.ren)
    assert "募集の言語" not in reader.get(address).content.decode()
    cast.ren.language = "en"
    cast.ren.save()
    said = as_(cast.ren).get(address, headers={"accept-language": "en"}).content.decode()
    assert "This paper is in Japanese, the language of the listing." in said


class TestTheList:
    def test_shows_each_side_its_papers_with_the_other_ones_name(self, deal: Deal, cast: Cast) -> None:
        client, worker = (as_(person).get("/papers/") for person in (cast.aoi, cast.ren))
        assert order_of(deal) in serials(client) and order_of(deal) in serials(worker)
        assert "発注書" in text_of(client) and "80,000円" in text_of(client)
        assert re.search(rf"{order_of(deal)} .{{0,40}}蓮", text_of(client))
        assert re.search(rf"{order_of(deal)} .{{0,40}}葵デザイン室", text_of(worker))

    def test_shows_nobody_the_papers_of_another(self, deal: Deal, cast: Cast) -> None:
        for person in (cast.zen, cast.kei):
            assert deal.reference not in as_(person).get("/papers/").content.decode()
            assert deal.reference not in as_(person).get("/papers/found.csv").getvalue().decode()

    def test_asks_a_visitor_to_sign_in(self, deal: Deal) -> None:
        for path in ("", "found.csv", f"{order_of(deal)}/", f"{order_of(deal)}.pdf", f"{order_of(deal)}.json"):
            assert Client().get(f"/papers/{path}").headers["Location"].startswith("/account/login/")

    @pytest.mark.parametrize(
        ("asked", "which"),
        [
            ({"since": "2026-11-10"}, (1,)),
            ({"until": "2026-11-10"}, (0,)),
            ({"since": "2026-11-02", "until": "2026-11-16"}, (1, 0)),
            ({"least": "100000"}, (1,)),
            ({"least": "８０，０００円", "most": "¥80,000"}, (0,)),
            ({"counterparty": " mio "}, (1,)),
            ({"counterparty": "蓮", "until": "２０２６年１１月２日"}, (0,)),
            ({"counterparty": "蓮", "least": "100,000"}, ()),
            ({"kind": "order_notice", "since": "2026/11/3", "least": "1"}, (1,)),
            ({"kind": "receipt"}, ()),
        ],
    )
    def test_is_searched_by_date_amount_other_side_and_kind_together(
        self, two: tuple[Deal, Deal], cast: Cast, asked: dict[str, str], which: tuple[int, ...]
    ) -> None:
        found = [serial for serial in serials(as_(cast.aoi).get("/papers/", asked)) if "-order-" in serial]
        assert found == [order_of(two[index]) for index in which]

    def test_turns_a_range_round_and_says_so(self, two: tuple[Deal, Deal], cast: Cast) -> None:
        asked = {"since": "2026-11-30", "until": "2026-11-10", "least": "200000", "most": "1", "kind": "order_notice"}
        page = as_(cast.aoi).get("/papers/", asked)
        assert serials(page) == [order_of(two[1])]
        assert "始まりの日付が終わりの日付より後だったため" in text_of(page)
        assert "下限の金額が上限より大きかったため" in text_of(page)
        assert 'name="since" value="2026-11-10"' in page.content.decode()

    def test_leaves_out_what_it_cannot_read_and_says_so(self, two: tuple[Deal, Deal], cast: Cast) -> None:
        asked = {"since": "きのう", "least": "-5", "counterparty": "Mio", "kind": "order_notice"}
        page = as_(cast.aoi).get("/papers/", asked)
        assert serials(page) == [order_of(two[1])]
        assert "読み取れない条件があります" in text_of(page)
        assert 'value="きのう"' in page.content.decode() and 'value="-5"' in page.content.decode()
        assert page.content.decode().count('aria-invalid="true"') == 2

    @pytest.mark.parametrize(
        "nonsense", [f"before={10**20}", "before=x", "before=%E2%91%A0", "kind=x", "least=" + "9" * 40, "before=1"]
    )
    def test_survives_a_nonsense_address(self, deal: Deal, cast: Cast, nonsense: str) -> None:
        assert as_(cast.aoi).get(f"/papers/?{nonsense}").status_code == 200

    def test_is_read_page_by_page_and_keeps_the_search(
        self, two: tuple[Deal, Deal], cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(papers, "PAGE", 1)
        browser = as_(cast.aoi)
        first = browser.get("/papers/?kind=order_notice&counterparty=")
        older = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
        assert older is not None and serials(first) == [order_of(two[1])]
        second = browser.get(f"/papers/{older[1].replace('&amp;', '&')}")
        assert serials(second) == [order_of(two[0])]
        newest = re.search(r'rel="prev" href="([^"]+)"', second.content.decode())
        assert newest is not None and newest[1] == "?kind=order_notice"
        assert 'rel="next"' not in second.content.decode()

    def test_says_how_papers_come_about_and_when_nothing_matches(self, deal: Deal, cast: Cast) -> None:
        empty = as_(cast.mio).get("/papers/?lang=ja")
        assert "まだ帳票はありません" in text_of(empty) and 'role="search"' not in empty.content.decode()
        nothing = as_(cast.aoi).get("/papers/", {"counterparty": "だれでもない"})
        assert "条件に合う帳票はありません" in text_of(nothing) and 'role="search"' in nothing.content.decode()

    def test_reads_in_english(self, deal: Deal, cast: Cast) -> None:
        assert "Order notice" in text_of(as_(cast.aoi).get("/papers/?lang=en"))

    def test_takes_few_queries(self, two: tuple[Deal, Deal], cast: Cast) -> None:
        browser = as_(cast.aoi)
        for path in ("/papers/?least=1&counterparty=o", f"/papers/{order_of(two[0])}/"):
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                browser.get(path)
            assert len(asked) <= 15


class TestTheFile:
    def rows(self, person: Person, **asked: str) -> list[dict[str, str]]:
        response = as_(person).get("/papers/found.csv", asked)
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        content = response.getvalue().decode("utf-8")
        assert content.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))

    def test_has_every_paper_that_was_found(
        self, two: tuple[Deal, Deal], cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tachiai.web.site.papers.csv_file.PIECE", 1)
        rows = self.rows(cast.aoi, kind="order_notice")
        assert rows == [
            {
                "日付": day,
                "種類": "発注書",
                "相手方": name,
                "金額": amount,
                "仕事": "珈琲店のロゴ",
                "契約番号": deal.reference,
                "番号": order_of(deal),
            }
            for deal, day, name, amount in (
                (two[1], "2026-11-16", "Mio", "120000"),
                (two[0], "2026-11-02", "蓮", "80000"),
            )
        ]

    def test_is_offered_for_the_search_that_is_shown(self, two: tuple[Deal, Deal], cast: Cast) -> None:
        page = as_(cast.aoi).get("/papers/", {"counterparty": "Mio", "since": "2026年11月1日"}).content.decode()
        href = re.search(r'href="(/papers/found\.csv\?[^"]+)"', page)
        assert href is not None and href[1] == "/papers/found.csv?since=2026-11-01&amp;counterparty=Mio"
        assert {row["相手方"] for row in self.rows(cast.aoi, counterparty="Mio", since="2026-11-01")} == {"Mio"}

    def test_runs_no_formula_that_somebody_is_called(self, cast: Cast) -> None:
        cast.ren.display_name = "=HYPERLINK(1)"
        cast.ren.save()
        Deal(cast.aoi, cast.ren)
        assert {row["相手方"] for row in self.rows(cast.aoi)} == {"'=HYPERLINK(1)"}

    def test_of_nobody_is_its_header(self, cast: Cast) -> None:
        assert self.rows(cast.mio) == []


class TestAPaper:
    def test_is_shown_as_it_was_issued(self, deal: Deal, cast: Cast) -> None:
        paper = Paper.objects.get(serial=order_of(deal))
        page = as_(cast.ren).get(f"/papers/{paper.serial}/")
        document = Document.from_data(paper.content)
        for said in (document.title, document.number, document.amount, document.issued_by.name, paper.digest):
            assert said in text_of(page)
        assert f'<article class="paper" lang="{document.language}">' in page.content.decode()
        assert "発行したときの値（SHA-256）と一致しています" in text_of(page)
        assert f'href="/contracts/{deal.reference}/"' in page.content.decode()

    def test_stays_in_its_language_whoever_reads_it(self, deal: Deal, cast: Cast) -> None:
        page = as_(cast.ren).get(f"/papers/{order_of(deal)}/?lang=en")
        assert '<article class="paper" lang="ja">' in page.content.decode()
        assert "How it arrived" in text_of(page) and "発行日" in text_of(page)

    def test_is_for_the_two_and_for_staff(self, deal: Deal, cast: Cast) -> None:
        for path in ("/", ".pdf", ".json"):
            for person, status in ((cast.aoi, 200), (cast.ren, 200), (cast.kei, 200), (cast.zen, 404), (cast.mio, 404)):
                assert as_(person).get(f"/papers/{order_of(deal)}{path}").status_code == status
        assert as_(cast.kei).get("/papers/nothing/").status_code == 404

    def test_opened_or_kept_leaves_evidence_once(self, deal: Deal, cast: Cast) -> None:
        assert evidence_of(deal, cast) == []
        browser = as_(cast.ren)
        for path in ("/", "/", ".pdf", ".json", ".json"):
            browser.get(f"/papers/{order_of(deal)}{path}")
        as_(cast.kei).get(f"/papers/{order_of(deal)}/")
        assert evidence_of(deal, cast) == [
            ("worker", "opened", ""),
            ("worker", "downloaded", "pdf"),
            ("worker", "downloaded", "json"),
        ]
        page = text_of(as_(cast.aoi).get(f"/papers/{order_of(deal)}/"))
        assert "サイトの通知で知らせました" in page
        assert re.search(r"PDFを保存しました 蓮・ワーカー（受注者） 11月2日\(月\) 12:00", page)

    def test_looked_at_by_a_program_leaves_none(self, deal: Deal, cast: Cast) -> None:
        browser = as_(cast.ren)
        for path in ("/", ".pdf", ".json"):
            assert browser.head(f"/papers/{order_of(deal)}{path}").status_code == 200
        browser.get(f"/papers/{order_of(deal)}/", headers={"Sec-Purpose": "prefetch;prerender"})
        assert evidence_of(deal, cast) == []

    def test_that_no_longer_is_what_was_issued_says_so(
        self, deal: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(PaperView, "is_unchanged", False)
        page = text_of(as_(cast.ren).get(f"/papers/{order_of(deal)}/"))
        assert "発行したときの値と一致しません" in page and "一致しています" not in page

    def test_is_kept_as_json_whose_digest_is_the_one_on_record(self, deal: Deal, cast: Cast) -> None:
        paper = Paper.objects.get(serial=order_of(deal))
        response = as_(cast.ren).get(f"/papers/{paper.serial}.json")
        assert hashlib.sha256(response.content).hexdigest() == paper.digest
        assert json.loads(response.content) == paper.content
        assert response.headers["Content-Disposition"] == f'attachment; filename="{paper.serial}.json"'

    def test_is_kept_as_pdf(self, deal: Deal, cast: Cast) -> None:
        paper = Paper.objects.get(serial=order_of(deal))
        response = as_(cast.ren).get(f"/papers/{paper.serial}.pdf")
        assert response.content == pdf(Document.from_data(paper.content), digest=paper.digest)
        assert response.headers["Content-Disposition"] == f'attachment; filename="{paper.serial}.pdf"'

    @pytest.mark.parametrize("ending", ["pdf", "json"])
    def test_is_inert_as_a_file(self, deal: Deal, cast: Cast, ending: str) -> None:
        headers = as_(cast.ren).get(f"/papers/{order_of(deal)}.{ending}").headers
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_without_a_japanese_font_says_what_is_missing_and_is_no_evidence(
        self, deal: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        none = typst.Fonts(include_system_fonts=False)
        monkeypatch.setattr(typst_pdf.typst, "Fonts", lambda: none)
        typst_pdf._fonts.cache_clear()
        response = as_(cast.ren).get(f"/papers/{order_of(deal)}.pdf")
        assert response.status_code == 409
        assert "fonts-noto-cjk" in text_of(response)
        assert evidence_of(deal, cast) == []


class TestOnTheContract:
    def test_are_listed_in_the_order_of_issue(self, deal: Deal, cast: Cast, language: str, settings: Any) -> None:
        settings.FUNDS = "demo_bank"
        deal.deposit()
        deal.deliver()
        view = deal.view(cast.ren)
        rows = paper_rows(view)
        assert [row.serial for row in rows][0] == order_of(deal)
        assert len(rows) > 2
        html = render_to_string("contracts/_papers.html", {"papers": rows})
        assert all(
            f'href="/papers/{row.serial}/"' in html and f'href="/papers/{row.serial}.pdf"' in html for row in rows
        )

    def test_say_when_there_is_none(self, language: str) -> None:
        assert "/papers/" in render_to_string("contracts/_papers.html", {"papers": []})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
    def test_read_well(self, deal: Deal, cast: Cast, new_page: Callable[..., Page], width: int, scheme: str) -> None:
        page = new_page(as_person=cast.ren, width=width, color_scheme=scheme)
        wrong = "/papers/?since=x&least=5&most=3"
        for path in ("/papers/", wrong, f"/papers/{order_of(deal)}/", f"/papers/{order_of(deal)}/?lang=en"):
            page.goto(path)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            expect_accessible(page)

    def test_are_found_opened_and_printed(self, deal: Deal, cast: Cast, new_page: Callable[..., Page]) -> None:
        page = new_page(as_person=cast.ren, color_scheme="dark")
        page.goto("/papers/")
        page.get_by_label("相手方").fill("葵")
        page.get_by_label("種類").select_option("発注書")
        page.get_by_role("button", name="探す").click()
        page.get_by_role("link", name="発注書", exact=True).click()
        expect(page.get_by_role("button", name="印刷する")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".paper")).to_be_visible()
        for hidden in ("h1", ".paper-aside", ".site-header"):
            expect(page.locator(hidden)).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('.paper')).color") == "rgb(28, 27, 25)"
        assert page.pdf().count(b"/Type /Page\n") < 6
