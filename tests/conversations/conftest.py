from __future__ import annotations

import pytest

from tachiai.kernel import events


@pytest.fixture
def wired():
    """Lets a test say who listens, and puts everything back."""
    before = dict(events._listeners)
    yield events.wire
    events.wire(before)
