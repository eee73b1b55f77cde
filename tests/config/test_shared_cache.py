"""The cache that all processes share: the counters of sign-ins, and what is costly to work out."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection

from tachiai.config import shared_cache
from tachiai.config.schedule import run_due

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_schedule_discards_what_has_expired_a_round_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "ROUND", 2)
    cache.set("running", 1, timeout=60)
    for key in "abc":
        cache.set(key, 1, timeout=-60)
    done = [run_due(AT)["cached counters"].fired for _ in range(3)]
    assert done == [2, 1, 0]
    assert cache.get("running") == 1


def test_its_table_comes_with_all_others() -> None:
    """Also where `tachiai web` and `tachiai worker` run apart, or the demo is filled before anything is served."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE web_cache")
    migration = import_module("tachiai.clockwork.migrations.0002_shared_cache")
    migration.make(None, SimpleNamespace(connection=connection))
    assert "web_cache" in connection.introspection.table_names()
