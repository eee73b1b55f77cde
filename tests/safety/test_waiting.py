"""What waits for a person until the last minute in which they can do it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.safety.models import Decision
from tachiai.safety.queries.waiting import places_waiting
from tachiai.safety.rules import appeal_until
from tests.safety.desk import Desk, refused

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_decision_waits_as_long_as_it_can_be_appealed_against(desk: Desk):
    number, aoi = desk.decide(desk.reported(), "account_limited"), desk.cast.aoi
    issued_at = Decision.objects.get().issued_at
    until = appeal_until(issued_at)
    assert issued_at + timedelta(days=183) < until - MINUTE

    def waiting(at):
        return [place[-1] for piece in places_waiting(aoi.pk, at, None, 10) for place in piece]

    assert waiting(until - MINUTE) == waiting(until) == [number]
    assert waiting(until + timedelta(seconds=1)) == waiting(until + MINUTE) == []
    desk.at = until + timedelta(seconds=1)
    with refused("too_late"):
        desk.appeal(number, aoi)
    desk.at = until
    desk.appeal(number, aoi)
