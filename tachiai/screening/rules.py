"""Typed rules from the rulebook: what a file may say, read strictly."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import re2

from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.screening.faults import Fault
from tachiai.screening.normaliser import PLAIN, VIEWS
from tachiai.screening.patterns import Pattern, folded

RULEBOOK = Path(__file__).with_name("rulebook")
VERDICTS = ("allow", "note", "warn", "hold", "refuse")
OBSERVE, ENFORCE = MODES = ("observe", "enforce")
PLACES = ("message", "proposal", "listing", "profile", "request", "terms")
LEAST_EXAMPLES = 2
LONGEST_ID, LONGEST_SOURCE, LONGEST_QUOTED = 60, 20_000, 80

_WAY = "screening.instead."
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")

_OF_A_FILE = {"danger", "name", "rule"}
_OF_BOTH = {"where", "verdict", "mode", "instead", "help", "negation"}
_OF_A_RULE = {"id", "why", "view", "patterns", "tokens", "context", "unless", "hits", "misses"}


@dataclass(frozen=True)
class Rule:
    """One danger, said in one way. All of `patterns` must be found in one sentence, in any order, and one of `tokens`
    (Sudachi's normalised forms, in a row) if there are any; `negation`, the rule's or its file's, takes a hit back
    within its own clause. `context` must stand anywhere in the text, `unless` anywhere takes the hit back.

    Patterns are RE2's and folded like the texts they are tried on (`view`). `why` is said to writer and reader,
    `instead` names the allowed way (texts screening.instead.<key>), `help` an article of the guide. `hits` and `misses`
    are the rule's tests.
    """

    id: str
    danger: str
    name: Mapping[str, str]
    why: Mapping[str, str]
    where: tuple[str, ...]
    verdict: str
    mode: str
    instead: str
    help: str
    view: str
    patterns: tuple[Pattern, ...]
    tokens: tuple[tuple[str, ...], ...]
    negation: Pattern | None
    context: Pattern | None
    unless: Pattern | None
    hits: tuple[str, ...]
    misses: tuple[str, ...]


def rules_of(path: Path) -> tuple[Rule, ...]:
    """The rules of one file. Fault, naming file and rule, for what no rule may say or leave out."""
    rules = rules_in(path.read_text("utf-8"), path.stem)
    danger = rules[0].danger
    if danger != path.stem:
        raise ValueError(f"{path.stem}: calls its danger {danger!r}; the file bears the danger's name")
    return rules


def rules_in(text: str, book: str) -> tuple[Rule, ...]:
    """The rules in a TOML text, at least one. Fault, naming the book and the rule, as above."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(str(error)).within(book) from error
    _known(table, _OF_A_FILE | _OF_BOTH, book)
    said = table.get("rule")
    if not isinstance(said, list) or not said or not all(isinstance(each, dict) for each in said):
        raise Fault("no_rule").within(book)
    rules = tuple(_rule(book, table, each) for each in said)
    unique(rules, book)
    return rules


def _unreadable(detail: str) -> Fault:
    """Where the TOML ends to be TOML; beyond the last line when something was never closed."""
    found = _PLACE.search(detail)
    return Fault("toml", detail=detail, line=found[1], column=found[2]) if found else Fault("unclosed", detail=detail)


def desk_rule(source: str) -> Rule:
    """The rule of the staff that a TOML text says. Fault unless it is one, and sound."""
    rules = rules_in(source, "desk")
    if len(rules) != 1:
        raise Fault("several", n=len(rules)).within("desk")
    return rules[0]


def unique(rules: Iterable[Rule], book: str) -> None:
    """Fault when two rules have one id."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise Fault("twice", name=rule.id).within(book)
        seen.add(rule.id)


def _rule(book: str, file: Mapping[str, Any], table: Mapping[str, Any]) -> Rule:
    name = f"{book}: {table.get('id', '(a rule without an id)')}"
    _known(table, _OF_A_RULE | _OF_BOTH, name)
    said = {key: value for key, value in file.items() if key != "rule"} | dict(table)
    try:
        return Rule(
            id=_one(said, "id"),
            danger=_one(said, "danger"),
            name=_both_languages(said, "name"),
            why=_both_languages(said, "why"),
            where=_several(said, "where", PLACES),
            verdict=_one(said, "verdict", VERDICTS),
            mode=_one(said, "mode", MODES),
            instead=_instead(said),
            help=_one(said, "help"),
            view=_one({"view": PLAIN} | said, "view", VIEWS),
            patterns=tuple(_pattern(pattern, "patterns") for pattern in _several(said, "patterns")),
            tokens=_tokens(said),
            negation=_either(file.get("negation"), table.get("negation")),
            context=_perhaps(said, "context"),
            unless=_perhaps(said, "unless"),
            hits=_examples(said, "hits"),
            misses=_examples(said, "misses"),
        )
    except Fault as fault:
        raise fault.within(name) from fault.__cause__


def _pattern(pattern: str, key: str) -> Pattern:
    try:
        return folded(pattern)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        detail = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise Fault("pattern", detail=detail, field=key, pattern=pattern[:LONGEST_QUOTED]) from error


def _known(table: Mapping[str, Any], keys: set[str], name: str) -> None:
    if len(str(table.get("id", ""))) > LONGEST_ID:
        raise Fault("long_id", most=LONGEST_ID).within(name)
    if unknown := sorted(set(table) - keys):
        raise Fault("unknown", keys=", ".join(unknown), known=", ".join(sorted(keys))).within(name)


def _one(table: Mapping[str, Any], key: str, of: Iterable[str] = ()) -> str:
    value = table.get(key)
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        raise Fault("missing", field=key)
    if not isinstance(value, str):
        raise Fault("text", field=key)
    if of and value not in of:
        raise Fault("choice", field=key, value=value, choices=", ".join(of))
    return value


def _several(table: Mapping[str, Any], key: str, of: Iterable[str] = ()) -> tuple[str, ...]:
    values = table.get(key)
    if values is None or values == []:
        raise Fault("missing", field=key)
    if not isinstance(values, list):
        raise Fault("list", field=key)
    return tuple(_one({key: value}, key, of) for value in values)


def _both_languages(table: Mapping[str, Any], key: str) -> Mapping[str, str]:
    value = table.get(key)
    if not isinstance(value, Mapping) or set(value) != set(LANGUAGES):
        raise Fault("languages", keys=", ".join(f"{key}.{language}" for language in LANGUAGES))
    return {language: _one({f"{key}.{language}": value[language]}, f"{key}.{language}") for language in LANGUAGES}


def _instead(table: Mapping[str, Any]) -> str:
    key = _one(table, "instead")
    if key not in _ways():
        raise Fault("choice", field="instead", value=key, choices=", ".join(_ways()))
    return key


def _ways() -> list[str]:
    return sorted(key.removeprefix(_WAY) for key in CATALOGUE if key.startswith(_WAY))


def _tokens(table: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    if "tokens" not in table:
        return ()
    if not isinstance(table["tokens"], list):
        raise Fault("list", field="tokens")
    return tuple(_several({"tokens": row}, "tokens") for row in table["tokens"])


def _perhaps(table: Mapping[str, Any], key: str) -> Pattern | None:
    return _pattern(_one(table, key), key) if key in table else None


def _either(*patterns: str | None) -> Pattern | None:
    """What takes a hit back anywhere in a file, and what does so for this rule."""
    said = [_one({"negation": pattern}, "negation") for pattern in patterns if pattern is not None]
    return _pattern("|".join(f"(?:{pattern})" for pattern in said), "negation") if said else None


def _examples(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    examples = _several(table, key)
    if len(set(examples)) < LEAST_EXAMPLES or len(set(examples)) < len(examples):
        raise Fault("examples", field=key, least=LEAST_EXAMPLES)
    return examples
