"""A database of one's own: reached at once, or refused in one line."""

from __future__ import annotations

import contextlib

import pytest

from tachiai.config import database, settings
from tachiai.kernel.refused import Refusal
from tests.config.test_worker import database_url_of_this_test


def refusal() -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as refused, database.database():
        pytest.fail("there was a database")
    return refused.value.reasons[0].key, dict(refused.value.reasons[0].params)


@pytest.mark.django_db
def test_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url_of_this_test())
    with database.database():
        pass


@pytest.mark.django_db
def test_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url_of_this_test())
    monkeypatch.setattr(database, "OLDEST", 1000)
    assert refusal()[0] == "database.too_old"


@pytest.mark.parametrize(
    "url", ["postgresql://127.0.0.1:1/none", "postgresql:///none?host=/nowhere", "soup", "postgresql://%zz"]
)
def test_that_is_not_there_is_refused_with_the_servers_words(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    key, params = refusal()
    assert key == "database.not_reached"
    assert params["reason"]


def test_that_is_embedded_is_named_before_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    ran: list[str] = []
    running = contextlib.nullcontext
    monkeypatch.setattr(database.EmbeddedPostgres, "running", lambda self: running(ran.append(self.url)))
    using = database.database()
    url = database.os.environ["DATABASE_URL"]
    assert ran == [] and ("%2Fsocket" in url or "tachiai-" in url)
    with using:
        assert ran == [url]


def test_that_the_address_says_how_to_reach_safely_is_reached_so(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    monkeypatch.setenv("DATABASE_URL", f"postgresql://market:p%40ss@db.example.org:6543/market?{ways}")
    told = settings._database()
    assert (told["HOST"], told["PORT"], told["PASSWORD"]) == ("db.example.org", "6543", "p@ss")
    assert {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}.items() <= told["OPTIONS"].items()
