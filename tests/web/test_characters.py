"""Characters that no database keeps are answered with the page for what cannot be read, wherever they stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.deal import MONDAY
from tests.web.market import Market, one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Market:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY + timedelta(hours=1))
    return one_of_each(cast, settings)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("client", "/help/guides/silence/?contract=%00"),
        ("client", "/help/search/?contract=%00"),
        ("client", "/files/uploads/%00/"),
        ("client", "/jobs/?%00=1"),
        ("client", "/todo/?after=%00"),
        ("staff", "/desk/inquiries/?search=%00"),
        ("staff", "/desk/people/?search=a%00b"),
    ],
)
def test_an_address_with_them_cannot_be_read(market: Market, who: str, address: str) -> None:
    answer = market.as_(who).get(address)
    assert answer.status_code == 400
    assert "読み取れませんでした" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/files/uploads/%00/", {}),
        ("/files/uploads/", {"name": "a\x00b.txt", "size": "3"}),
        ("/help/silence/useful/", {"useful": "no", "word": "a\x00b"}),
        ("/language/", {"a\x00b": "ja"}),
    ],
)
def test_a_form_with_them_cannot_be_read(market: Market, address: str, form: dict[str, str]) -> None:
    assert market.as_("client").post(address, form).status_code == 400


def test_a_cookie_with_them_cannot_be_read_and_signs_nobody_in(client: Client) -> None:
    client.raise_request_exception = False
    for name in ("sessionid", "django_language", "other"):
        answer = client.get("/", headers={"cookie": f'{name}="\\000abcdefghijkl"', "accept-language": "en"})
        assert answer.status_code == 400
        assert "could not be read" in answer.content.decode()


def test_a_place_in_a_list_beyond_all_years_is_none(market: Market) -> None:
    for after in ("0001-01-01T00:00:00%2B23:59_1", "9999-12-31T23:59:59-23:59_1"):
        assert market.as_("staff").get(f"/desk/inquiries/?after={after}").status_code == 200
