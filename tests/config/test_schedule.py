"""The clock's loop: what it does when a sweep has much to do, and when one breaks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import OperationalError

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.models import WalkingRow
from tachiai.clockwork.quiet import is_quiet, nothing_due
from tachiai.config import schedule
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db  # the loop lets go of its connection
AT = datetime(2026, 11, 24, tzinfo=UTC)
CONTRACTS = ("contracts_contract", "due_at")
QUIET = frozenset({CONTRACTS})
Sweep = Callable[[datetime], Swept]


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> dict[str, Sweep]:
    """The sweeps of this test, in order. What is due is theirs to say."""
    mine: dict[str, Sweep] = {}
    monkeypatch.setattr(schedule, "nothing_due", lambda at: frozenset())
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


def test_what_nobody_waits_for_to_the_second_is_looked_for_now_and_then(
    sweeps: dict[str, Sweep], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "POLL_SECONDS", 0)
    monkeypatch.setattr(schedule, "UNHURRIED_SECONDS", 1)
    stop, asked, left = threading.Event(), [], [Swept(fired=9), Swept(fired=1), Swept(), Swept()]

    def evidence(at: datetime) -> Swept:
        asked.append("evidence")
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    sweeps["contract deadlines"] = lambda at: asked.append("contracts") or Swept()
    sweeps["evidence"] = evidence
    schedule.run_clock(stop)
    flood, rest = asked[:6], asked[6:]
    assert flood == ["contracts", "evidence"] * 3
    assert rest[-1] == "evidence"
    assert rest.count("evidence") == 1 < rest.count("contracts")


def test_every_unhurried_sweep_exists() -> None:
    assert set(schedule.SWEEPS) >= schedule.UNHURRIED


def test_at_rest_the_whole_round_costs_few_questions(django_assert_max_num_queries) -> None:
    schedule.run_due(AT)  # makes the rows that its sweeps keep for themselves
    with django_assert_max_num_queries(10):
        schedule.run_due(AT)


def test_the_clock_looks_into_every_table_that_has_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_into: set[tuple[str, str]] = set()

    def quiet(table: str, column: str) -> bool:
        looked_into.add((table, column))
        return True

    monkeypatch.setattr("tachiai.clockwork.actions.is_quiet", quiet)
    schedule.run_due(AT)
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, WalkingRow)}
    assert looked_into == {(table, column) for table in tables for column in ("due_at", "remind_at")}


def test_so_it_does_into_whatever_says_when_it_falls_due(db: None) -> None:
    models = {model._meta.db_table: getattr(model, "FALLS_DUE", {}) for model in apps.get_models()}
    places = {(table, column) for table, columns in models.items() for column in columns}
    assert places <= nothing_due(AT)
    assert {table for table, _ in places} >= {"contracts_rating", "safety_measure", "notices_dispatch"}


def test_what_one_sweep_does_is_seen_by_those_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([QUIET, frozenset(), QUIET])
    seen: list[bool] = []

    def look(at: datetime) -> Swept:
        seen.append(is_quiet(*CONTRACTS))
        return Swept(fired=len(seen) % 2)

    monkeypatch.setattr(schedule, "nothing_due", lambda at: next(told))
    monkeypatch.setattr(schedule, "SWEEPS", dict.fromkeys(("first", "second", "third"), look))
    schedule.run_due(AT)
    assert seen == [True, False, False]
    assert not is_quiet(*CONTRACTS)


def test_a_table_is_quiet_until_its_first_deadline(cast: Cast) -> None:
    contract = Deal(cast.aoi, cast.ren).contract
    assert contract.due_at is not None
    before = contract.due_at - timedelta(seconds=1)
    assert CONTRACTS in nothing_due(before)
    assert CONTRACTS not in nothing_due(contract.due_at)
