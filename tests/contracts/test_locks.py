"""Two people act on one contract in the same moment: they wait for each other, and neither meets a deadlock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tachiai.contracts.models import Contract
from tachiai.money import actions as money
from tachiai.money.queries import awaited_pay_in, wallet_balance
from tachiai.money.rules import contract_holder
from tests.cast import Cast
from tests.deal import MONDAY, Deal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record_only(demo_bank: None, settings) -> None:
    settings.FUNDS = "record_only"


def beside(call: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Run `call` at the same time, on a connection of its own."""
    failed: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failed


def test_staff_confirm_while_the_contract_is_withdrawn(record_only: None, cast: Cast) -> None:
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    contract_id, kei = deal.contract.pk, cast.kei.pk
    awaited = awaited_pay_in(contract_holder(contract_id))
    assert awaited is not None
    with transaction.atomic():
        Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)  # what every step does first
        confirming, failed = beside(lambda: money.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=kei, at=MONDAY))
        time.sleep(0.5)  # long enough for the other to lock what it can
        deal.take("withdraw", reason="急に必要がなくなりました。")
    confirming.join(timeout=20)
    assert failed == []
    deal.expect("lapsed")
    assert wallet_balance(cast.aoi.pk) == 80_000
