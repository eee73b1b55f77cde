"""Money alone: nobody above listens, and what it says is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tachiai.config.wiring import WIRING
from tachiai.kernel import events
from tachiai.money.actions import PayInConfirmed


@pytest.fixture(autouse=True)
def heard() -> Iterator[list[PayInConfirmed]]:
    """The pay-ins confirmed in this test, in order."""
    confirmed: list[PayInConfirmed] = []
    events.wire({PayInConfirmed: [confirmed.append]})
    yield confirmed
    events.wire(WIRING)
