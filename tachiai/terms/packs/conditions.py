"""Conditions over facts, as data: `{ fact = "client.kind", is = "company" }`, joined by `all` and `any`.

A condition is met, not met, or undecided while a fact is unknown. There is nothing to execute in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from tachiai.terms.packs.facts import CHOICES, FACTS, Kind


class Verdict(Enum):
    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"


_OTHER = {Verdict.NO: Verdict.YES, Verdict.YES: Verdict.NO}


def _is_under(slug: str, branches: tuple[str, ...]) -> bool:
    return any(slug == branch or slug.startswith(f"{branch}.") for branch in branches)


_ORDERED = frozenset({Kind.WHOLE, Kind.AMOUNT, Kind.DAY})
_SINGLE = frozenset(Kind) - {Kind.TEXTS, Kind.MOMENT}
_TEXT = frozenset({Kind.TEXT})


@dataclass(frozen=True)
class _Operator:
    """What compares a known fact with the value; `kinds` of facts it fits; `many`: the value is a list."""

    holds: Callable[[Any, Any], bool]
    kinds: frozenset[Kind]
    many: bool = False


OPERATORS: Mapping[str, _Operator] = {
    "is": _Operator(lambda fact, value: fact == value, _SINGLE),
    "is_not": _Operator(lambda fact, value: fact != value, _SINGLE),
    "one_of": _Operator(lambda fact, value: fact in value, _TEXT, many=True),
    "none_of": _Operator(lambda fact, value: fact not in value, _TEXT, many=True),
    "under": _Operator(_is_under, _TEXT, many=True),
    "not_under": _Operator(lambda fact, value: not _is_under(fact, value), _TEXT, many=True),
    "at_least": _Operator(lambda fact, value: fact >= value, _ORDERED),
    "at_most": _Operator(lambda fact, value: fact <= value, _ORDERED),
    "above": _Operator(lambda fact, value: fact > value, _ORDERED),
    "has": _Operator(lambda fact, value: value in fact, frozenset({Kind.TEXTS})),
}
_VALUES = {
    Kind.WHOLE: int,
    Kind.AMOUNT: int,
    Kind.YES_NO: bool,
    Kind.TEXT: str,
    Kind.TEXTS: str,
    Kind.DAY: date,
}


@dataclass(frozen=True)
class Condition:
    """Either a question about one `fact`, or several conditions of which `all` or `any` must be met."""

    fact: str = ""
    operator: str = ""
    value: Any = None
    parts: tuple[Condition, ...] = ()

    def verdict(self, facts: Mapping[str, Any]) -> Verdict:
        """`facts` hold what is known."""
        return self.weigh(facts)[0]

    def weigh(self, facts: Mapping[str, Any]) -> tuple[Verdict, tuple[str, ...]]:
        """The verdict, and the unknown facts that keep it undecided; none once it is decided."""
        if self.parts:
            return self._weigh_parts(facts)
        if self.fact not in facts:
            return Verdict.UNKNOWN, (self.fact,)
        return Verdict.YES if OPERATORS[self.operator].holds(facts[self.fact], self.value) else Verdict.NO, ()

    def _weigh_parts(self, facts: Mapping[str, Any]) -> tuple[Verdict, tuple[str, ...]]:
        settles = Verdict.NO if self.operator == "all" else Verdict.YES
        needed: tuple[str, ...] = ()
        for part in self.parts:
            verdict, lacking = part.weigh(facts)
            if verdict is settles:
                return settles, ()
            needed += lacking
        return (Verdict.UNKNOWN, needed) if needed else (_OTHER[settles], ())

    def facts(self) -> Iterator[str]:
        """Every fact it asks about."""
        if self.fact:
            yield self.fact
        for part in self.parts:
            yield from part.facts()

    def as_data(self) -> dict[str, Any]:
        if self.parts:
            return {self.operator: [part.as_data() for part in self.parts]}
        value = list(self.value) if OPERATORS[self.operator].many else self.value
        return {"fact": self.fact, self.operator: value}

    @classmethod
    def from_data(cls, data: Any, where: str) -> Condition:
        """ValueError for anything but one question or one list of conditions."""
        if not isinstance(data, dict):
            raise ValueError(f"{where}: {data!r} is no condition")
        if len(data) == 1 and (joined := next(iter(data))) in ("all", "any"):
            parts = data[joined]
            if not isinstance(parts, list) or not parts:
                raise ValueError(f"{where}.{joined}: must be a list of conditions")
            read = (cls.from_data(part, f"{where}.{joined}[{n}]") for n, part in enumerate(parts))
            return cls(operator=joined, parts=tuple(read))
        return cls._question(data, where)

    @classmethod
    def _question(cls, data: Mapping[str, Any], where: str) -> Condition:
        fact: str = data.get("fact", "")
        operators = [key for key in data if key != "fact"]
        if fact not in FACTS:
            raise ValueError(f"{where}: there is no fact called {fact}")
        if len(operators) != 1 or operators[0] not in OPERATORS:
            raise ValueError(f"{where}: {', '.join(operators) or 'nothing'} is not one of {', '.join(OPERATORS)}")
        (operator,) = operators
        return cls(fact, operator, _value(fact, operator, data[operator], f"{where}.{operator}"))


def _value(fact: str, operator: str, value: Any, where: str) -> Any:
    rule, kind = OPERATORS[operator], FACTS[fact]
    if kind not in rule.kinds:
        raise ValueError(f"{where}: cannot be asked of a fact of the kind {kind}")
    values = value if rule.many else [value]
    wanted = _VALUES.get(kind)
    if (
        not isinstance(values, list)
        or not values
        or any(type(each) is not wanted or not str(each).strip() for each in values)
    ):
        raise ValueError(f"{where}: {value!r} does not fit a fact of the kind {kind}")
    if unknown := sorted(set(values) - CHOICES.get(fact, set(values))):
        raise ValueError(f"{where}: {unknown[0]!r} is nothing that {fact} can be")
    return tuple(values) if rule.many else value
