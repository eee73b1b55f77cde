"""Signing: wrong passwords are limited, right ones are not; what is no answer of a passkey is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from tachiai.people import signing
from tachiai.web.signing import SigningForm
from tests.cast import PASSWORD, Cast
from tests.deal import MONDAY

pytestmark = pytest.mark.django_db
SHOWN = "0" * 64


def form_of(person: Any, **sent: str) -> SigningForm:
    request: Any = RequestFactory().post("/", {"digest": SHOWN, **sent})
    request.user, request.session = person, {}
    return SigningForm(request.POST, request=request, shown=SHOWN)


def signed(person: Any, password: str) -> bool:
    return form_of(person, password=password).signature(MONDAY) is not None


def test_many_papers_are_signed_one_after_the_other(cast: Cast) -> None:
    assert all(signed(cast.aoi, PASSWORD) for _ in range(25))


def test_after_ten_wrong_passwords_the_right_one_has_to_wait_too(cast: Cast) -> None:
    assert not any(signed(cast.aoi, "wrong") for _ in range(9))
    assert signed(cast.aoi, PASSWORD)
    assert not signed(cast.aoi, "wrong")
    assert not signed(cast.aoi, PASSWORD)
    assert signed(cast.ren, PASSWORD)


@pytest.mark.parametrize("answer", ["null", "[1]", "{}", "[" * 100_000])
def test_what_is_no_answer_of_a_passkey_is_refused(cast: Cast, answer: str) -> None:
    form = form_of(cast.aoi, answer=answer)
    _, kept = signing.begin_passkey(person_id=cast.aoi.pk, digest=SHOWN, origin="http://testserver")
    form.request.session[form._key] = kept
    assert form.signature(MONDAY) is None
    assert "パスキー" in str(form.non_field_errors())
