"""Which rules of which packs apply to the facts of one case, and how a rule raises a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tachiai.terms.packs.catalogue import CHECKS, milder
from tachiai.terms.packs.conditions import Condition, Verdict
from tachiai.terms.packs.facts import in_currency
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Severity
from tachiai.terms.packs.schema import Pack


@dataclass(frozen=True)
class Applied:
    """A regime of a pack that applies, or might. `needs`: the unknown facts because of which it only might. `facts`
    are as its pack sees them."""

    pack: Pack
    regime: str
    facts: Mapping[str, Any]
    needs: tuple[str, ...] = ()

    @cached_property
    def name(self) -> str:
        return f"{self.pack.pin}/{self.regime}"

    def holds(self, condition: Condition | None) -> bool:
        """Whether something that protects counts: its condition is met, or undecided."""
        return condition is None or condition.verdict(self.facts) is not Verdict.NO

    def lasts(self, months: int) -> bool:
        """Whether the order is so long, or might be."""
        span = self.facts.get("order.span_months")
        return span is None or span >= months

    def finding(
        self,
        check: str,
        key: str,
        fact: str,
        source: str,
        *,
        value: Any = None,
        limit: Any = None,
        severity: Severity = Severity.BLOCK,
        rank: int = 0,
        **params: object,
    ) -> Finding:
        """A finding of this rule. Never heavier than the check, the pack and the regime let it be."""
        for most in (CHECKS[check].severity, self.pack.severity.get(check, severity)):
            severity = milder(severity, most)
        if self.pack.regimes[self.regime].soft:
            severity = milder(severity, Severity.WARN)
        cited = self.pack.sources[source]
        return Finding(
            check,
            severity,
            fact,
            value,
            limit,
            cited.cite,
            cited.confidence,
            self.pack.pin,
            self.regime,
            f"packs.finding.{key}",
            params,
            rank,
        )


def active(pack: Pack, facts: Mapping[str, Any]) -> Iterator[Applied]:
    """The regimes of a pack that apply or might, in the order of the pack."""
    seen = in_currency(facts, pack.currency)
    found: dict[str, Applied] = {}
    for name, regime in pack.regimes.items():
        if regime.within and regime.within not in found:
            continue
        needs = found[regime.within].needs if regime.within else ()
        if regime.when is not None:
            verdict, lacking = regime.when.weigh(seen)
            if verdict is Verdict.NO:
                continue
            needs += lacking
        found[name] = Applied(pack, name, seen, tuple(dict.fromkeys(needs)))
        yield found[name]


class Case:
    """One question: the known facts, the packs, and which facts would have decided more."""

    def __init__(self, facts: Mapping[str, Any], packs: Iterable[Pack]):
        self.facts = facts
        self._packs = tuple(packs)
        self._applied = [applied for pack in self._packs for applied in active(pack, facts)]
        self._used: dict[str, Applied] = {}
        self._asked: dict[str, set[str]] = {}

    def rules(self, section: str) -> Iterator[tuple[Applied, Any]]:
        """Every rule of a section that applies, with the regime it stands under. What that depends on is asked for."""
        for applied in self._applied:
            if (rule := getattr(applied.pack, section).get(applied.regime)) is not None:
                self._used[applied.name] = applied
                yield applied, rule

    def packs(self) -> Iterator[Applied]:
        """Each pack once, by the first of its regimes that applies: for what does not depend on a regime."""
        seen = set()
        for applied in self._applied:
            if applied.pack.pin not in seen:
                seen.add(applied.pack.pin)
                yield applied

    def ask(self, applied: Applied, fact: str) -> None:
        """Beside the regime, this rule depends on the fact."""
        self._used[applied.name] = applied
        self._asked.setdefault(applied.name, set()).add(fact)

    def today(self) -> date | None:
        return self.facts.get("day.today")

    def asked_for(self) -> Iterator[Finding]:
        """A note for every unknown fact that would have decided something, by the first regime that needs it."""
        asked: dict[str, Applied] = {}
        for name, applied in sorted(self._used.items()):
            residence = applied.pack.applies.weigh(self.facts)[1]
            for fact in (*residence, *applied.needs, *self._asked.get(name, ())):
                if fact not in applied.facts:
                    asked.setdefault(fact, applied)
        for fact, applied in asked.items():
            regime = applied.pack.regimes[applied.regime]
            yield applied.finding("F01", "fact_needed", fact, regime.source, what=f"packs.fact.{fact}")
