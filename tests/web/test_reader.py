"""Who reads decides how a page reads: language, zone, and what happens to a refusal nobody caught."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
JAPANESE, ENGLISH = 'lang="ja"', 'lang="en"'


def language_of(response) -> str:
    return response.content.decode().split("<html ", 1)[1].split(">", 1)[0]


class TestAVisitor:
    def test_reads_japanese_unless_something_speaks_for_english(self, client):
        response = client.get("/")
        assert language_of(response) == JAPANESE and response.headers["Content-Language"] == "ja"

    def test_reads_what_the_browser_prefers(self, client):
        assert language_of(client.get("/", headers={"accept-language": "en-GB,en;q=0.9,ja;q=0.5"})) == ENGLISH
        assert language_of(client.get("/", headers={"accept-language": "fr,de"})) == JAPANESE

    def test_keeps_the_language_asked_for_in_the_address(self, client):
        assert language_of(client.get("/?lang=en")) == ENGLISH
        assert language_of(client.get("/", headers={"accept-language": "ja"})) == ENGLISH

    def test_is_not_confused_by_a_language_nobody_speaks_here(self, client):
        assert language_of(client.get("/?lang=../../etc")) == JAPANESE
        client.cookies["django_language"] = "xx"
        assert language_of(client.get("/")) == JAPANESE

    def test_switches_without_scripts_and_comes_back_to_the_page(self, client):
        here = "/account/login/?next=/contracts/"
        response = client.post(
            "/language/", {"language": "en", "next": here}, headers={"referer": f"http://testserver{here}"}
        )
        assert response.headers["Location"] == here
        assert language_of(client.get("/")) == ENGLISH

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_is_never_sent_elsewhere_by_the_switch(self, client, elsewhere):
        response = client.post("/language/", {"language": "en", "next": elsewhere})
        assert response.headers["Location"] == "/"

    def test_cannot_be_switched_by_a_link(self, client):
        assert client.get("/language/?language=en").status_code == 405

    def test_read_where_only_something_is_sent_finds_the_page_above(self, client, cast):
        client.force_login(cast.mio, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/jobs/7/autosave/")
        assert (page.status_code, page["Allow"]) == (405, "POST")
        assert 'href="/jobs/7/"' in page.content.decode()


class TestAPerson:
    def test_reads_what_they_chose_for_themselves(self, client, cast):
        client.force_login(cast.mio, backend="django.contrib.auth.backends.ModelBackend")
        assert language_of(client.get("/", headers={"accept-language": "ja"})) == ENGLISH

    def test_keeps_a_switched_language_for_good(self, client, cast):
        client.force_login(cast.ren, backend="django.contrib.auth.backends.ModelBackend")
        client.post("/language/", {"language": "en", "next": "/"})
        another_browser = Client()
        another_browser.force_login(cast.ren, backend="django.contrib.auth.backends.ModelBackend")
        assert language_of(another_browser.get("/")) == ENGLISH

    def test_reads_times_of_their_own_zone(self, client, cast):
        client.force_login(cast.mio, backend="django.contrib.auth.backends.ModelBackend")
        assert "Europe/London" in client.get("/").content.decode()


class TestARefusalThatNoPageCaught:
    def test_becomes_a_page_with_its_reasons(self, client, site_with_extras):
        response = client.get("/test/refused/")
        assert response.status_code == 409
        assert "この操作は、いまはできません" in response.content.decode()
        assert "fixed_price" not in response.content.decode()


def test_caches_know_that_pages_differ_by_reader(client):
    assert {"Accept-Language", "Cookie"} <= set(client.get("/").headers["Vary"].split(", "))
