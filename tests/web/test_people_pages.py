"""Profiles, settings and closing an account, as people meet them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tachiai.clockwork.queries import now
from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.kernel.lifecycle import Actor
from tachiai.money import actions as money
from tachiai.money import queries
from tachiai.notices.models import Dispatch
from tachiai.people import actions as people
from tachiai.people.models import Person
from tests.cast import PASSWORD
from tests.deal import MONDAY, Deal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PROFILE = {
    "display_name": "葵デザイン",
    "introduction": "ロゴとサインの小さな事務所です。",
    "skills": "ロゴ、看板,  サイン計画 ,ロゴ",
    "language": "en",
    "time_zone": "Europe/London",
}


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def rate(deal, by, stars, comment):
    role = Actor.CLIENT if by == deal.client else Actor.WORKER
    rating.rate(
        contract_id=deal.contract.pk,
        rater_id=by.pk,
        stars=dict.fromkeys(RATING_ITEMS[role], stars),
        comment=comment,
        at=deal.at,
    )


class TestProfile:
    def test_has_two_faces_each_with_its_ratings_and_the_formula(self, client, cast):
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        awaited = queries.awaited_pay_in(deal.contract.holder)
        money.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=MONDAY)
        deal.deliver()
        deal.accept()
        rate(deal, cast.aoi, 4, "約束どおりの仕上がりでした。")
        rate(deal, cast.ren, 5, "検収が早く助かりました。")

        worker = client.get(f"/people/{cast.ren.id}/").content.decode()
        parsed(worker)
        assert "約束どおりの仕上がりでした。" in worker
        assert 'href="/report/rating/' in worker and worker.count("報告にはログインが必要です。") == 2
        assert "検収が早く助かりました。" not in worker, "that one stands on the client's page"
        assert "完了した契約 1件 ÷ 仮払いの後に終わった契約 1件" in worker
        client_page = client.get(f"/people/{cast.aoi.id}/", {"lang": "en"}).content.decode()
        assert "検収が早く助かりました。" in client_page
        assert "1 completed ÷ 1 ended after the deposit" in client_page

    def test_of_a_newcomer_says_that_there_is_nothing_yet(self, client, cast):
        html = client.get(f"/people/{cast.mio.id}/").content.decode()
        parsed(html)
        assert html.count("まだ終わった契約がありません") == 2
        assert cast.mio.email not in html

    def test_costs_few_queries(self, client, cast):
        assert cast.mio
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/people/{cast.mio.id}/")
        assert len(asked) <= 15

    def test_of_nobody_is_not_found(self, client):
        assert client.get("/people/4000000/").status_code == 404

    def test_leads_from_the_short_address_to_ones_own(self, as_person, client, cast):
        assert client.get("/people/").url.startswith("/account/login/")
        assert as_person(cast.aoi).get("/people/").url == f"/people/{cast.aoi.id}/"

    def test_shows_what_people_typed_as_text(self, client, cast):
        type(cast.zen).objects.filter(id=cast.zen.id).update(introduction="<script>alert(1)</script>")
        assert "<script>alert" not in client.get(f"/people/{cast.zen.id}/").content.decode()


class TestSettings:
    def test_change_the_profile_and_the_language_at_once(self, as_person, cast):
        page = as_person(cast.aoi).post("/settings/", PROFILE, follow=True)
        assert "Your settings are saved." in page.content.decode()
        cast.aoi.refresh_from_db()
        assert cast.aoi.skills == ["ロゴ", "看板", "サイン計画"]
        assert (cast.aoi.language, cast.aoi.time_zone) == ("en", "Europe/London")

    @pytest.mark.parametrize(
        "change",
        [
            {"display_name": "  "},
            {"display_name": "x" * 51},
            {"skills": ",".join(f"s{n}" for n in range(31))},
            {"skills": "x" * 41},
            {"language": "fr"},
            {"time_zone": "Mars/Base"},
        ],
    )
    def test_are_refused_with_what_was_typed_still_there(self, as_person, cast, change):
        page = as_person(cast.aoi).post("/settings/", {**PROFILE, **change})
        html = page.content.decode()
        parsed(html)
        assert page.status_code == 400
        assert "ロゴとサインの小さな事務所です。" in html
        cast.aoi.refresh_from_db()
        assert cast.aoi.display_name == "葵デザイン室"

    def test_are_for_people_who_signed_in(self, client):
        for path in ("/settings/", "/settings/close/"):
            assert client.get(path).url == f"/account/login/?next={path}"


class TestClosing:
    def test_is_refused_with_every_open_contract_named(self, as_person, cast):
        Deal(cast.aoi, cast.ren)
        page = as_person(cast.aoi).get("/settings/close/")
        assert "いまは退会できません" in page.content.decode()
        assert "珈琲店のロゴ" in page.content.decode()
        refused = as_person(cast.aoi).post("/settings/close/", {"sure": "on"})
        assert refused.status_code == 409
        assert "珈琲店のロゴ" in refused.content.decode()
        cast.aoi.refresh_from_db()
        assert cast.aoi.is_active

    def test_needs_a_yes(self, as_person, cast):
        page = as_person(cast.mio).post("/settings/close/", {})
        parsed(page.content.decode())
        cast.mio.refresh_from_db()
        assert cast.mio.is_active

    def test_under_a_suspension_does_not_lead_back_in(self, as_person, client, cast):
        said = {"person_id": cast.mio.pk, "kind": "suspended", "reason": "確認中です。", "until": None}
        people.restrict(**said, by_staff_id=cast.kei.pk, at=now())
        address = cast.mio.email
        page = as_person(cast.mio).get("/settings/close/?lang=ja").content.decode()
        assert "同じメールアドレスで登録し直せません" in page
        client.post("/settings/close/", {"sure": "on"})
        form = {"display_name": "美緒", "email": address, "password1": PASSWORD, "password2": PASSWORD, "terms": "on"}
        assert client.post("/account/signup/", form).url == "/account/confirm-email/", "a visitor learns nothing"
        assert not Person.objects.filter(email=address).exists()
        letter = Dispatch.objects.latest("pk")
        assert (letter.address, letter.subject) == (address, "いまは会員登録できません")
        assert "このメールに返信して" in letter.body
        assert "同じメールアドレス" not in as_person(cast.aoi).get("/settings/close/").content.decode()

    def test_erases_the_person_and_ends_every_session(self, as_person, cast, django_user_model):
        elsewhere = Client()
        elsewhere.force_login(cast.mio, backend=BACKEND)
        as_person(cast.mio).post("/settings/close/", {"sure": "on"})
        assert elsewhere.get("/settings/").status_code == 302
        cast.mio.refresh_from_db()
        assert not cast.mio.is_active
        assert "mio" not in f"{cast.mio.email} {cast.mio.display_name} {cast.mio.introduction}".lower()
        page = elsewhere.get(f"/people/{cast.mio.id}/")
        assert "この会員は退会しました" in page.content.decode()
