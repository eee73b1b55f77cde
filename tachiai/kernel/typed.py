"""Plain data into frozen dataclasses and back, strictly: what a declaration does not know is refused, by name.

A key that is unknown or missing, a value of another type, an empty text: ValueError that says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")
_PLAIN = (str, int, bool, date)


def read(kind: type[Kind], data: Any, where: str) -> Kind:
    """`data` (from TOML) as a `kind`. `where` is the key above, for the one who has to mend it."""
    return _read(kind, data, where)


def plain(value: Any) -> Any:
    """The data that `read` makes `value` from; what says no more than its absence does is left out."""
    if hasattr(value, "as_data"):
        return value.as_data()
    if is_dataclass(value):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        return {each.name: plain(said[each.name]) for each in fields(value) if said[each.name] != _default(each)}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Fraction):
        return _decimal(value)
    return str(value) if isinstance(value, StrEnum) else value


@cache
def hints(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields, with what `Annotated` adds to them."""
    return get_type_hints(kind, include_extras=True)


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        return _read(get_args(kind)[0], data, where)
    if origin in (Union, UnionType):
        (one,) = (each for each in get_args(kind) if each is not NoneType)
        return _read(one, data, where)
    if kind is Any:
        return data
    if hasattr(kind, "from_data"):
        return kind.from_data(data, where)
    if is_dataclass(kind):
        return _table(kind, _typed(dict, data, where), where)
    if origin is tuple:
        return tuple(
            _read(get_args(kind)[0], each, f"{where}[{n}]") for n, each in enumerate(_typed(list, data, where))
        )
    if origin is not None:
        named = _typed(dict, data, where).items()
        return {name: _read(get_args(kind)[1], each, f"{where}.{name}") for name, each in named}
    return _value(kind, data, where)


def _table(kind: Any, data: Mapping[str, Any], where: str) -> Any:
    known = _known(kind)
    if unknown := sorted(data.keys() - known.keys()):
        raise ValueError(f"{where}: {', '.join(unknown)} is unknown")
    lacking = [name for name, is_needed in known.items() if is_needed and name not in data]
    if lacking:
        raise ValueError(f"{where}: {', '.join(lacking)} is missing")
    return kind(**{name: _read(hints(kind)[name], each, f"{where}.{name}") for name, each in data.items()})


@cache
def _known(kind: type) -> Mapping[str, bool]:
    """The fields of a dataclass, and whether each must be said."""
    return {each.name: each.default is MISSING and each.default_factory is MISSING for each in fields(kind)}


def _value(kind: Any, data: Any, where: str) -> Any:
    if kind is Fraction:
        try:
            return Fraction(_typed(str, data, where))
        except ValueError as error:
            raise ValueError(f"{where}: {data!r} is no number") from error
    if issubclass(kind, StrEnum):
        if data not in list(kind):
            raise ValueError(f"{where}: {data!r} is none of {', '.join(kind)}")
        return kind(data)
    if kind not in _PLAIN:
        raise TypeError(f"{where}: {kind} cannot be read")
    return _typed(kind, data, where)


def _typed(kind: type, data: Any, where: str) -> Any:
    """Exactly that type: true is no number, and a moment no day."""
    if type(data) is not kind:
        raise ValueError(f"{where}: {data!r} is not of type {kind.__name__}")
    if isinstance(data, str) and not data.strip():
        raise ValueError(f"{where}: is empty")
    return data


def _default(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _decimal(number: Fraction) -> str:
    """As a person writes it: 10.21 rather than 1021/100."""
    digits = next((n for n in range(10) if (number * 10**n).denominator == 1), None)
    return str(number) if digits is None else f"{float(number):.{digits}f}"
