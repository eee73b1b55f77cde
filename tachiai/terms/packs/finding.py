"""What the rules find: values that pages, papers and records can show, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tachiai.kernel.refused import Refused
from tachiai.terms.packs.catalogue import HEAVIEST_FIRST, milder
from tachiai.terms.packs.kinds import Confidence, Said, Severity

_SUREST_FIRST = tuple(Confidence)


@dataclass(frozen=True)
class Finding:
    """One thing that is missing, late, restricted or needed to decide. It never says what follows in court.

    `fact` is what was looked at, `value` what it is (None: unknown), `limit` what the rule asks for. `key` names a text
    and `params` fill its gaps, as a `Refused` does. `rank` orders findings of one kind, the strictest lowest.
    """

    check: str
    severity: Severity
    fact: str
    value: Any
    limit: Any
    citation: Said
    confidence: Confidence
    pack: str
    regime: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    rank: int = field(default=0, compare=False, repr=False)

    @property
    def refused(self) -> Refused:
        """The finding as a reason that pages show like any other."""
        return Refused(self.key, self.params)

    def line(self, language: str) -> str:
        """Everything about it on one line, for records and reports."""
        value = "unknown" if self.value is None else _written(self.value)
        limit = "none" if self.limit is None else _written(self.limit)
        source = f"{self.citation.said(language)} [{self.confidence}] {self.pack}"
        return f"{self.check} {self.severity}: {self.fact} = {value}, limit {limit}; {source}"

    def as_data(self) -> dict[str, Any]:
        """Plain data for the record."""
        return {
            "check": self.check,
            "severity": str(self.severity),
            "fact": self.fact,
            "value": _plain(self.value),
            "limit": _plain(self.limit),
            "citation": {"ja": self.citation.ja, "en": self.citation.en},
            "confidence": str(self.confidence),
            "pack": self.pack,
            "regime": self.regime,
            "key": self.key,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }


def strictest_of(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each thing found (check, words, fact and value), the heaviest first; in any order, each any
    number of times, with the same result."""
    kept: dict[tuple[Any, ...], Finding] = {}
    for each in sorted(found, key=_strictness):
        kept.setdefault((each.check, each.key, each.fact, each.value), each)
    return tuple(sorted(kept.values(), key=_order))


def _strictness(one: Finding) -> tuple[Any, ...]:
    heavy, sure = HEAVIEST_FIRST.index(one.severity), _SUREST_FIRST.index(one.confidence)
    return heavy, one.rank, sure, one.pack, one.regime


def _order(one: Finding) -> tuple[Any, ...]:
    return HEAVIEST_FIRST.index(one.severity), one.check, one.key, one.fact, str(one.value)


@dataclass(frozen=True)
class Override:
    """Somebody lets a step pass in spite of a finding: in which role, why, and for which check, fact and value."""

    check: str
    fact: str
    value: Any
    role: str
    reason: str


def overridden(found: Iterable[Finding], overrides: Iterable[Override]) -> tuple[Finding, ...]:
    """The findings, those that stop the step made warnings where somebody answers for it. ValueError without a role
    or a reason. An override holds for the very value it was given for, no other."""
    answered = set()
    for each in overrides:
        if not each.role.strip() or not each.reason.strip():
            raise ValueError(f"an override of {each.check} needs a role and a reason")
        answered.add((each.check, each.fact, each.value))
    lighter = [
        replace(one, severity=milder(one.severity, Severity.WARN))
        if (one.check, one.fact, one.value) in answered
        else one
        for one in found
    ]
    return tuple(sorted(lighter, key=_order))


def blocking(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop the step."""
    return tuple(one for one in found if one.severity is Severity.BLOCK)


@dataclass(frozen=True)
class Duty:
    """A regime that applies, or may apply while `needs` are unknown, with the sections in which it asks something."""

    pack: str
    regime: str
    name: Said
    sections: tuple[str, ...]
    citation: Said
    confidence: Confidence
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """One value for a page: the strictest that applies, and which pack and text it comes from."""

    value: Any
    given_by: tuple[str, ...]
    citation: Said
    confidence: Confidence


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
