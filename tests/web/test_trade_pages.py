"""The page on which people say who they are in trade, and where it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.people import actions, queries
from tachiai.people.models import Declaration, Person
from tachiai.people.rules import FIELDS, Trader
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.jobs.market import Market
from tests.people.test_trade import COMPANY
from tests.terms.samples import AT
from tests.web.conftest import parsed
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
PATH = "/settings/trade/"
UNKNOWN = {"officers_unknown": "on", "capital_unknown": "on", "headcount_unknown": "on"}
TYPED = {
    "kind": "company",
    "trade_name": " 葵デザイン株式会社 ",
    "country": "JP",
    "region": "",
    "address": "東京都台東区谷中1-2-3\r\n葵ビル4階",
    "contact": "03-0000-0000",
    "acts_as_business": "yes",
    "officers": "２",
    "capital": "3,000,000円",
    "headcount": "4",
    "employs": "yes",
    "pays_salaries": "yes",
    "invoice_number": "ｔ7010-7050-00725",
    "wants_electronic": "yes",
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "browser" not in request.keywords:
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def text_of(html: str) -> str:
    """What is written on the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def day(when: datetime) -> str:
    return f"{when.month}月{when.day}日({'月火水木金土日'[when.weekday()]})"


def declare(person: Person, trader: Trader = COMPANY, at: datetime = AT) -> None:
    actions.declare_trader(person_id=person.pk, trader=trader, at=at)


class TestThePage:
    def test_offers_unknown_for_every_point_and_has_it_chosen_at_first(self, visits: Visits, cast: Cast) -> None:
        form = parsed(visits.see(cast.aoi, PATH)).find(".//form[@id='trade']")
        checked = {(box.get("name"), box.get("value")) for box in form.iter("input") if "checked" in box.attrib}
        assert checked == {
            *((name, "") for name in ("kind", "employs", "acts_as_business", "pays_salaries", "wants_electronic")),
            *((f"{name}_unknown", None) for name in ("officers", "capital", "headcount")),
        }
        chosen = [option.get("value") for option in form.iter("option") if "selected" in option.attrib]
        assert chosen == ["", ""]

    def test_asks_each_point_once_and_says_why_and_who_sees_it(self, visits: Visits, cast: Cast) -> None:
        html = visits.see(cast.aoi, PATH)
        names = [each.get("name") for tag in ("input", "textarea", "select") for each in parsed(html).iter(tag)]
        assert all(name in names for name in FIELDS)
        page = text_of(html)
        assert "それまでは、下の欄にチェックを入れないかぎり、ほかの人には見えません。" in page
        assert "一般には公開しません" in page

    def test_begins_with_the_country_of_the_installation(self, visits: Visits, cast: Cast, settings: Any) -> None:
        for country in ("JP", "DE"):
            settings.COUNTRY = country
            select = parsed(visits.see(cast.aoi, PATH)).find(".//select[@name='country']")
            codes = [option.get("value") for option in select.iter("option")]
            assert codes[:2] == ["", country]
            assert len(codes) == len(set(codes)) == 250

    def test_reads_in_english(self, visits: Visits, cast: Cast) -> None:
        page = text_of(visits.see(cast.aoi, PATH, lang="en"))
        assert "Your trade details" in page
        assert "Unknown, or not told" in page
        assert "New York" in page

    def test_is_found_from_the_settings_and_the_menu(self, visits: Visits, cast: Cast) -> None:
        settings = visits.see(cast.aoi, "/settings/")
        assert settings.count(f'href="{PATH}"') >= 3
        assert "まだ申告していません" in text_of(settings)
        declare(cast.aoi)
        assert "に申告した内容です" in text_of(visits.see(cast.aoi, "/settings/"))


class TestDeclaring:
    def post(self, person: Person, **changes: str) -> Any:
        return self.browser(person).post(PATH, {**TYPED, **changes}, follow=True)

    def browser(self, person: Person) -> Client:
        browser = Client(headers={"accept-language": "ja"})
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    def test_keeps_what_was_typed_in_any_width(self, cast: Cast) -> None:
        page = self.post(cast.aoi).content.decode()
        parsed(page)
        assert "取引の情報を保存しました" in page
        assert queries.trader(cast.aoi.pk) == replace(COMPANY, declared_at=AT)

    def test_shows_the_declaration_in_the_form_again(self, cast: Cast) -> None:
        self.post(cast.aoi, officers="", officers_unknown="on", employs="no")
        form = parsed(self.browser(cast.aoi).get(PATH).content.decode()).find(".//form[@id='trade']")
        values = {each.get("name"): each for each in form.iter("input")}
        assert (values["capital"].get("value"), values["officers"].get("value")) == ("3000000", None)
        assert "checked" in values["officers_unknown"].attrib
        assert "checked" not in values["capital_unknown"].attrib
        employs = [box for box in form.iter("input") if box.get("name") == "employs" and "checked" in box.attrib]
        assert [box.get("value") for box in employs] == ["no"]

    def test_of_nothing_at_all_is_taken(self, cast: Cast) -> None:
        self.browser(cast.aoi).post(PATH, UNKNOWN)
        assert queries.trader(cast.aoi.pk) == Trader(declared_at=AT)

    def test_lets_a_number_count_more_than_its_box(self, cast: Cast) -> None:
        self.post(cast.aoi, **UNKNOWN)
        assert queries.trader(cast.aoi.pk).capital == 3_000_000

    @pytest.mark.parametrize(
        ("changes", "said", "field"),
        [
            ({"invoice_number": "T123"}, "T と13桁の数字", "invoice_number"),
            ({"officers": "0"}, "1から1000まで", "officers"),
            ({"officers": "", "headcount": ""}, "すぐ下の「わからない」", "headcount"),
            ({"capital": "多い"}, "数字で入力", "capital"),
            ({"capital": "-1"}, "0円から1,000,000,000,000,000円まで", "capital"),
            ({"country": "DE", "region": "NY"}, "選んだ国のもの", "region"),
            ({"kind": "individual"}, "法人だけの項目", "officers"),
            ({"headcount": "0"}, "どちらかを直して", "employs"),
            ({"disclose_in_listings": "on", "contact": " "}, "三つがすべて必要", "disclose_in_listings"),
            ({"kind": "club"}, "club", "kind"),
            ({"address": "x" * 301}, "300文字以内", "address"),
        ],
    )
    def test_refused_keeps_what_was_typed_and_leads_to_the_field(
        self, cast: Cast, changes: dict[str, str], said: str, field: str
    ) -> None:
        response = self.post(cast.aoi, **changes)
        html = response.content.decode()
        document = parsed(html)
        assert response.status_code == 400
        assert said in html
        links = [link.get("href") for link in document.find(".//div[@class='form-errors']").iter("a")]
        assert any(link.startswith(f"#id_{field}") for link in links)
        assert "東京都台東区谷中1-2-3" in html or field == "address"
        assert "3,000,000円" in html or field == "capital"
        assert not Declaration.objects.exists()

    def test_is_refused_to_somebody_suspended_with_what_they_typed(self, cast: Cast) -> None:
        actions.restrict(
            kind="suspended", person_id=cast.aoi.pk, by_staff_id=cast.kei.pk, reason="確認中です。", until=None, at=AT
        )
        response = self.post(cast.aoi)
        assert response.status_code == 400
        assert "利用停止中のため" in response.content.decode()
        assert "03-0000-0000" in response.content.decode()
        assert not Declaration.objects.exists()

    def test_needs_the_proof_of_origin_and_a_person(self, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.aoi, backend="django.contrib.auth.backends.ModelBackend")
        assert strict.post(PATH, TYPED).status_code == 403
        assert Client().post(PATH, TYPED).url.startswith("/account/login/")
        assert not Declaration.objects.exists()

    def test_shows_a_companys_mistyped_number_and_takes_it(self, cast: Cast) -> None:
        page = text_of(self.post(cast.aoi, invoice_number="T7010705000752").content.decode())
        assert "登録番号 T7010705000752 に、打ち間違いがあるかもしれません" in page
        assert queries.trader(cast.aoi.pk).invoice_number == "T7010705000752"
        assert "打ち間違い" not in text_of(self.post(cast.aoi).content.decode())


class TestConfirming:
    YEAR = timedelta(days=366)

    def test_is_asked_for_after_a_year_and_is_one_press(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi, at=AT - self.YEAR)
        assert "から1年以上たっています" in text_of(visits.see(cast.aoi, PATH))
        assert "から1年以上たっています" in text_of(visits.see(cast.aoi, "/settings/"))
        answer = visits.as_(cast.aoi).post(f"{PATH}confirm/", follow=True).content.decode()
        assert "変わりがないことを記録しました" in answer
        assert "1年以上" not in answer
        assert queries.trader(cast.aoi.pk) == replace(COMPANY, declared_at=AT)
        assert "変わりなし" in text_of(answer)

    def test_is_not_asked_for_before(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi, at=AT - timedelta(days=364))
        assert "1年以上" not in visits.see(cast.aoi, PATH)

    def test_of_nothing_declares_nothing(self, visits: Visits, cast: Cast) -> None:
        assert visits.as_(cast.aoi).post(f"{PATH}confirm/").url == PATH
        assert not Declaration.objects.exists()

    def test_is_refused_to_somebody_suspended(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi, at=AT - self.YEAR)
        actions.restrict(
            kind="suspended", person_id=cast.aoi.pk, by_staff_id=cast.kei.pk, reason="確認中です。", until=None, at=AT
        )
        assert "利用停止中のため" in visits.as_(cast.aoi).post(f"{PATH}confirm/", follow=True).content.decode()
        assert Declaration.objects.count() == 1


class TestTheHistory:
    def test_names_what_each_declaration_changed(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi, at=AT - timedelta(days=30))
        declare(cast.aoi, replace(COMPANY, country="US", region="NY", officers=3), AT)
        page = text_of(visits.see(cast.aoi, PATH))
        assert "変えた項目：国・地域、州（アメリカ合衆国の場合）、役員の数" in page
        assert "最初の申告" in page
        for said in (
            "ニューヨーク州",
            "3人",
            "3,000,000円",
            "表示しない",
            "電子データで受け取りたい",
            "T7010705000725",
        ):
            assert said in page

    def test_says_unknown_where_it_is(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi, Trader(kind="consumer"))
        (past,) = re.findall(r"<details>.*?</details>", visits.see(cast.aoi, PATH).split('id="history"')[1], re.DOTALL)
        assert "個人（事業としてではなく）" in past
        assert past.count("わからない・答えない") == len(FIELDS) - 2, "all but the kind and the listings"

    def test_goes_back_page_by_page(self, visits: Visits, cast: Cast) -> None:
        for number in range(1, queries.HISTORY + 3):
            declare(cast.aoi, replace(COMPANY, headcount=number), AT - timedelta(days=100 - number))
        newest = visits.see(cast.aoi, PATH)
        assert newest.count("<details>") == queries.HISTORY
        assert "最初の申告" not in newest
        older = re.search(r'rel="next" href="\?before=(\d+)#history"', newest)
        assert older is not None
        oldest = visits.see(cast.aoi, PATH, before=older[1])
        assert oldest.count("<details>") == 2
        assert "最初の申告" in oldest and f'rel="prev" href="{PATH}"' in oldest

    @pytest.mark.parametrize("nonsense", ["x", "-5", str(10**20), "①"])
    def test_survives_a_nonsense_address(self, visits: Visits, cast: Cast, nonsense: str) -> None:
        declare(cast.aoi)
        assert "最初の申告" in visits.see(cast.aoi, PATH, before=nonsense)

    def test_is_nobody_elses(self, visits: Visits, cast: Cast) -> None:
        declare(cast.aoi)
        for person in (cast.ren, cast.kei):
            assert "葵デザイン株式会社" not in visits.see(person, PATH)

    def test_costs_few_queries_however_long(self, cast: Cast, visits: Visits) -> None:
        for number in range(1, 30):
            declare(cast.aoi, replace(COMPANY, headcount=number), AT - timedelta(days=100 - number))
        visits.see(cast.aoi, PATH)
        with CaptureQueriesContext(connection) as asked:
            visits.as_(cast.aoi).get(PATH)
        assert len(asked) <= 8


class TestAListing:
    SHOWN = replace(
        COMPANY, address="東京都台東区\n葵<b>ビル</b>4階", contact="aoi@example.com", disclose_in_listings=True
    )

    @pytest.fixture
    def path(self, cast: Cast) -> str:
        return f"/jobs/{Market(cast).listing()}/"

    def test_shows_the_client_who_chose_it_to_everybody_with_the_day(
        self, visits: Visits, cast: Cast, path: str
    ) -> None:
        declare(cast.aoi, self.SHOWN, AT - timedelta(days=3))
        for reader in (None, cast.ren, cast.aoi):
            page = visits.see(reader, path)
            assert "葵デザイン株式会社" in page and "東京都台東区<br>葵&lt;b&gt;ビル&lt;/b&gt;4階" in page
            assert 'href="mailto:aoi@example.com"' in page
            assert f"{day(AT - timedelta(days=3))} 現在。" in text_of(page)
        assert "Who is asking" in visits.see(cast.ren, path, lang="en")

    def test_shows_nothing_of_a_client_who_did_not(self, visits: Visits, cast: Cast, path: str) -> None:
        declare(cast.aoi)
        for reader in (None, cast.ren, cast.aoi):
            page = visits.see(reader, path)
            assert "葵デザイン株式会社" not in page and "谷中" not in page and "03-0000-0000" not in page
        assert "この募集に表示していません" in visits.see(cast.aoi, path)
        assert "この募集に表示していません" not in visits.see(cast.ren, path)

    def test_shows_nothing_any_more_once_it_was_taken_back(self, visits: Visits, cast: Cast, path: str) -> None:
        declare(cast.aoi, self.SHOWN)
        assert "aoi@example.com" in visits.see(None, path)
        declare(cast.aoi, replace(self.SHOWN, disclose_in_listings=False))
        assert "aoi@example.com" not in visits.see(None, path)

    def test_shows_nothing_of_a_client_who_left(self, visits: Visits, cast: Cast, path: str) -> None:
        declare(cast.aoi, self.SHOWN)
        type(cast.aoi).objects.filter(pk=cast.aoi.pk).update(is_active=False)
        assert "aoi@example.com" not in visits.see(None, path)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_somebody_declares_makes_a_mistake_and_mends_it(
        self, cast: Cast, new_page: Callable[..., Page], width: int
    ) -> None:
        page = new_page(as_person=cast.aoi, width=width)
        page.goto("/settings/")
        page.get_by_role("main").get_by_role("link", name="取引の情報").last.click()
        expect_accessible(page)
        page.get_by_label("会社などの法人").check()
        page.get_by_label("氏名または名称", exact=True).fill("葵デザイン株式会社")
        page.get_by_label("国・地域").select_option("JP")
        page.get_by_label("役員の数", exact=True).fill("２")
        page.get_by_label("適格請求書発行事業者の登録番号").fill("T70107050007")
        page.get_by_role("button", name="この内容で申告する").click()
        expect_accessible(page)
        page.get_by_role("link", name=re.compile("登録番号は、T と13桁")).click()
        expect(page.get_by_label("適格請求書発行事業者の登録番号")).to_be_focused()
        expect(page.get_by_label("氏名または名称", exact=True)).to_have_value("葵デザイン株式会社")
        page.get_by_label("適格請求書発行事業者の登録番号").fill("Ｔ7010705000725")
        page.get_by_role("button", name="この内容で申告する").click()
        page.get_by_text("取引の情報を保存しました").wait_for()
        page.locator("summary", has_text="最初の申告").click()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        declared = queries.trader(cast.aoi.pk, now())
        assert (declared.officers, declared.invoice_number, declared.capital) == (2, "T7010705000725", None)
