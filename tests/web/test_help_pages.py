"""The help centre as people read it: by situation, article by article, and what readers say of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tachiai.contracts.lifecycles import MEDIATION_LEVELS
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.rules.requests import NoticeException
from tachiai.guidelines.rules import clause_of_danger
from tachiai.help_centre import dangers
from tachiai.help_centre.actions.votes import vote
from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import Library, library
from tachiai.help_centre.models import Vote
from tachiai.help_centre.queries.votes import usefulness
from tachiai.kernel.published import silence
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.screening.engine import shipped
from tachiai.web.site.help import pages
from tachiai.web.site.help.guides import GUIDES
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import Deal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
HEADINGS = ("h1", "h2", "h3", "h4")
ARTICLES = library().articles


def read(client: Client, name: str, language: str = "ja") -> str:
    response = client.get(f"/help/{name}/?lang={language}")
    assert response.status_code == 200
    return response.content.decode()


def article_of(page: str) -> str:
    """What the article itself says: the text of <main>."""
    (main,) = parsed(page).iter("main")
    return words(main)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def links(page: str) -> set[str | None]:
    return {link.get("href") for link in parsed(page).iter("a")}


class TestHome:
    def test_leads_to_every_article_and_stands_in_the_footer(self, client: Client) -> None:
        found = links(client.get("/help/").content.decode())
        for name, articles in library().by_situation().items():
            there = links(client.get(f"/help/situations/{name}/").content.decode())
            assert {f"/help/{each.name}/" for each in articles[: pages.PAGE]} <= there
            assert len(articles) <= pages.SHOWN or f"/help/situations/{name}/" in found
            assert {f"/help/{each.name}/" for each in articles[: pages.SHOWN]} <= found
        (footer,) = parsed(client.get("/").content.decode()).iter("footer")
        assert "/help/" in {link.get("href") for link in footer.iter("a")}

    def test_is_as_quick_however_many_articles_there_are(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
    ) -> None:
        """A page holds a bounded number of them, and asks the database as often."""
        many = {
            f"more{n}": replace(ARTICLES["silence"], name=f"more{n}", number=10_000 + n, was=(), states=(), refusals=())
            for n in range(3 * pages.PAGE)
        }
        monkeypatch.setattr(pages, "library", lambda: Library({**ARTICLES, **many}))
        with django_assert_max_num_queries(6):
            assert len(links(client.get("/help/").content.decode())) < 200
            page = client.get("/help/situations/silence/?page=2").content.decode()
        assert {"?page=1", "?page=3"} <= links(page) and page.count("help-audience") == pages.PAGE

    def test_asks_what_is_the_matter_and_whom_it_concerns(self, client: Client) -> None:
        page = client.get("/help/").content.decode()
        for name in library().by_situation():
            assert f'href="#{name}"' in page and f'id="{name}"' in page
        assert all(CATALOGUE.get(f"help.audience.{each}", "ja") in page for each in ("common", "worker", "client"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_telephone_the_home_unfolds_the_situation_that_is_chosen(new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    page.goto("/help/")
    silence = page.locator("#silence")
    expect(silence).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") < 4_000
    page.locator('.help-situations a[href="#silence"]').click()
    expect(silence.get_by_role("link").first).to_be_visible()
    expect(page.locator("#inspection")).to_be_hidden()
    expect_accessible(page)


class TestAnArticle:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", ARTICLES)
    def test_says_all_and_leaves_no_gap_open(self, client: Client, name: str, language: str) -> None:
        page = read(client, name, language)
        assert not re.search(r"[{}]|\[\[", article_of(page))
        headings = [words(heading) for heading in parsed(page).iter("h2")]
        titles = [section.title for section in ARTICLES[name].versions[language].sections]
        assert headings[: len(titles)] == titles
        levels = [int(each.tag[1]) for each in parsed(page).iter() if each.tag in HEADINGS]
        assert levels[:2] == [1, 2] and set(levels[1:]) <= {2, 3}
        assert {f"/help/{other}/" for other in ARTICLES[name].related} | {"/help/"} <= links(page)
        assert ('id="outside-help-title"' in page) is ARTICLES[name].desks

    def test_is_found_under_its_number_and_old_addresses(self, client: Client) -> None:
        number = ARTICLES["silence"].number
        for old in (f"/help/{number}/", "/guide/silence/"):
            response = client.get(old)
            assert (response.status_code, response["Location"]) == (301, "/help/silence/")
        assert client.get("/guide/")["Location"] == "/help/"
        assert client.get("/help/weather/").status_code == 404


class TestAVote:
    def test_of_a_person_counts_once_and_may_change(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.ren)
        for useful in ("no", "yes"):
            said = {"useful": useful, "word": "期限の数え方"}
            page = client.post("/help/silence/useful/", said, follow=True).content.decode()
        assert CATALOGUE.get("help.vote.said_yes", "ja") in page
        (kept,) = Vote.objects.all()
        assert (kept.person_id, kept.is_useful, kept.word) == (cast.ren.pk, True, "期限の数え方")
        (counted,) = usefulness(kept.voted_at)
        assert (counted.article, counted.yes, counted.no, counted.words) == ("silence", 1, 0, ("期限の数え方",))

    def test_is_counted_for_staff_with_the_words_and_without_who_said_them(self, client: Client, cast: Cast) -> None:
        for place, word in enumerate(["期限の数え方", "長すぎます", ""]):
            said = {"article": "silence", "reader_id": None, "session": f"s{place}", "at": timezone.now()}
            vote(**said, is_useful=not word, word=word)
        client.force_login(cast.kei)
        page = words(parsed(client.get("/desk/usefulness/").content.decode()))
        assert ARTICLES["silence"].versions["ja"].title in page and "期限の数え方" in page and "長すぎます" in page

    def test_of_a_visitor_is_theirs_alone_and_names_nobody(self, client: Client) -> None:
        client.post("/help/silence/useful/", {"useful": "no"})
        client.post("/help/silence/useful/", {"useful": "no"})
        Client().post("/help/silence/useful/", {"useful": "yes"})
        assert sorted(Vote.objects.values_list("is_useful", "person")) == [(False, None), (True, None)]
        assert client.session.session_key not in Vote.objects.values_list("visitor", flat=True)

    def test_is_refused_for_no_article_and_for_a_word_that_is_too_long(self, client: Client) -> None:
        assert client.post("/help/weather/useful/", {"useful": "yes"}).status_code == 404
        page = client.post("/help/silence/useful/", {"useful": "yes", "word": "x" * 501}, follow=True)
        assert CATALOGUE.get("help.refused.word_too_long", "ja", most=500) in page.content.decode()
        assert not Vote.objects.exists()


class TestTheKinds:
    def test_of_another_article_are_named_and_linked(self, client: Client) -> None:
        """The guideline names every danger of its chapters; what has an article of its own is told there."""
        page = read(client, "prohibited_work")
        rules = [rule for rule in shipped().rules if clause_of_danger(rule.danger).document == "job"]
        assert {words(heading) for heading in parsed(page).iter("h3")} == {rule.name["ja"] for rule in rules}
        assert {f"/help/{rule.help}/" for rule in rules if rule.help != "prohibited_work"} <= links(page)

    def test_of_a_long_list_unfold(self, client: Client) -> None:
        (main,) = parsed(read(client, "contact", "en")).iter("main")
        (more,) = main.iter("details")
        (contact,) = dangers.sent_to("contact", "en")
        assert [words(point) for point in more.iter("li")] == list(contact.folded)


class TestTheFigures:
    def test_are_those_of_the_declarations(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every declared number that the articles use turns up in them when it is another one."""
        used = {gap for article in ARTICLES.values() for gap in article.versions["ja"].gaps()}
        others = {name: 900 + place for place, name in enumerate(sorted(figures(timezone.now())))}
        monkeypatch.setattr(pages, "figures", lambda at: others)
        said = "".join(article_of(read(client, name)) for name in ARTICLES)
        assert {name for name in used if str(others[name]) not in said} == set()

    def test_of_the_conditions_are_those_that_the_machine_checks(self, client: Client) -> None:
        said = article_of(read(client, "silence"))
        assert f"{LIMITS.silence_days}日以上" in said and f"{LIMITS.refusal_business_days}営業日" in said

    def test_name_every_exception_from_the_notice(self, client: Client) -> None:
        said = article_of(read(client, "ending"))
        for exception in NoticeException:
            text = CATALOGUE.get(f"contracts.notice_exception.{exception or 'none'}", "ja")
            assert (text in said) is bool(exception)

    @pytest.mark.parametrize("level", MEDIATION_LEVELS)
    def test_of_a_mediation_are_those_of_this_installation(self, client: Client, settings, level: str) -> None:
        settings.MEDIATION_LEVEL = level
        last = silence(MEDIATION_LEVELS[level].lifecycle, "statements")[-1].day
        rows = [words(row) for row in parsed(read(client, "ending")).iter("tr")]
        assert rows[-1].startswith(f"{last}日後")


@pytest.fixture
def deal(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """A contract whose moment is that of the pages."""
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    return deal


class TestAGuide:
    @pytest.mark.parametrize("name", GUIDES)
    def test_says_what_to_try_to_everybody(self, client: Client, name: str) -> None:
        page = client.get(f"/help/guides/{name}/").content.decode()
        assert all(CATALOGUE.get(f"help.guide.{name}.first.{each}", "ja") in page for each in GUIDES[name].first)
        assert {f"/help/{each}/" for named in GUIDES[name].articles.values() for each in named} <= links(page)
        assert reverse("account_login") in page

    def test_looks_at_the_contract_and_offers_what_applies_now(self, client: Client, cast: Cast, deal: Deal) -> None:
        client.force_login(cast.ren)
        assert f'href="?contract={deal.reference}"' in client.get("/help/guides/silence/").content.decode()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/help/guides/silence/?contract={deal.reference}").content.decode()
        assert len(asked) <= 15
        assert f"/contracts/{deal.reference}/steps/withdraw/" in links(page)
        assert "clock-bar" in page and f"/help/client_silent/?contract={deal.reference}" in links(page)
        assert "/help/worker_silent/" not in page

    def test_says_why_not_where_something_does_not_apply_yet(self, client: Client, cast: Cast, deal: Deal) -> None:
        deal.deposit()
        client.force_login(cast.aoi)
        page = client.get(f"/help/guides/silence/?contract={deal.reference}").content.decode()
        assert f"/contracts/{deal.reference}/ask/termination/" in links(page)
        assert CATALOGUE.get("contact_reminder.link", "ja") in page
        assert f"/contracts/{deal.reference}/ask/contact_reminder/" not in links(page)

    def test_of_another_contract_is_not_found(self, client: Client, cast: Cast, deal: Deal) -> None:
        client.force_login(cast.zen)
        assert client.get(f"/help/guides/silence/?contract={deal.reference}").status_code == 404

    def test_and_every_page_from_there_remembers_the_contract(self, client: Client, cast: Cast, deal: Deal) -> None:
        """So that the office gets it with the question, however many articles were read on the way."""
        client.force_login(cast.ren)
        beside = f"contract={deal.reference}"
        for place in ("guides/silence/", "silence/", "", "situations/silence/", "search/?q=検収"):
            page = client.get(f"/help/{place}{'&' if '?' in place else '?'}{beside}").content.decode()
            (main,) = parsed(page).iter("main")
            inside = [link.get("href") or "" for link in main.iter("a")]
            forgetful = [
                each for each in inside if each.startswith(("/help/", "/inquiries/ask/")) and beside not in each
            ]
            assert not forgetful, f"{place}: {forgetful}"

    def test_is_one_click_from_the_contract(self, client: Client, cast: Cast, deal: Deal) -> None:
        client.force_login(cast.ren)
        page = client.get(f"/contracts/{deal.reference}/").content.decode()
        assert {f"/help/guides/{name}/?contract={deal.reference}" for name in GUIDES} <= links(page)


class TestEveryLink:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_the_help_centre_leads_somewhere(self, client: Client, language: str) -> None:
        """From the home, every situation and every article: each address once, and each place on a page."""
        addresses = ["/help/", *(f"/help/situations/{name}/" for name in library().by_situation())]
        addresses += [f"/help/{name}/" for name in ARTICLES]
        onward: dict[str, str] = {}
        for address in addresses:
            page = parsed(client.get(address, {"lang": language}).content.decode())
            places = {each.get("id") for each in page.iter() if each.get("id")}
            for link in (each.get("href") or "" for main in page.iter("main") for each in main.iter("a")):
                assert not link.startswith("#") or link[1:] in places, f"{address} leads to {link}"
                if link.startswith("/"):
                    onward.setdefault(re.split("[?#]", link)[0], address)
        lost = {
            link: came_from
            for link, came_from in onward.items()
            if link not in addresses and client.get(link).status_code not in (200, 301, 302)
        }
        assert onward and lost == {}
