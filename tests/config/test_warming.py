"""What a web process gets ready beside its first pages."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from tachiai.config import warming


def test_pages_need_not_wait_and_a_database_that_is_away_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def away() -> None:
        asked.append(True)
        raise OperationalError("connection refused")

    monkeypatch.setattr(warming.screening, "prepare", away)
    thread = warming.warm_up()
    thread.join(timeout=5)
    assert asked == [True] and thread.daemon and not thread.is_alive()
