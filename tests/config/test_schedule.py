"""The clock's loop: what it does when a sweep has much to do, and when one breaks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from tachiai.clockwork.actions import Swept
from tachiai.config import schedule

pytestmark = pytest.mark.django_db  # the loop lets go of its connection
AT = datetime(2026, 11, 24, tzinfo=UTC)
Sweep = Callable[[datetime], Swept]


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> dict[str, Sweep]:
    """The sweeps of this test, in order."""
    mine: dict[str, Sweep] = {}
    monkeypatch.setattr(schedule, "SWEEPS", mine)
    return mine


def broken(error: Exception) -> Sweep:
    def sweep(at: datetime) -> Swept:
        raise error

    return sweep


def test_a_sweep_that_breaks_is_counted_and_holds_up_no_other(sweeps: dict[str, Sweep]) -> None:
    sweeps["ratings"] = broken(LookupError("a mistake of ours"))
    sweeps["listings"] = lambda at: Swept(fired=3)
    assert schedule.run_due(AT) == {"ratings": Swept(failed=1), "listings": Swept(fired=3)}


def test_without_its_database_the_round_ends_and_the_clock_goes_on(sweeps: dict[str, Sweep]) -> None:
    stop, asked = threading.Event(), []

    def away_once(at: datetime) -> Swept:
        asked.append(at)
        if len(asked) == 1:
            raise OperationalError("connection refused")
        stop.set()
        return Swept()

    sweeps["contracts"] = away_once
    with pytest.raises(OperationalError):
        schedule.run_due(AT)
    schedule.run_clock(stop)
    assert len(asked) == 2


def test_the_clock_looks_again_at_once_while_something_is_left(sweeps: dict[str, Sweep]) -> None:
    stop, left = threading.Event(), [Swept(fired=50)] * 20 + [Swept()]

    def flood(at: datetime) -> Swept:
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    sweeps["contracts"] = flood
    started = time.monotonic()
    schedule.run_clock(stop)
    assert not left
    assert time.monotonic() - started < schedule.POLL_SECONDS * 5


def test_the_clock_rests_when_nothing_was_done(sweeps: dict[str, Sweep], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "POLL_SECONDS", 0.05)
    stop, asked = threading.Event(), []
    sweeps["contracts"] = lambda at: asked.append(at) or Swept(failed=1)
    clock = threading.Thread(target=schedule.run_clock, args=(stop,))
    clock.start()
    time.sleep(0.5)
    stop.set()
    clock.join()
    assert 2 <= len(asked) <= 11
