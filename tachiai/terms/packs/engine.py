"""What packs find in facts: every check of a moment, against every rule that applies, the strictest of each kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tachiai.terms.packs.applied import Applied, Case, active
from tachiai.terms.packs.catalogue import CHECKS, Moment
from tachiai.terms.packs.checks import RUN
from tachiai.terms.packs.checks.payment import latest_for
from tachiai.terms.packs.facts import checked
from tachiai.terms.packs.finding import Duty, Finding, Given, strictest_of
from tachiai.terms.packs.schema import SECTIONS, Pack, source_of
from tachiai.terms.packs.strictest import Limit, merged, value_of

__all__ = ["active", "duties", "findings", "latest_payment", "limits"]


def findings(moment: Moment | str, facts: Mapping[str, Any], packs: Iterable[Pack]) -> tuple[Finding, ...]:
    """What the packs find at that moment, the heaviest first. ValueError for what is no fact or no moment.

    One finding for each thing found, from the pack that is strictest about it. A fact that is unknown leaves every
    rule in place that might apply, and is asked for by a note of the check F01.
    """
    case = Case(checked(facts), tuple(packs))
    found = [each for check in CHECKS.values() if check.moment == Moment(moment) for each in RUN[check.id](case)]
    return strictest_of([*found, *case.asked_for()])


def duties(facts: Mapping[str, Any], packs: Iterable[Pack]) -> tuple[Duty, ...]:
    """The regimes that apply or might, with what keeps them undecided."""
    return tuple(_duty(applied) for pack in packs for applied in active(pack, checked(facts)))


def limits(section: str, facts: Mapping[str, Any], packs: Iterable[Pack]) -> Mapping[str, Given]:
    """The strictest value of each field of a section, by the field's name: limits("payment", ...)["max_days"].

    A field of which no rule that applies says anything is not there. LookupError for what is no section.
    """
    if section not in SECTIONS:
        raise LookupError(f"no section {section}")
    rules = {applied.name: (applied, rule) for applied, rule in _rules(section, facts, packs)}
    found = merged((name, rule) for name, (_, rule) in rules.items())
    return {name: _given(name, limit, *rules[limit.given_by[0]]) for name, limit in found.items()}


def latest_payment(facts: Mapping[str, Any], packs: Iterable[Pack], received_on: date) -> Given | None:
    """The last day for payment of what is received then, by the strictest rule that applies; None when none sets one.

    Later limits (month-end closing, a re-commission) are open only where the facts say so.
    """
    found = [
        (latest, applied.name, applied, rule)
        for applied, rule in _rules("payment", facts, packs)
        if (latest := latest_for(applied, rule, received_on)) is not None
    ]
    if not found:
        return None
    day = min(latest for latest, *_ in found)
    givers = sorted(name for latest, name, *_ in found if latest == day)
    applied, rule = next((applied, rule) for _, name, applied, rule in found if name == givers[0])
    return _given("max_days", Limit(day, tuple(givers)), applied, rule)


def _rules(section: str, facts: Mapping[str, Any], packs: Iterable[Pack]) -> Iterator[tuple[Applied, Any]]:
    return Case(checked(facts), packs).rules(section)


def _given(name: str, limit: Limit, applied: Applied, rule: Any) -> Given:
    holder = value_of(rule, name.rpartition(".")[0]) if "." in name else rule
    source = applied.pack.sources[source_of(holder, name)]
    return Given(limit.value, limit.given_by, source.cite, source.confidence)


def _duty(applied: Applied) -> Duty:
    regime = applied.pack.regimes[applied.regime]
    source = applied.pack.sources[regime.source]
    sections = tuple(section for section in SECTIONS if applied.regime in getattr(applied.pack, section))
    return Duty(applied.pack.pin, applied.regime, regime.name, sections, source.cite, source.confidence, applied.needs)
