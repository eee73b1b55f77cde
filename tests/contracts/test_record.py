"""The seal on the record that a mediation is held on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tachiai.contracts.models import Request
from tachiai.contracts.record import holds
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(cast: Cast) -> Deal:
    """Work delivered with a file, messages, a refused termination, and then a mediation."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.answer(deal.ask("termination", cast.aoi), "refuse", cast.ren)
    deal.write(cast.ren, "これから納品します。")
    deal.deliver()
    deal.ask("mediation_decision", cast.aoi)
    return deal


def still_holds(deal: Deal) -> bool:
    return holds(deal.contract, Request.objects.get(lifecycle="mediation_decision").values["seal"])


def test_it_holds_whatever_is_said_and_done_afterwards(sealed: Deal, cast: Cast) -> None:
    request = Request.objects.get(lifecycle="mediation_decision")
    assert request.values["seal"]["entries"] == 10
    sealed.at += timedelta(days=1)
    sealed.write(cast.aoi, "こちらの考えを書きます。")
    sealed.answer(request, "offer", cast.ren, worker_share=40_000)
    sealed.answer(request, "accept_offer", cast.aoi)
    assert still_holds(sealed)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE conversations_message SET body = 'ちがうこと'",
        "UPDATE contracts_delivery SET note = 'ちがう納品'",
        "UPDATE conversations_storedfile SET sha256 = repeat('0', 64)",
        "UPDATE contracts_request SET asked_by = 'worker' WHERE lifecycle = 'termination'",
        "DELETE FROM conversations_message_files; DELETE FROM conversations_message WHERE body LIKE 'これから%'",
    ],
)
def test_it_breaks_when_anything_before_it_is_changed(sealed: Deal, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert not still_holds(sealed)
