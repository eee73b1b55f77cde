"""The page about jurisdiction packs in the generated documentation: what each asks, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.packs import CHECKS, KNOWN, Pack, Severity
from tachiai.terms.packs.conditions import Condition
from tachiai.terms.packs.kinds import Answer, Source
from tachiai.terms.packs.schema import SECTIONS, Item, source_of
from tachiai.terms.packs.strictest import directions_of, value_of

_HEAD = """# Jurisdiction packs

Made by `make docs` from `tachiai/terms/packs/*.toml`. A contract keeps the packs of the day of its order by name.
Marks: C certain, K long-standing but not re-read, V recent, disputed or weakly sourced. An operator has the pack of the
place checked by counsel before relying on it. A rule whose condition is undecided applies, and what would decide it is
asked for.
"""
_SEVERITIES = {Severity.BLOCK: "a block", Severity.WARN: "a warning", Severity.NOTE: "a note"}
_OPERATORS = {
    "is": "is",
    "is_not": "is not",
    "one_of": "is one of",
    "none_of": "is none of",
    "under": "is under",
    "not_under": "is not under",
    "at_least": "≥",
    "at_most": "≤",
    "above": ">",
    "has": "has",
}


def pack_lines() -> Iterator[str]:
    yield _HEAD
    yield "## Checks\n"
    rows = [
        (check.id, _label(check.moment.key) if check.moment else "always", check.severity, _label(check.key))
        for check in CHECKS.values()
    ]
    yield from _table(("check", "when", "at most", "about"), rows)
    for pack in sorted(KNOWN.values(), key=lambda pack: (pack.id, pack.valid_from)):
        yield from _pack(pack)
    yield ""


def _pack(pack: Pack) -> Iterator[str]:
    yield f"\n## {pack.pin}: {pack.name.en}\n"
    below = f", on top of {pack.extends}" if pack.extends else ""
    yield f"In force from {pack.valid_from}{below}; amounts in {pack.currency}."
    yield f"It counts when {_condition(pack.applies)}. Digest `{pack.digest()}`."
    for check, severity in pack.severity.items():
        yield f"{check} is never more than {_SEVERITIES[severity]} here."
    regimes = [
        (
            f"`{name}` {one.name.en}",
            _when(one.when, one.within),
            "guideline" if one.soft else "",
            _cited(pack, one.source),
        )
        for name, one in pack.regimes.items()
    ]
    yield from _chapter("Regimes", ("regime", "applies", "", "source"), regimes)
    yield from _chapter("Limits", ("section", "regime", "limit", "value", "stricter is", "source"), _limits(pack))
    yield from _chapter("What has to be said", ("section", "regime", "item", "when", "source"), _items(pack))
    yield from _chapter("What is restricted", ("regime", "what", "effect", "source"), _restricted(pack))
    yield from _tax(pack)
    yield from _rest(pack)


def _limits(pack: Pack) -> Iterator[tuple[str, ...]]:
    for section in SECTIONS:
        for regime, rule in getattr(pack, section).items():
            for name, direction in directions_of(rule).items():
                value = value_of(rule, name)
                if value is None or value is False or value == () or isinstance(value, Mapping):
                    continue
                holder = value_of(rule, name.rpartition(".")[0]) if "." in name else rule
                yield section, regime, name, _value(value), direction, _cited(pack, source_of(holder, name))
            if (later := getattr(rule, "recommission", None)) is not None:
                yield section, regime, "recommission.max_days", _value(later.max_days), "", _cited(pack, later.source)


def _items(pack: Pack) -> Iterator[tuple[str, ...]]:
    for section, groups in (("recruitment_ad", ("items", "contest")), ("order_notice", ("items",))):
        for regime, rule in getattr(pack, section).items():
            items: dict[str, Item] = {name: item for group in groups for name, item in getattr(rule, group).items()}
            for name, item in items.items():
                when = _condition(item.when) if item.when else "always"
                yield section, regime, _label(f"packs.item.{name}"), when, _cited(pack, item.source)


def _restricted(pack: Pack) -> Iterator[tuple[str, ...]]:
    for regime, payment in pack.payment.items():
        for name, act in payment.banned_means.items():
            yield regime, f"means: {_label(f'terms.pay_means.{name}')}", act.effect, _cited(pack, act.source)
        for name, act in payment.deductions_banned.items():
            yield regime, f"clause: {_label(f'screening.clause.{name}.title')}", act.effect, _cited(pack, act.source)
    for regime, conduct in pack.conduct.items():
        for name, acted in conduct.prohibited.items():
            yield regime, f"act: {_label(f'packs.conduct.{name}')}", acted.effect, _cited(pack, acted.source)
        for name in conduct.clauses:
            yield regime, f"clause: {_label(f'screening.clause.{name}.title')}", "warn", _cited(pack, conduct.source)


def _tax(pack: Pack) -> Iterator[str]:
    if rule := pack.tax.withholding:
        yield f"\n### Withholding\n\nBetween the two when {_condition(rule.when)}. {_cited(pack, rule.source)}\n"
        brackets = [
            (
                f"up to {bracket.up_to:,}" if bracket.up_to else "above",
                " + ".join(f"{_label(f'packs.tax.{name}')} {_value(part)} %" for name, part in bracket.percent.items()),
            )
            for bracket in rule.brackets
        ]
        yield from _table(("part of a payment", "kept back"), brackets)
        yield f"\nBy kind of work, {_cited(pack, rule.categories_source)}:\n"
        for answer in Answer:
            slugs = [
                f"{group}.{leaf}" for group, below in rule.categories.items() for leaf in below if below[leaf] is answer
            ]
            yield f"- {answer}: {', '.join(slugs)}"
    if pack.tax.input_credit:
        yield "\n### Input credit for what unregistered workers charge\n"
        stages = [
            (str(s.from_on), str(s.to_on), f"{_value(s.percent)} %", _cited(pack, s.source))
            for s in pack.tax.input_credit
        ]
        yield from _table(("from", "to", "credit", "source"), stages)


def _rest(pack: Pack) -> Iterator[str]:
    kept = [
        (_label(f"packs.record.{name}"), f"{one.keep_months} months", one.since, _cited(pack, one.source))
        for name, one in pack.records.items()
    ]
    yield from _chapter("What is kept", ("what", "for", "from", "source"), kept)
    sources = [
        (f"{one.cite.en}", one.cite.ja, one.confidence, str(one.checked_on), one.url) for one in pack.sources.values()
    ]
    yield from _chapter("Sources", ("source", "in Japanese", "mark", "checked on", "address"), sources)
    yield f"\n{len(pack.tests)} golden tests."


def _chapter(title: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table under its title; nothing without rows."""
    if found := list(rows):
        yield f"\n### {title}\n"
        yield from _table(head, found)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    names = tuple(head)
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}"
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def _when(condition: Condition | None, within: str) -> str:
    said = [f"within `{within}`"] if within else []
    return ", and ".join([*said, _condition(condition)] if condition else said) or "always"


def _condition(condition: Condition) -> str:
    if condition.parts:
        joined = " and " if condition.operator == "all" else " or "
        return joined.join(f"({_condition(part)})" if part.parts else _condition(part) for part in condition.parts)
    return f"`{condition.fact}` {_OPERATORS[condition.operator]} {_value(condition.value)}"


def _cited(pack: Pack, name: str) -> str:
    source: Source = pack.sources[name]
    return f"{source.cite.en} [{source.confidence}]"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _label(key: str) -> str:
    return CATALOGUE.get(key, "en")
