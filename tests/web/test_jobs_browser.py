"""Listings and negotiations in a real browser: what scripts add, and that everybody can use the pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tachiai.jobs import actions
from tachiai.jobs.models import Listing
from tests.browser import expect_accessible
from tests.jobs.market import DRAFT, Market
from tests.terms.samples import AT, MILESTONES

# Wide, the same pages are looked at in test_every_page.py.
TELEPHONE = 390
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def market(cast, monkeypatch):
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Market(cast)


class TestTheGuidedForm:
    def test_saves_itself_and_moves_the_meter(self, market, new_page):
        listing_id = market.draft(category="", budget_min=None, budget_max=None)
        page = new_page(as_person=market.cast.aoi)
        page.goto(f"/jobs/{listing_id}/edit/")
        page.get_by_text("決まっていない点が2件あります").wait_for()
        page.get_by_label("カテゴリ", exact=True).select_option("design.logo")
        page.get_by_label("依頼の目的", exact=True).fill("開店の日に間に合わせたい")
        page.get_by_text("下書きを保存しました").wait_for()
        page.get_by_text("決まっていない点が1件あります").wait_for()
        kept = Listing.objects.get(pk=listing_id)
        assert (kept.category, kept.values["purpose"]) == ("design.logo", "開店の日に間に合わせたい")

    def test_asks_for_one_amount_or_two(self, market, new_page):
        page = new_page(as_person=market.cast.aoi)
        page.goto(f"/jobs/{market.draft()}/edit/")
        expect(page.locator("#id_budget_max")).to_be_visible()
        page.get_by_label("金額を決めている").check()
        expect(page.locator("#id_budget")).to_be_visible()
        expect(page.locator("#id_budget_max")).to_be_hidden()

    def test_leads_from_each_open_point_to_its_field(self, market, new_page):
        page = new_page(as_person=market.cast.aoi)
        page.goto(f"/jobs/{market.draft(title='')}/edit/")
        page.get_by_role("link", name="仕事のタイトル").click()
        assert page.evaluate("location.hash") == "#id_title"


class TestWorkInParts:
    """On a telephone and without scripts: the rows are in the page, folded away."""

    @pytest.fixture
    def telephone(self, new_page):
        return lambda person: new_page(as_person=person, width=390, java_script_enabled=False)

    def fill_in(self, page, number, title, price, due_on, items):
        row = page.locator(f'fieldset:has(> legend:text-is("第{number}段階"))')
        row.get_by_label("内容").fill(title)
        row.get_by_label("金額").fill(price)
        row.get_by_label("納期").fill(due_on)
        row.get_by_label("検収で確かめる項目").fill(items)

    def test_is_written_fitted_and_published(self, market, telephone):
        listing_id = market.draft(budget_min=30_000, budget_max=30_000)
        page = telephone(market.cast.aoi)
        page.goto(f"/jobs/{listing_id}/edit/")
        page.get_by_text("段階に分ける", exact=True).click()
        self.fill_in(page, 1, "ラフ案", "10,000円", "2026-11-20", "案が3つある")
        self.fill_in(page, 2, "仕上げ", "5,000円", "2026-11-30", "AIとPNGの両方がある")
        page.get_by_role("button", name="公開して募集する").click()
        page.get_by_role("link", name="各段階の合計15,000円が、報酬30,000円より15,000円少なくなっています").wait_for()
        expect(page.get_by_label("内容").nth(1)).to_have_value("仕上げ")
        page.get_by_role("button", name="報酬と納期に合わせて割り直す").click()
        page.get_by_text("いまの合計は30,000円です").wait_for()
        page.get_by_role("button", name="公開して募集する").click()
        page.get_by_role("cell", name="20,000円").wait_for()
        assert Listing.objects.get(pk=listing_id).state == "open"

    def test_can_be_read_and_changed_by_everybody(self, market, new_page):
        cast, width = market.cast, TELEPHONE
        parts = {"terms": replace(DRAFT.terms, milestones=MILESTONES), "budget_min": 30_000, "budget_max": 30_000}
        draft, listing_id = market.draft(title="書きかけ", **parts), market.listing(**parts)
        proposal_id = market.negotiation(listing_id)
        market.propose(proposal_id, cast.aoi, milestones=MILESTONES, price=30_000, due_on=MILESTONES[-1].due_on)
        changed, table = f"/proposals/{proposal_id}/terms/", f"/proposals/{proposal_id}/"
        for person, addresses in {
            cast.aoi: (f"/jobs/{draft}/edit/", f"/jobs/{draft}/", table),
            cast.ren: (f"/jobs/{listing_id}/", changed, table),
            cast.zen: (f"/jobs/{listing_id}/apply/",),
        }.items():
            page = new_page(as_person=person, width=width)
            for address in addresses:
                page.goto(address)
                page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
                expect_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_every_page_can_be_used_by_everybody(market, new_page):
    cast, width = market.cast, TELEPHONE
    draft, listing_id = market.draft(title="書きかけ"), market.listing()
    actions.save_listing(person_id=cast.ren.pk, listing_id=listing_id, at=AT)
    proposal_id = market.negotiation(listing_id)
    market.agree(proposal_id, cast.ren)
    market.propose(proposal_id, cast.aoi, rounds=3)
    sent = market.proposal(market.listing(title="別の仕事"))
    pages = {
        cast.aoi: (
            f"/jobs/{draft}/edit/", f"/jobs/{draft}/", "/jobs/new/", "/jobs/mine/", f"/jobs/{listing_id}/",
            f"/jobs/{listing_id}/proposals/", f"/jobs/{listing_id}/end/close/", f"/proposals/{proposal_id}/",
            f"/proposals/{sent}/decline/",
        ),
        cast.ren: (
            "/jobs/", "/jobs/?q=ロゴ&category=design", "/jobs/?q=宇宙船", f"/jobs/{listing_id}/", "/jobs/saved/",
            "/proposals/", f"/proposals/{proposal_id}/", f"/proposals/{proposal_id}/terms/", f"/proposals/{sent}/edit/",
            f"/proposals/{sent}/withdraw/",
        ),
        cast.zen: (f"/jobs/{listing_id}/apply/",),
    }  # fmt: skip
    for person, addresses in pages.items():
        page = new_page(as_person=person, width=width)
        for address in addresses:
            page.goto(address)
            expect_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
