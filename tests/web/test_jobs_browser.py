"""Listings and negotiations in a real browser: what scripts add, and that everybody can use the pages."""

from __future__ import annotations

import pytest

from tachiai.jobs import actions
from tachiai.jobs.models import Listing
from tests.browser import expect_accessible
from tests.jobs.market import Market
from tests.terms.samples import AT

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
        page.get_by_text("決まっていない点が2つあります").wait_for()
        page.get_by_label("カテゴリ", exact=True).select_option("design.logo")
        page.get_by_label("依頼の目的", exact=True).fill("開店の日に間に合わせたい")
        page.get_by_text("下書きを保存しました").wait_for()
        page.get_by_text("決まっていない点が1つあります").wait_for()
        kept = Listing.objects.get(pk=listing_id)
        assert (kept.category, kept.values["purpose"]) == ("design.logo", "開店の日に間に合わせたい")

    def test_asks_for_one_amount_or_two(self, market, new_page):
        page = new_page(as_person=market.cast.aoi)
        page.goto(f"/jobs/{market.draft()}/edit/")
        assert page.locator("#id_budget_max").is_visible()
        page.get_by_label("金額を決めている").check()
        assert page.locator("#id_budget").is_visible()
        assert not page.locator("#id_budget_max").is_visible()

    def test_leads_from_each_open_point_to_its_field(self, market, new_page):
        page = new_page(as_person=market.cast.aoi)
        page.goto(f"/jobs/{market.draft(title='')}/edit/")
        page.get_by_role("link", name="仕事のタイトル").click()
        assert page.evaluate("location.hash") == "#id_title"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_can_be_used_by_everybody(market, new_page, width):
    cast = market.cast
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
