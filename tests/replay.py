"""What many tests begin with is played once in each test process; the tests after it lay its rows back.

Only where nothing can tell the two apart: on the same rows and under the same settings as when it was played.
Everywhere else it is played again; so it is within `played_anew`, for tests that put something else in the way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction

from tests.filled import filled

Answer = TypeVar("Answer")
# What no story reads: it differs from test to test by moments and numbers.
UNREAD = {
    "account_emailaddress": "t.email",
    "guidelines_consent": "to_jsonb(t) - 'id' - 'consented_at'",
    "people_person": "to_jsonb(t) - 'joined_at'",
    "conversations_scanconsent": "to_jsonb(t) - 'id' - 'at'",
}
# A story that began on so many different grounds is not one that comes again.
MOST_GROUNDS = 12
_PLAYED: dict[Hashable, tuple[Any, Mapping[str, str], Mapping[str, int]]] = {}
_ANEW: list[bool] = []
_GROUNDS: Counter[Hashable] = Counter()


@contextmanager
def played_anew() -> Iterator[None]:
    """What begins here is played, and not kept."""
    _ANEW.append(True)
    try:
        yield
    finally:
        _ANEW.pop()


def played_once(story: Hashable, play: Callable[[], Answer]) -> Answer:
    """What `play` answers, after its rows are there. `story` names it together with everything it was told."""
    if _ANEW:
        return play()
    place = (story, json.dumps(standing(UNREAD), sort_keys=True), _overridden())
    if place in _PLAYED:
        answer, rows, numbers = _PLAYED[place]
        given = _numbers()
        if any(given[table] < number for table, number in numbers.items()):
            return play()  # the test began to count anew
        _lay_back(rows)
        return answer
    if _GROUNDS[story] == MOST_GROUNDS:
        return play()
    _GROUNDS[story] += 1
    before, answer = _rows(), play()
    if (added := _added(before, _rows())) is not None:
        _PLAYED[place] = (answer, added, _numbers())
    return answer


@cache
def _tables() -> Mapping[str, str]:
    """The columns that can be written of each table."""
    question = (
        "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
        " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'"
        " AND table_name !~ '^(django_|auth_)' GROUP BY 1 ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def standing(read_as: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, str]:
    """The tables that are not empty, each with a digest of its rows, or of what is `read_as` the row `t` there."""
    each = (
        f"SELECT '{table}', md5(string_agg(row, '' ORDER BY row)) FROM"
        f' (SELECT ({read_as.get(table, "t")})::text AS row FROM "{table}" t) AS rows'
        for table in filled(tuple(_tables()))
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each) or "SELECT WHERE false")
        return dict(cursor.fetchall())


def _overridden() -> str:
    """What this test has set otherwise than the settings of the run."""
    found, holder = {}, settings._wrapped
    while hasattr(holder, "default_settings"):
        found = {**{name: value for name, value in vars(holder).items() if name.isupper()}, **found}
        holder = holder.default_settings
    return repr(sorted(found.items()))


def _rows() -> Mapping[str, list[Any]]:
    each = (f"SELECT '{table}', jsonb_agg(to_jsonb(t)) FROM \"{table}\" t" for table in filled(tuple(_tables())))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each) or "SELECT WHERE false")
        return {table: rows if isinstance(rows, list) else json.loads(rows) for table, rows in cursor.fetchall()}


def _numbers() -> Mapping[str, int]:
    """The number that each sequence gave out last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
        return dict(cursor.fetchall())


def _added(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> Mapping[str, str] | None:
    """The rows that came by table, as JSON; None when a row was changed or went."""
    if any(row not in after.get(table, []) for table, rows in before.items() for row in rows):
        return None
    came = {table: [row for row in rows if row not in before.get(table, [])] for table, rows in after.items()}
    return {table: json.dumps(rows) for table, rows in came.items() if rows}


def _lay_back(rows: Mapping[str, str]) -> None:
    columns = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        # Triggers and foreign keys had their say when the rows were written first.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, found in rows.items():
            cursor.execute(
                f'INSERT INTO "{table}" ({columns[table]}) SELECT {columns[table]}'  # noqa: S608 - names of tables
                f' FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb)',
                [found],
            )
        cursor.execute("SET LOCAL session_replication_role = origin")
