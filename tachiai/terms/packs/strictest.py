"""When several rules apply at once, the strictest value of each field counts, and it is known who gave it.

Which direction is stricter is said where the field is declared: `max_days: Annotated[int | None, Stricter.LESS]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from tachiai.kernel.typed import hints


class Stricter(StrEnum):
    """Which of two values asks for more of the one who is bound. A number that is None sets no limit."""

    LESS = "less"
    MORE = "more"
    YES = "yes"
    NO = "no"
    UNION = "union"
    SHARED = "shared"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Limit:
    """The value that counts, and every rule that asks for it; for a union every rule that adds to it."""

    value: Any
    given_by: tuple[str, ...]


@cache
def directions(kind: type) -> Mapping[str, Stricter]:
    """The fields that can be compared, with their direction; those of a rule inside the rule as "interest.percent"."""
    found: dict[str, Stricter] = {}
    for name, hint in hints(kind).items():
        marks = [mark for mark in get_args(hint)[1:] if isinstance(mark, Stricter)]
        found |= dict.fromkeys((name,), marks[0]) if marks else {}
        inside = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
        for inner in (each for each in inside if is_dataclass(each) and isinstance(each, type)):
            found |= {f"{name}.{below}": mark for below, mark in directions(inner).items()}
    return found


def directions_of(rule: Any) -> Mapping[str, Stricter]:
    """The same for a rule itself."""
    kind: type = type(rule)
    return directions(kind)


def value_of(rule: Any, name: str) -> Any:
    """The value of a field that `directions` names; None when the rule it stands in is not there."""
    for part in name.split("."):
        rule = None if rule is None else getattr(rule, part)
    return rule


def merged(rules: Iterable[tuple[str, Any]]) -> Mapping[str, Limit]:
    """The strictest of each field of rules of one kind, given as (name, rule); in any order, each any number of times.

    A field of which no rule says anything is left out.
    """
    named = sorted(dict(rules).items())
    if not named:
        return {}
    found = {
        name: strictest(direction, [(giver, value_of(rule, name)) for giver, rule in named])
        for name, direction in directions_of(named[0][1]).items()
    }
    return {name: limit for name, limit in found.items() if limit.given_by}


def strictest(direction: Stricter, values: Iterable[tuple[str, Any]]) -> Limit:
    """The strictest of (name, value). Lists come out sorted."""
    said = [(giver, value) for giver, value in values if value is not None]
    if not said:
        return Limit(None, ())
    if direction is Stricter.UNION:
        union = {each for _, value in said for each in value}
        return Limit(tuple(sorted(union)), tuple(giver for giver, value in said if value))
    if direction is Stricter.SHARED:
        shared = set.intersection(*(set(value) for _, value in said))
        return Limit(tuple(sorted(shared)), tuple(giver for giver, value in said if set(value) == shared))
    chosen = min((value for _, value in said), key=lambda value: _rank(direction, value))
    return Limit(chosen, tuple(giver for giver, value in said if value == chosen))


def is_laxer(direction: Stricter, value: Any, than: Any) -> bool:
    """Whether `value` asks for less than `than` does."""
    if than is None or value is None:
        return value is None and than is not None
    if direction is Stricter.UNION:
        return not set(value) >= set(than)
    if direction is Stricter.SHARED:
        return not set(value) <= set(than)
    return bool(_rank(direction, value) > _rank(direction, than))


def _rank(direction: Stricter, value: Any) -> Any:
    """Lower is stricter."""
    if direction is Stricter.EARLIER:
        members: list[Any] = list(value.__class__)
        return members.index(value)
    return -value if direction in (Stricter.MORE, Stricter.YES) else value
