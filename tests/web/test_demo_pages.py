"""The time machine on the page: by a day or a week, in a demo only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import path
from django.urls.conf import include

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.queries import now
from tachiai.config.schedule import SWEEPS
from tachiai.config.urls import urlpatterns as of_the_site
from tachiai.kernel.calendar import local_date
from tachiai.kernel.texts import CATALOGUE
from tachiai.web.site.demo.pages import said
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db
ADDRESS = "/demo/clock/"
urlpatterns = [*of_the_site, path("demo/", include("tachiai.web.site.demo.urls"))]


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def delivered(cast: Cast, demo: None) -> Deal:
    at = now()
    deal = Deal(cast.aoi, cast.ren, at=at, due_on=local_date(at) + timedelta(days=20))
    deal.deposit()
    deal.deliver()
    return deal


class TestTheTimeMachine:
    def test_moves_by_a_week_and_says_what_happened(self, client: Client, delivered: Deal) -> None:
        before = now()
        page = client.post(ADDRESS, {"days": "7", "next": "/?lang=ja"}, follow=True)
        assert page.redirect_chain == [("/?lang=ja", 302)]
        assert "時計を7日進めました。督促 2件。" in page.content.decode()
        assert timedelta(days=7) <= now() - before < timedelta(days=7, minutes=1)
        delivered.expect("delivered")

    def test_moves_on_by_a_day(self, client: Client, delivered: Deal) -> None:
        client.post(ADDRESS, {"days": "7"})
        page = client.post(ADDRESS, {"days": "1"}, follow=True).content.decode()
        assert "時計を1日進めました。期限切れの処理 1件。" in page
        delivered.expect("inspection_overdue")

    def test_needs_no_sign_in_and_says_when_nothing_fell_due(self, client: Client, demo: None) -> None:
        english = {"accept-language": "en"}
        page = client.post(ADDRESS, {"days": "1"}, follow=True, headers=english).content.decode()
        assert "The clock was moved by a day. Nothing fell due." in page

    @pytest.mark.parametrize("days", ["0", "-1", "3", "400", "x", ""])
    def test_moves_only_by_a_day_or_a_week(self, client: Client, demo: None, days: str) -> None:
        before = now()
        assert client.post(ADDRESS, {"days": days}).status_code == 400
        assert now() - before < timedelta(minutes=1)

    @pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "", "javascript:x"])
    def test_comes_back_to_this_site_only(self, client: Client, demo: None, elsewhere: str) -> None:
        assert client.post(ADDRESS, {"days": "1", "next": elsewhere}).headers["Location"] == "/"

    def test_takes_no_other_method(self, client: Client, demo: None) -> None:
        assert client.get(ADDRESS).status_code == 405

    def test_wants_proof_that_the_form_is_ours(self, demo: None) -> None:
        before = now()
        assert Client(enforce_csrf_checks=True).post(ADDRESS, {"days": "7"}).status_code == 403
        assert now() - before < timedelta(minutes=1)

    def test_does_not_exist_in_a_real_market(self, client: Client) -> None:
        assert client.post(ADDRESS, {"days": "7"}).status_code == 404

    def test_is_refused_in_a_real_market_even_if_the_address_were_there(self, client: Client, settings) -> None:
        settings.ROOT_URLCONF = __name__
        assert client.post(ADDRESS, {"days": "7"}).status_code == 404


class TestWhatItSays:
    def test_has_words_for_every_sweep(self) -> None:
        for name in SWEEPS:
            assert f"time_machine.did.{name.split()[-1]}" in CATALOGUE, name

    def test_counts_sweeps_of_one_kind_together(self) -> None:
        done = {"contract deadlines": Swept(fired=1), "proposal deadlines": Swept(fired=2), "ratings": Swept()}
        assert said(1, done) == "時計を1日進めました。期限切れの処理 3件。"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_strip_is_pressed_like_any_button(new_page, delivered: Deal) -> None:
    page = new_page(width=390)
    page.goto("/?lang=ja")
    expect_accessible(page)
    for button in ("1週間進める", "1日進める"):
        page.get_by_role("button", name=button).click()
        page.wait_for_selector(".message")
    assert "時計を1日進めました" in page.inner_text(".messages")
    delivered.expect("inspection_overdue")
