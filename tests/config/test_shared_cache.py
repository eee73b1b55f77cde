"""The cache that all processes share: it holds the counters of limits, however many people are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection

from tachiai.config import shared_cache
from tachiai.config.schedule import run_due
from tachiai.web.limits import Limit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, tzinfo=UTC)
LIMIT = Limit("a", 2, timedelta(minutes=10))


def test_a_limit_holds_while_a_thousand_others_are_about() -> None:
    for _ in range(3):
        LIMIT.seconds_to_wait("one of them", AT)
    for person in range(1_000):
        Limit("b", 2, timedelta(minutes=10)).seconds_to_wait(str(person), AT)
    assert LIMIT.seconds_to_wait("one of them", AT) > 0


def test_the_schedule_discards_what_has_expired_a_round_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "ROUND", 2)
    cache.clear()
    cache.set("running", 1, timeout=60)
    for key in "abc":
        cache.set(key, 1, timeout=-60)
    done = [run_due(AT)["expired counters"].fired for _ in range(3)]
    assert done == [2, 1, 0]
    assert cache.get("running") == 1


def test_its_table_comes_with_all_others() -> None:
    """Also where `tachiai web` and `tachiai worker` run apart, or the demo is filled before anything is served."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE web_cache")
    migration = import_module("tachiai.clockwork.migrations.0002_shared_cache")
    migration.make(None, SimpleNamespace(connection=connection))
    assert "web_cache" in connection.introspection.table_names()
