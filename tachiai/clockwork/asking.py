"""Questions that every page asks: Django puts their SQL together once in a process, and not for each asking.

    _BY_WORKER = Asked(lambda: Standing.objects.filter(worker_id=Given("worker")))
    _BY_WORKER.first(worker=3)

The question is an ordinary queryset, made when it is first asked; `Given` stands where each asking puts a value, which
goes to the database as a parameter. For simple values only: no list, no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """The place of a value in a question, by name."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, *_: object, **__: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


@dataclass(frozen=True)
class _Said(Generic[Row]):
    """A question as SQL, and how rows are made of what comes back."""

    sql: str
    params: Sequence[Any]
    locks: bool
    model: type[Row]
    columns: slice
    names: Sequence[str]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    related: Sequence[RelatedPopulator]

    @classmethod
    def of(cls, queryset: QuerySet[Row]) -> _Said[Row]:
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if compiler.annotation_col_map:
            raise ValueError("a question that is kept answers rows, without annotations")
        info, select = compiler.klass_info, [column for column, *_ in compiler.select]
        own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        converters = compiler.get_converters(select).items()
        return cls(
            sql,
            params,
            queryset.query.select_for_update,
            info["model"],
            own,
            [column.target.attname for column in select[own]],
            [(place, each, column) for place, (each, column) in converters],
            get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # stubs of 6.0
        )

    def rows(self, given: dict[str, Any]) -> Iterator[Row]:
        for found in self._found(given):
            values = list(found)
            for place, converters, column in self.converters:
                for convert in converters:
                    values[place] = convert(values[place], column, connection)
            row = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.columns])
            for each in self.related:
                each.populate(values, row)
            yield row

    def _found(self, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        if self.locks and connection.get_autocommit():
            raise TransactionManagementError("a row is locked within a transaction")
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given[each.name] if isinstance(each, Given) else each for each in self.params])
            return cursor.fetchall()


class Asked(Generic[Row]):
    """A question that is kept. `build` makes it."""

    def __init__(self, build: Callable[[], QuerySet[Row]]):
        self._build = build

    @cached_property
    def _said(self) -> _Said[Row]:
        return _Said.of(self._build())

    def all(self, **given: object) -> list[Row]:
        """Every row that it answers."""
        return list(self._said.rows(given))

    def first(self, **given: object) -> Row | None:
        """The first one; a question that may have several says itself which, and that one is enough."""
        return next(self._said.rows(given), None)
