"""A database of one's own: reached at once, or refused in one line."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from django.db import connection

from tachiai.config import cli, database, settings
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


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder with nothing in it, such as a mistyped one."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(database, "VAR", tmp_path / "var")
    return tmp_path / "var"


@pytest.mark.parametrize("command", ["backup {}.tar", "staff list", "createsuperuser", "book check"])
def test_of_a_market_that_is_not_there_is_not_made_for_a_look(
    nowhere: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(command.format(nowhere).split()) == 1
    assert f"there is no market in {nowhere}" in capsys.readouterr().err
    assert list(nowhere.parent.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could make another one beside it")
@pytest.mark.parametrize(("number", "account"), [(65534, "nobody"), (1_234_567, "'#1234567'")])
def test_of_another_account_is_left_to_it(nowhere: Path, number: int, account: str) -> None:
    """Also to one that is in no list of accounts."""
    cluster = nowhere / "postgres"
    cluster.mkdir(parents=True)
    os.chown(cluster, number, -1)
    key, params = refusal()
    assert (key, params["account"]) == ("postgres.of_account", account)
    assert [each.name for each in nowhere.iterdir()] == ["postgres"]


@pytest.mark.django_db
def test_without_tables_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    database.refuse_without_tables()
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["somebody_elses"])
    with pytest.raises(Refusal) as refused:
        database.refuse_without_tables()
    assert refused.value.reasons[0].key == "database.no_tables"
