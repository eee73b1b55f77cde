"""Signing with the password: wrong ones are limited, right ones are not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from tachiai.web.signing import SigningForm
from tests.cast import PASSWORD, Cast
from tests.deal import MONDAY

pytestmark = pytest.mark.django_db
SHOWN = "0" * 64


def signed(person: Any, password: str) -> bool:
    request: Any = RequestFactory().post("/", {"digest": SHOWN, "password": password})
    request.user, request.session = person, {}
    return SigningForm(request.POST, request=request, shown=SHOWN).signature(MONDAY) is not None


def test_many_papers_are_signed_one_after_the_other(cast: Cast) -> None:
    cache.clear()
    assert all(signed(cast.aoi, PASSWORD) for _ in range(25))


def test_after_ten_wrong_passwords_the_right_one_has_to_wait_too(cast: Cast) -> None:
    cache.clear()
    assert not any(signed(cast.aoi, "wrong") for _ in range(9))
    assert signed(cast.aoi, PASSWORD)
    assert not signed(cast.aoi, "wrong")
    assert not signed(cast.aoi, PASSWORD)
    assert signed(cast.ren, PASSWORD)
