"""The page of a contract's record: what it tells, the export by its button, and who may press it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tachiai.evidence.models import Sealed
from tachiai.evidence.verifier.contents import verify
from tests.cast import Cast
from tests.deal import MONDAY, Deal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY + timedelta(hours=1))


@pytest.fixture
def deal(cast: Cast, settings) -> Deal:
    settings.FUNDS = "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.write(cast.ren, "ふたりだけの話です。")
    return deal


def address(deal: Deal) -> str:
    return reverse("evidence:record", args=[deal.reference])


def bundle(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("who", ["aoi", "ren"])
def test_either_side_gets_a_valid_bundle_whose_value_the_page_then_shows(
    client: Client, deal: Deal, cast: Cast, who: str
) -> None:
    client.force_login(getattr(cast, who))
    response = client.post(address(deal))
    content = bundle(response)
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == f'attachment; filename="tachiai-{deal.reference}-20261102-1100.zip"'
    assert response["Content-Length"] == str(len(content))
    assert response["Cache-Control"] == "private, no-store"
    result = verify(io.BytesIO(content))
    assert result.faults == []
    assert "ふたりだけの話です。".encode() in content
    page = client.get(address(deal)).content.decode()
    parsed(page)
    assert result.figures["digest"] in page
    assert result.figures["head"] in page
    assert str(getattr(cast, who)) in page


def test_staff_get_it_without_what_the_two_wrote_and_the_two_see_that_they_did(
    client: Client, deal: Deal, cast: Cast
) -> None:
    client.force_login(cast.kei)
    content = bundle(client.post(address(deal)))
    assert verify(io.BytesIO(content)).faults == []
    assert "ふたりだけの話です。".encode() not in content
    client.force_login(cast.aoi)
    page = client.get(address(deal)).content.decode()
    assert "事務局" in page
    assert str(cast.kei) not in page


def test_staff_who_stand_in_for_a_side_read_no_more_than_staff(client: Client, deal: Deal, cast: Cast) -> None:
    client.force_login(cast.kei)
    session = client.session
    session["stand_in"] = {deal.reference: "worker"}
    session.save()
    assert "ふたりだけの話です。".encode() not in bundle(client.post(address(deal)))
    assert Sealed.objects.get().role == "staff"


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_nothing_to_anybody_else(client: Client, deal: Deal, cast: Cast, method: str) -> None:
    assert getattr(client, method)(address(deal)).status_code == 302
    client.force_login(cast.zen)
    assert getattr(client, method)(address(deal)).status_code == 404
    assert not Sealed.objects.exists()


def test_the_contract_page_leads_there(client: Client, deal: Deal, cast: Cast) -> None:
    client.force_login(cast.ren)
    page = client.get(reverse("contracts:detail", args=[deal.reference])).content.decode()
    assert f'href="{address(deal)}"' in page


def test_before_the_first_link_it_says_so(client: Client, deal: Deal, cast: Cast) -> None:
    client.force_login(cast.ren)
    page = client.get(address(deal)).content.decode()
    parsed(page)
    assert "まだつながれた記録はありません" in page


def test_a_record_that_was_changed_is_named_and_not_exported(client: Client, deal: Deal, cast: Cast) -> None:
    client.force_login(cast.ren)
    bundle(client.post(address(deal)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_message SET body = 'ちがうこと'")
    response = client.post(address(deal))
    assert response.status_code == 409
    page = response.content.decode()
    parsed(page)
    assert "記録が、つながれたときと異なります" in page
    assert "（メッセージ " in page
    assert Sealed.objects.count() == 1


def test_it_is_made_so_often_and_no_more(
    client: Client, deal: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tachiai.web.site.evidence.pages.OF_ONE_PERSON.__class__.seconds_to_wait", lambda *_: 90)
    client.force_login(cast.ren)
    response = client.post(address(deal))
    assert response.status_code == 429
    assert "2分ほど" in response.content.decode()
    assert not Sealed.objects.exists()


def test_the_page_asks_a_bounded_number_of_questions(
    client: Client, deal: Deal, cast: Cast, django_assert_max_num_queries
) -> None:
    client.force_login(cast.ren)
    for _ in range(3):
        bundle(client.post(address(deal)))
    with django_assert_max_num_queries(15):
        client.get(address(deal))
