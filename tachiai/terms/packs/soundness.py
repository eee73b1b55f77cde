"""What the types of a pack cannot say: that what it refers to is there, and that nothing in it is idle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.packs.catalogue import CHECKS, HEAVIEST_FIRST
from tachiai.terms.packs.conditions import Condition
from tachiai.terms.packs.facts import FACTS
from tachiai.terms.packs.golden import faults_of as faults_of_test
from tachiai.terms.packs.kinds import Said
from tachiai.terms.packs.schema import SECTIONS, Golden, Item, Pack, Recommission
from tachiai.terms.packs.strictest import directions_of
from tachiai.terms.packs.tax import NUMBERS

_REFERS = ("source", "categories_source", "check_digit_source")
_LEAVES = (Condition, Said, Golden)
Holders = tuple[tuple[str, Any], ...]


def check(pack: Pack) -> Iterator[str]:
    """Every fault, as "key: what is wrong"."""
    holders = tuple(_walk(pack, ""))
    yield from _head(pack)
    yield from _sources(pack, holders)
    yield from _regimes(pack)
    yield from _named(pack, holders)
    yield from _tax(pack)
    if not pack.tests:
        yield "tests: a pack without golden tests is none"
    for name, test in pack.tests.items():
        yield from (f"tests.{name}.{fault}" for fault in faults_of_test(pack, test))


def _head(pack: Pack) -> Iterator[str]:
    if pack.valid_to is not None and pack.valid_to < pack.valid_from:
        yield "valid_to: lies before valid_from"
    if not _is_zone(pack.tz):
        yield f"tz: there is no time zone {pack.tz}"
    if len(pack.currency) != 3 or not pack.currency.isupper():
        yield f"currency: {pack.currency} is no code of three letters"
    for name, severity in pack.severity.items():
        if name not in CHECKS:
            yield f"severity: {name} is no check"
        elif HEAVIEST_FIRST.index(severity) < HEAVIEST_FIRST.index(CHECKS[name].severity):
            yield f"severity.{name}: a pack can only make a check milder"


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError):
        return False


def _sources(pack: Pack, holders: Holders) -> Iterator[str]:
    cited: dict[str, str] = {}
    for path, holder in holders:
        cited |= {f"{path}{name}": getattr(holder, name) for name in _REFERS if getattr(holder, name, None)}
        apart = getattr(holder, "cited", {})
        cited |= {f"{path}cited.{name}": source for name, source in apart.items()}
        yield from (f"{path}cited: there is no {name}" for name in apart if name not in directions_of(holder))
    for path, source in cited.items():
        if source not in pack.sources:
            yield f"{path}: there is no source {source}"
    for source in pack.sources:
        if source not in cited.values():
            yield f"sources.{source}: nothing cites it"


def _regimes(pack: Pack) -> Iterator[str]:
    used = {regime for section in SECTIONS for regime in getattr(pack, section)}
    known: set[str] = set()
    for name, regime in pack.regimes.items():
        if regime.within and regime.within not in known:
            yield f"regimes.{name}.within: {regime.within} does not stand before it"
        known.add(name)
    yield from (
        f"{section}.{name}: there is no such regime"
        for section in SECTIONS
        for name in getattr(pack, section)
        if name not in known
    )
    within = {regime.within for regime in pack.regimes.values()}
    yield from (f"regimes.{name}: no section speaks of it" for name in pack.regimes if name not in used | within)


def _named(pack: Pack, holders: Holders) -> Iterator[str]:
    """Everything that people read has its words, every fact that a finding may ask for too."""
    for path, holder in holders:
        if isinstance(holder, Item):
            yield from _lacking(path, f"packs.item.{path.rstrip('.').rsplit('.', 1)[1]}")
            yield from _no_facts(f"{path}facts", holder.facts)
        if isinstance(holder, Recommission):
            yield from _no_facts(f"{path}requires", holder.requires)
            for fact in holder.requires:
                yield from _lacking(f"{path}requires", f"packs.fact.{fact}")
    for path, condition in _conditions(holders):
        for fact in condition.facts():
            yield from _lacking(path, f"packs.fact.{fact}")
    for name, key in _words(pack):
        yield from _lacking(name, key)
    for record in pack.records:
        yield from _lacking("records", f"packs.record.{record}")
    for desk in pack.help:
        for part in ("name", "what"):
            yield from _lacking(f"help.{desk}", f"outside_help.{pack.country}.{desk}.{part}")


def _words(pack: Pack) -> Iterator[tuple[str, str]]:
    """Codes of a pack that stand for something that people read, with the key of the text."""
    for regime, rule in pack.conduct.items():
        for code in rule.prohibited:
            yield f"conduct.{regime}.prohibited", f"packs.conduct.{code}"
        for clause in rule.clauses:
            yield f"conduct.{regime}.clauses", f"screening.clause.{clause}.title"
    for regime, payment in pack.payment.items():
        for clause in payment.deductions_banned:
            yield f"payment.{regime}.deductions_banned", f"screening.clause.{clause}.title"
        for means in payment.banned_means:
            yield f"payment.{regime}.banned_means", f"terms.pay_means.{means}"
    for regime, ending in pack.termination.items():
        for code in (*(ending.exceptions or ()), *(ending.reasons_exceptions or ())):
            yield f"termination.{regime}.exceptions", f"packs.exception.{code}"


def _tax(pack: Pack) -> Iterator[str]:
    if (invoice := pack.tax.invoice) and invoice.number not in NUMBERS:
        yield f"tax.invoice.number: {invoice.number} is none of {', '.join(NUMBERS)}"
    for rate in invoice.rates if invoice else ():
        yield from _lacking("tax.invoice.rates", f"terms.tax.{rate}")
    if withholding := pack.tax.withholding:
        open_ended = [bracket.up_to is None for bracket in withholding.brackets]
        if not open_ended or open_ended != [False] * (len(open_ended) - 1) + [True]:
            yield "tax.withholding.brackets: the last one, and only the last, must be open-ended"
        for part in (part for bracket in withholding.brackets for part in bracket.percent):
            yield from _lacking("tax.withholding.brackets", f"packs.tax.{part}")
        for group, leaves in withholding.categories.items():
            for leaf in leaves:
                yield from _lacking("tax.withholding.categories", f"category.{group}.{leaf}")
    for n, stage in enumerate(pack.tax.input_credit):
        if stage.to_on < stage.from_on:
            yield f"tax.input_credit[{n}].to_on: lies before from_on"


def _lacking(where: str, key: str) -> Iterator[str]:
    if key not in CATALOGUE:
        yield f"{where}: there is no text {key}"


def _no_facts(where: str, names: Iterable[str]) -> Iterator[str]:
    if not names:
        yield f"{where}: is empty"
    yield from (f"{where}: there is no fact called {name}" for name in names if name not in FACTS)


def _walk(holder: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every declaration inside a pack, with its path."""
    if is_dataclass(holder) and not isinstance(holder, _LEAVES):
        yield path, holder
        for each in fields(holder):
            yield from _walk(getattr(holder, each.name), f"{path}{each.name}.")
    elif isinstance(holder, Mapping):
        for name, each in holder.items():
            yield from _walk(each, f"{path}{name}.")
    elif isinstance(holder, tuple):
        for n, each in enumerate(holder):
            yield from _walk(each, f"{path.rstrip('.')}[{n}].")


def _conditions(holders: Holders) -> Iterator[tuple[str, Condition]]:
    for where, holder in holders:
        for each in fields(holder):
            value = getattr(holder, each.name)
            found = value if isinstance(value, tuple) else (value,)
            yield from ((f"{where}{each.name}", one) for one in found if isinstance(one, Condition))
