"""Text in, verdict out: which rules of a rulebook a text meets, and where in the text as it was typed.

A sieve (the words that the patterns of a place and a view cannot do without, looked for in one pass) names the rules
that may be met; only their patterns are tried, on the whole text and then sentence by sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache

import re2
from ahocorasick_rs import AhoCorasick

from tachiai.kernel.japanese import morphemes
from tachiai.screening.folding import WRITING
from tachiai.screening.normaliser import PLAIN, VIEWS, View
from tachiai.screening.patterns import Pattern
from tachiai.screening.rewriting import linear_options
from tachiai.screening.rules import ENFORCE, RULEBOOK, VERDICTS, Rule, rules_of, unique

# A full stop between digits (3.5) ends no sentence.
_SENTENCE_ENDS = re.compile("(?<=[\u3002!?])|\n|(?<=\\.)(?=\\s)")
# In characters; what a longer text gets is for its door to say.
LONGEST_TEXT = 100_000
_MOST_PATTERNS = 64
_CLAUSE_ENDS = re2.compile(WRITING["clauses"]["ends"].strip().encode(), linear_options())


@dataclass(frozen=True)
class Hit:
    """One place where a rule is met: from `start` to before `end`, in characters of the text as it was typed."""

    rule: str
    danger: str
    start: int
    end: int
    verdict: str
    mode: str
    why: Mapping[str, str]
    instead: str
    help: str


@dataclass(frozen=True)
class Judgement:
    """What a rulebook says of a text: the highest verdict in force, every hit, and by which rulebook."""

    verdict: str
    hits: tuple[Hit, ...]
    digest: str


class Rulebook:
    """Rules, compiled once for each place where a text can stand. ValueError when two have one id."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = tuple(rules)
        unique(self.rules, "rulebook")
        self._sieves: dict[str, tuple[tuple[str, _Sieve], ...]] = {}

    @cached_property
    def digest(self) -> str:
        """Which rules these are, to the letter (SHA-256); their examples do not count."""
        judged_by = [each.name for each in fields(Rule) if each.name not in ("hits", "misses")]
        said = [{name: _said(getattr(rule, name)) for name in judged_by} for rule in self.rules]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def judge(self, text: str, where: str) -> Judgement:
        """What these rules say of a text that stands at one of the places of the rulebook."""
        hits = tuple(sorted(self._hits(text, where), key=lambda hit: (hit.start, hit.end, hit.rule)))
        verdicts = [VERDICTS.index(hit.verdict) for hit in hits if hit.mode == ENFORCE]
        return Judgement(VERDICTS[max(verdicts, default=0)], hits, self.digest)

    def _hits(self, text: str, where: str) -> Iterator[Hit]:
        folded = View(text, PLAIN)
        for view, sieve in self._at(where):
            reading = _Reading(folded if view == PLAIN else View(text, view, folded))
            for rule in sieve.passed(reading.view):
                yield from _hits_of(rule, reading)

    def _at(self, where: str) -> tuple[tuple[str, _Sieve], ...]:
        if where not in self._sieves:
            there = [rule for rule in self.rules if where in rule.where]
            by_view = {view: [rule for rule in there if rule.view == view] for view in VIEWS}
            self._sieves[where] = tuple((view, _Sieve(rules)) for view, rules in by_view.items() if rules)
        return self._sieves[where]


@lru_cache(maxsize=1)
def shipped() -> Rulebook:
    """The rulebook that comes with this release."""
    return Rulebook(rule for path in sorted(RULEBOOK.glob("*.toml")) for rule in rules_of(path))


def _said(value: object) -> object:
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    return value.source if isinstance(value, Pattern) else value


def failing_examples(rule: Rule) -> list[tuple[str, str]]:
    """The examples of a rule that it gets wrong: whether it is one of its `hits` or `misses`, and the text."""
    book, place = Rulebook([rule]), rule.where[0]
    wrong = [("hits", text) for text in rule.hits if not book.judge(text, place).hits]
    return wrong + [("misses", text) for text in rule.misses if book.judge(text, place).hits]


class _Sieve:
    """The words that some rules' patterns cannot do without, looked for all at once: which rules a text may meet."""

    def __init__(self, rules: Iterable[Rule]):
        self._rules = tuple(rules)
        self._needed = [0] * len(self._rules)
        owners: dict[str, list[int]] = {}
        for place, rule in enumerate(self._rules):
            for number, pattern in enumerate(rule.patterns):
                self._needed[place] += bool(words := pattern.needles)
                for word in words:
                    owners.setdefault(word, []).append(place * _MOST_PATTERNS + number)
        self._always = [place for place, needed in enumerate(self._needed) if not needed]
        self._owners = list(owners.values())
        self._words = AhoCorasick(list(owners))

    def passed(self, view: View) -> list[Rule]:
        words = {found[0] for found in self._words.find_matches_as_indexes(view.text, overlapping=True)}
        patterns = {pattern for word in words for pattern in self._owners[word]}
        needed, passed = self._needed.copy(), self._always.copy()
        for pattern in patterns:
            place = pattern // _MOST_PATTERNS
            needed[place] -= 1
            if not needed[place]:
                passed.append(place)
        rules = (self._rules[place] for place in sorted(passed))
        return [rule for rule in rules if all(pattern.is_somewhere_in(view.data) for pattern in rule.patterns)]


@dataclass(frozen=True)
class _Piece:
    """A sentence or clause: where it begins in its view (characters), and what it says."""

    start: int
    data: bytes

    def place(self, offset: int) -> int:
        return self.start + len(self.data[:offset].decode())


class _Reading:
    """One view of a text, cut into sentences when a rule asks for it."""

    def __init__(self, view: View):
        self.view = view
        self.data = view.data

    @cached_property
    def sentences(self) -> tuple[_Piece, ...]:
        pieces, done, text = [], 0, self.view.text
        for end in _SENTENCE_ENDS.finditer(text):
            pieces.append(_Piece(done, text[done : end.start()].encode()))
            done = end.end()
        return (*pieces, _Piece(done, text[done:].encode()))


def _hits_of(rule: Rule, reading: _Reading) -> Iterator[Hit]:
    if rule.context and not rule.context.span(reading.data):
        return
    if rule.unless and rule.unless.span(reading.data):
        return
    for sentence in reading.sentences:
        found = _found_in(rule, sentence, reading.view)
        if found:
            start, end = found
            yield Hit(rule.id, rule.danger, start, end, rule.verdict, rule.mode, rule.why, rule.instead, rule.help)


def _found_in(rule: Rule, sentence: _Piece, view: View) -> tuple[int, int] | None:
    """Where in the original the sentence meets the rule, if it does."""
    if not _extent(rule, sentence):
        return None
    for clause in (sentence, *_clauses(sentence)):
        extent = _extent(rule, clause)
        if not extent or (rule.negation and rule.negation.span(clause.data)):
            continue
        start, end = view.origin(*extent)
        if not rule.tokens:
            return start, end
        first, last = clause.start, clause.start + len(clause.data.decode())
        if words := _words_in(rule, view, *view.origin(first, last)):
            return min(start, words[0]), max(end, words[1])
    return None


def _extent(rule: Rule, piece: _Piece) -> tuple[int, int] | None:
    """From the first to the last character that the rule's patterns match, in the view; None unless all do."""
    spans = []
    for pattern in rule.patterns:
        span = pattern.span(piece.data)
        if not span or span[0] == span[1]:
            return None
        spans.append(span)
    return piece.place(min(start for start, _ in spans)), piece.place(max(end for _, end in spans))


def _clauses(sentence: _Piece) -> Iterator[_Piece]:
    done = 0
    for end in _CLAUSE_ENDS.finditer(sentence.data):
        yield _Piece(sentence.place(done), sentence.data[done : end.start()])
        done = end.end()
    yield _Piece(sentence.place(done), sentence.data[done:])


def _words_in(rule: Rule, view: View, start: int, end: int) -> tuple[int, int] | None:
    """Where one of the rule's rows of words stands between two places of the original."""
    words = morphemes(view.original[start:end])
    forms = {word.normal for word in words}
    for row in rule.tokens:
        if not forms.issuperset(row):
            continue
        for first in range(len(words) - len(row) + 1):
            said = words[first : first + len(row)]
            if all(word.normal == form for word, form in zip(said, row, strict=True)):
                return start + said[0].start, start + said[-1].end
    return None
