"""What every test has: a database of its own run, no network, and (for browser tests) Chromium.

DATABASE_URL names the server to use (a database `test_...` is made on it). Without it an embedded server
starts for the run: once, also when pytest-xdist runs many workers, which inherit its address.
"""

from __future__ import annotations

import gc
import os

import django
import pytest
from _pytest.nodeid import NodeId

from tests.loopback import stay_on_this_machine
from tests.throwaway import Throwaway, sweep, template

# While everything is loaded there is no garbage to be found.
gc.disable()
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
throwaway: Throwaway | None = None

if not IS_WORKER:
    throwaway = Throwaway()
    unwanted = "DEMO DEBUG ORIGIN SMTP FUNDS HOSTS MAIL_FROM VIRUS_SCAN TSA_URL COUNTRY MEDIATION MESSAGE_SCREENING"
    unwanted += " INQUIRIES_ADDRESS INQUIRIES_IMAP"
    for name in unwanted.split():
        os.environ.pop(f"TACHIAI_{name}", None)
    os.environ.pop("PORT", None)
stay_on_this_machine()
os.environ["DJANGO_SETTINGS_MODULE"] = "tachiai.config.settings"
django.setup()

from django.conf import settings  # noqa: E402 - the environment comes first
from django.db import OperationalError, connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

import tachiai.config.urls  # noqa: E402, F401 - the addresses of a real market, whatever a test sets before it asks
from tests.browser import browser, kept_files, new_page, page  # noqa: E402, F401 - fixtures for all tests
from tests.cast import cast  # noqa: E402, F401
from tests.filled import filled  # noqa: E402

# Names with digests need a collected folder; tests read the files where they lie.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.WHITENOISE_AUTOREFRESH = True
# What the desk asks of staff has a test of its own.
settings.STAFF_SECOND_FACTOR = False
# The hasher of a real market takes a third of a second a password, on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# `--hypothesis-profile long`: for an evening.
hypothesis_settings.register_profile("long", max_examples=3_000)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Between transactional tests Django empties all tables with TRUNCATE, which the book refuses elsewhere."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("money_account", "money_entry", "money_leg"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
    # Of the tables that Django does not manage, those of the background jobs and of the cache: a test that waits for a
    # job of its own would wait for another's, and one that counts what expires would count another's.
    unmanaged = {"procrastinate_jobs", "procrastinate_workers", settings.CACHES["default"]["LOCATION"]}
    tables = set(connection.introspection.django_table_names()) | unmanaged
    tables -= {"django_content_type", "auth_permission"}
    TransactionTestCase._fixture_teardown = lambda case: empty(sorted(tables))
    connection.creation._destroy_test_db = drop


def drop(database: str, _verbosity: int) -> None:
    """At the end. A page that was just closed may still be asking for something: that must not fail the last test."""
    connection.close_pool()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def empty(tables: list[str]) -> None:
    """After a test that commits. Django would empty every table and make its own rows anew: half a second a test.

    A page that was just closed may still be asking for something, in the other order of tables: then once more.
    """
    for is_last in (False, False, False, True):
        try:
            if found := ", ".join(f'"{table}"' for table in filled(tables)):
                with connection.cursor() as cursor:
                    cursor.execute(f"TRUNCATE {found} CASCADE")
        except OperationalError:
            if is_last:
                raise
        else:
            return


def pytest_configure(config: pytest.Config) -> None:
    if throwaway and not config.getoption("collectonly") and not config.getoption("help"):
        sweep()
        throwaway.start()
        if config.getoption("numprocesses", None):
            throwaway.make_template()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one `xdist_group` run in one process; so do those of one file, that share what they begin with. Those in
    a browser take so long that each goes where there is time.

    What pytest-xdist 3.8 sets for groups, pytest 9.2 does not read.
    """
    if not config.getoption("loadgroup", default=False):
        return
    for item in items:
        marker = item.get_closest_marker("xdist_group")
        if marker is None and item.get_closest_marker("browser"):
            continue
        group = marker.args[0] if marker else f"{item.path.parent.name}.{item.path.stem}"
        if not item.nodeid.endswith(f"@{group}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group}")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector of garbage need not look through it again and again.

    Most of what a test makes goes without it, so it looks less often than in a program that lives long.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure() -> None:
    if throwaway:
        throwaway.remove()
