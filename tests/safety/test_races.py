"""Many at once: never the same case to two, one case for one thing, one report for two clicks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tachiai.safety import actions
from tachiai.safety.models import Case, Report
from tests.safety.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """What each call answers; all begin together, each with a connection of its own."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_the_queue_give_each_case_to_one_and_of_a_thing_make_one_case(desk: Desk):
    listings = [desk.listing(title=f"募集{number}") for number in range(2)]
    ren, mio, kei, sei = desk.cast.ren, desk.cast.mio, desk.cast.kei, desk.sei
    receipts = at_once(
        lambda: desk.report(ren, listings[0]),
        lambda: desk.report(ren, listings[0]),
        lambda: desk.report(mio, listings[0]),
        lambda: desk.report(mio, listings[1]),
    )
    assert receipts[0].number == receipts[1].number and receipts[0].is_new != receipts[1].is_new
    assert Report.objects.count() == 3 and Case.objects.count() == 2
    taken = at_once(*(lambda staff=staff: actions.claim_next(staff_id=staff.pk, at=desk.at) for staff in (kei, sei)))
    assert sorted(taken) == sorted(Case.objects.values_list("pk", flat=True))
    assert set(Case.objects.values_list("claimed_by", flat=True)) == {kei.pk, sei.pk}
