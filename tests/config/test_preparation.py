"""A demo and a real market are never opened as the other one."""

from __future__ import annotations

import pytest

from tachiai.config import preparation
from tachiai.config.demo import content
from tachiai.kernel.refused import Refusal
from tachiai.people import queries
from tests.cast import Cast, make_person
from tests.web.test_sign_up import SIGN_UP

pytestmark = pytest.mark.django_db


def refused() -> str:
    with pytest.raises(Refusal) as caught:
        preparation._refuse_the_other_kind()
    return caught.value.reasons[0].key


@pytest.mark.parametrize("is_demo", [True, False])
def test_an_empty_one_becomes_either(settings, is_demo: bool) -> None:
    settings.DEMO = is_demo
    preparation._refuse_the_other_kind()


def test_people_of_a_real_one_are_not_moved_by_a_time_machine(cast: Cast, settings) -> None:
    settings.DEMO = False
    assert cast.aoi
    preparation._refuse_the_other_kind()
    settings.DEMO = True
    assert refused() == "run.real_market"


def test_published_passwords_open_no_real_one(settings) -> None:
    make_person(content.players()[0].email, "もみじ", pk=1)
    settings.DEMO = True
    preparation._refuse_the_other_kind()
    settings.DEMO = False
    assert refused() == "run.demo_market"


def test_whoever_signs_up_with_an_address_of_the_demo_makes_no_demo_of_a_real_one(cast: Cast, client, settings) -> None:
    email = content.players()[0].email
    client.post("/account/signup/", {**SIGN_UP, "email": email})
    assert cast.aoi and queries.id_by_email(email) is not None
    settings.DEMO = False
    preparation._refuse_the_other_kind()
