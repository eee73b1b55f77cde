"""The guidelines as people read them, what a new version changes, and agreeing to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tachiai.guidelines import rules
from tachiai.guidelines.models import Consent
from tachiai.guidelines.rules import DOCUMENTS, document
from tachiai.people.models import Person
from tests.guidelines.samples import BREACH, clause, source, write
from tests.web.conftest import parsed
from tests.web.test_sign_up import SIGN_UP

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
AGREE = "/guidelines/agree/"
BAR = 'class="consent-bar"'


@pytest.fixture
def renewed(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """An operator's message guideline: version 1 is what people agree to in this test, version 2 begins tomorrow, and
    pages are read on the day after."""
    now, tomorrow = timezone.now(), timezone.localdate() + timedelta(days=1)
    write(tmp_path, source(clause(1, breach=BREACH), clause(2)))
    days = {"announced": f"{tomorrow - timedelta(days=20)}", "on": f"{tomorrow}"}
    new = source(clause(1, "Keep your seat, please.", breach=BREACH), clause(3), version="2", **days)
    write(tmp_path, new, version="2")
    rules.use(str(tmp_path))
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: now + timedelta(days=2))
    yield
    rules.use("")


@pytest.fixture
def old_hand(renewed, cast):
    """Aoi, who agreed to version 1 of it and to the others."""
    return cast.aoi


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def html_of(response, status: int = 200) -> str:
    assert response.status_code == status
    html = response.content.decode()
    parsed(html)
    return html


class TestADocument:
    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_shows_every_clause_at_its_anchor_and_in_its_contents(self, client, language, name: str):
        page = parsed(client.get(f"/guidelines/{name}/?lang={language}").content.decode())
        ids = {each.get("id") for each in page.iter("h3")}
        links = {each.get("href") for each in page.iter("a")}
        for each in document(name).clauses:
            assert each.anchor in ids and f"#{each.anchor}" in links
        said = "".join(page.itertext())
        assert all(each.text[language] in said for each in document(name).clauses)
        assert all(each.example[language] in said for each in document(name).clauses if each.breach)

    def test_is_linked_from_every_footer_over_the_overview(self, client):
        assert 'href="/guidelines/"' in html_of(client.get("/"))
        overview = html_of(client.get("/guidelines/"))
        assert all(f'href="/guidelines/{name}/"' in overview for name in DOCUMENTS)

    def test_is_found_at_the_old_address_of_the_terms(self, client):
        answer = client.get("/terms-of-use/")
        assert (answer.status_code, answer.url) == (301, "/guidelines/terms/")


class TestVersions:
    def test_older_ones_stay_and_say_so(self, renewed, client):
        assert "Keep your seat, please." in html_of(client.get("/guidelines/message/?lang=en"))
        old = html_of(client.get("/guidelines/message/1/?lang=en"))
        assert "This is an earlier version." in old and "Keep your seat.<" in old

    def test_say_what_they_changed_clause_by_clause(self, renewed, client):
        page = html_of(client.get("/guidelines/message/2/changes/?lang=en"))
        headings = ["".join(each.itertext()).split()[:2] for each in parsed(page).iter("h3")]
        assert headings == [["Changed", "1-1"], ["Added", "1-3"], ["Gone", "1-2"]]
        assert "Keep your seat<ins>, please</ins>." in page

    def test_that_there_are_not_are_not_found(self, renewed, client):
        for path in ("message/3/", "message/1/changes/", "message/2/changes/?since=2", "menu/1/"):
            assert client.get(f"/guidelines/{path}").status_code == 404

    def test_that_come_are_announced_and_count_for_nobody_yet(self, tmp_path, client, cast, as_person):
        today = timezone.localdate()
        write(tmp_path, source(clause(1), on=f"{today - timedelta(days=30)}"))
        days = {"announced": f"{today}", "on": f"{today + timedelta(days=14)}"}
        write(tmp_path, source(clause(1, "Whisper."), version="2", **days), version="2")
        rules.use(str(tmp_path))
        try:
            assert "Whisper." not in html_of(client.get("/guidelines/message/?lang=en"))
            assert 'href="/guidelines/message/2/"' in html_of(client.get("/guidelines/"))
            assert "not in force yet" in html_of(client.get("/guidelines/message/2/?lang=en"))
            assert as_person(cast.aoi).post(AGREE, {"shown": "message/2"}).status_code == 409
        finally:
            rules.use("")


class TestSigningUp:
    def test_agrees_to_all_three_in_the_versions_of_the_moment(self, client):
        client.post("/account/signup/", SIGN_UP)
        given = set(Consent.objects.values_list("document", "version", "digest"))
        assert given == {(name, document(name).version, document(name).digest) for name in DOCUMENTS}

    def test_links_all_three_beside_the_one_tick(self, client):
        page = html_of(client.get("/account/signup/"))
        assert page.count('name="terms"') == 1
        assert all(f'href="/guidelines/{name}/" target="_blank"' in page for name in DOCUMENTS)

    def test_without_the_tick_keeps_what_was_typed_and_records_nothing(self, client):
        page = html_of(client.post("/account/signup/", {**SIGN_UP, "terms": ""}))
        assert 'value="yui@example.com"' in page and 'value="ゆい"' in page
        assert not Consent.objects.exists()


class TestANewVersion:
    def test_puts_a_bar_on_every_page_of_whoever_has_not_agreed(self, old_hand, as_person):
        reader = as_person(old_hand)
        for path in ("/", "/settings/", "/guidelines/", "/notices/"):
            page = html_of(reader.get(path))
            assert BAR in page and f'href="{AGREE}" target="_blank"' in page
        assert BAR not in html_of(Client().get("/"))

    def test_stops_nothing_that_somebody_is_writing(self, old_hand, as_person):
        said = {"display_name": "葵", "introduction": "x", "skills": "", "language": "ja", "time_zone": "Asia/Tokyo"}
        assert as_person(old_hand).post("/settings/", said).url == "/settings/"

    def test_shows_what_changed_since_one_agreed_and_takes_the_agreement_once(self, old_hand, as_person):
        reader = as_person(old_hand)
        page = html_of(reader.get(f"{AGREE}?lang=en"))
        assert "Keep your seat<ins>, please</ins>." in page and BAR not in page
        assert 'name="shown" value="message/2"' in page and 'value="job/' not in page
        for _ in range(2):
            assert reader.post(AGREE, {"shown": "message/2"}).url == "/guidelines/"
        kept = Consent.objects.filter(person=old_hand, document="message").order_by("version")
        assert [each.version for each in kept] == ["1", "2"]
        assert BAR not in html_of(reader.get("/"))

    def test_is_not_agreed_to_by_what_was_shown_before_or_by_nothing(self, old_hand, as_person):
        reader, before = as_person(old_hand), Consent.objects.count()
        for shown in (["message/1"], [], ["message/2", "menu/1"]):
            page = html_of(reader.post(AGREE, {"shown": shown}), 409)
            assert 'name="shown" value="message/2"' in page
        assert Consent.objects.count() == before

    def test_is_told_whole_to_whoever_never_agreed(self, db, as_person):
        newcomer = Person.objects.create(email="yui@example.com", display_name="ゆい")
        page = html_of(as_person(newcomer).get(AGREE))
        assert all(f'href="/guidelines/{name}/" target="_blank"' in page for name in DOCUMENTS)
        assert "<ins>" not in page
