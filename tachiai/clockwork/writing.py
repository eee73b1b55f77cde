"""Rows as every step writes them, one statement each, whose SQL is put together once in a process.

What `save` does beside: no signal is sent, for nobody listens, and no row is looked for first.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models import Field, Model


def insert(row: Model) -> None:
    """Write a new row; it knows its key then."""
    fields = _columns(type(row))
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row)), [_value(row, field, is_new=True) for field in fields])
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, names: tuple[str, ...]) -> None:
    """Write these columns of a row that is there; DatabaseError when it is not."""
    fields = [row._meta.get_field(name) for name in names]
    values = [_value(row, field, is_new=False) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_change(type(row), names), [*values, row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{row._meta.label} {row.pk} is not there")


def _value(row: Model, field: Any, *, is_new: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, is_new), connection)


@cache
def _columns(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """Those that an insertion says: all but the key, which the database gives."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _insertion(model: type[Model]) -> str:
    names = ", ".join(_quoted(field) for field in _columns(model))
    places = ", ".join("%s" for _ in _columns(model))
    key = _quoted(model._meta.pk)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}) RETURNING {key}'  # noqa: S608 - our own tables


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    places = ", ".join(f"{_quoted(model._meta.get_field(name))} = %s" for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {places} WHERE {_quoted(model._meta.pk)} = %s'  # noqa: S608 - our own tables


def _quoted(field: Any) -> str:
    return f'"{field.column}"'
