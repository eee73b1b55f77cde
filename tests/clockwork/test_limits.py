"""Limits hold back floods: each who asks is counted, at the very same moment too, and forgotten with the time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from tachiai.clockwork import limits
from tachiai.clockwork.limits import Limit
from tachiai.clockwork.models import Counter
from tachiai.config.schedule import run_due

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
TWICE = Limit("knocking", 2, timedelta(minutes=10))
REST_OF_THE_STRETCH = 7 * 60


def test_whoever_asks_too_often_waits_until_the_stretch_is_over() -> None:
    assert [TWICE.seconds_to_wait("aoi", AT) for _ in range(3)] == [0, 0, REST_OF_THE_STRETCH]
    assert TWICE.seconds_to_wait("ren", AT) == 0, "others do not"
    assert Limit("calling", 2, TWICE.within).seconds_to_wait("aoi", AT) == 0, "nor is anything else bounded by it"
    later = AT + timedelta(seconds=REST_OF_THE_STRETCH)
    assert [TWICE.seconds_to_wait("aoi", later) for _ in range(3)] == [0, 0, TWICE.within.total_seconds()]


def test_what_is_taken_back_does_not_count() -> None:
    for _ in range(5):
        assert TWICE.seconds_to_wait("aoi", AT) == 0
        TWICE.take_back("aoi", AT)
    TWICE.take_back("aoi", AT)
    assert [TWICE.seconds_to_wait("aoi", AT) for _ in range(3)] == [0, 0, REST_OF_THE_STRETCH]
    TWICE.take_back("aoi", AT + TWICE.within)
    assert TWICE.seconds_to_wait("aoi", AT) > 0, "of another stretch nothing was taken back"


def test_one_question_to_the_database_counts_however_many_others_are_about(django_assert_num_queries) -> None:
    Counter.objects.bulk_create(Counter(name="knocking", who=str(n), until=AT, counted=1) for n in range(1_000))
    with django_assert_num_queries(1):
        TWICE.seconds_to_wait("aoi", AT)


def test_who_asked_is_not_written_down() -> None:
    TWICE.seconds_to_wait("192.0.2.7", AT)
    assert "192.0.2.7" not in Counter.objects.get().who


def test_the_schedule_discards_what_is_over_a_round_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROUND", 2)
    for who in "abc":
        TWICE.seconds_to_wait(who, AT - TWICE.within)
    TWICE.seconds_to_wait("running", AT)
    assert [run_due(AT)["expired counters"].fired for _ in range(3)] == [2, 1, 0]
    assert Counter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_very_same_moment_each_is_counted() -> None:
    together = Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        try:
            return TWICE.seconds_to_wait("aoi", AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as many:
        waits = list(many.map(ask, range(8)))
    assert sorted(waits) == [0] * 2 + [REST_OF_THE_STRETCH] * 6
