"""Text in, verdict out: which rules of a rulebook a text meets, and where in the text as it was typed.

A sieve (the words that the patterns of a place cannot do without, looked for in one pass) names the rules that may be
met; only their patterns are tried, on the whole text and then sentence by sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from itertools import accumulate, chain, count
from typing import NamedTuple

import re2
from ahocorasick_rs import BytesAhoCorasick

from tachiai.kernel.japanese import morphemes
from tachiai.screening.folding import WRITING
from tachiai.screening.needles import Way, commonness, rarest
from tachiai.screening.normaliser import PLAIN, VIEWS, View
from tachiai.screening.patterns import Pattern
from tachiai.screening.rewriting import linear_options
from tachiai.screening.rules import ENFORCE, PLACES, RULEBOOK, VERDICTS, Rule, rules_of, unique

# A full stop between digits (3.5) ends no sentence.
_SENTENCE = re.compile("[^\u3002!?\n.]*(?:\\.(?!\\s)[^\u3002!?\n.]*)*[\u3002!?\n.]?")
# In characters; what a longer text gets is for its door to say.
LONGEST_TEXT = 100_000
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
        self._sieves: dict[str, _Sieve] = {}

    @cached_property
    def digest(self) -> str:
        """Which rules these are, to the letter (SHA-256); their examples do not count."""
        judged_by = [each.name for each in fields(Rule) if each.name not in ("hits", "misses")]
        said = [{name: _said(getattr(rule, name)) for name in judged_by} for rule in self.rules]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def prepare(self) -> None:
        """Do now, for every place, what the first text that stands there would have to wait for."""
        for where in PLACES:
            self._at(where)

    def judge(self, text: str, where: str) -> Judgement:
        """What these rules say of a text that stands at one of the places of the rulebook."""
        hits = tuple(sorted(self._hits(text, where), key=lambda hit: (hit.start, hit.end, hit.rule)))
        verdicts = [VERDICTS.index(hit.verdict) for hit in hits if hit.mode == ENFORCE]
        return Judgement(VERDICTS[max(verdicts, default=0)], hits, self.digest)

    def _hits(self, text: str, where: str) -> Iterator[Hit]:
        sieve, folded = self._at(where), View(text, PLAIN)
        views = [folded if view == PLAIN else View(text, view, folded) for view in sieve.views]
        # Most texts read the same in every view: then they are looked through once.
        for read in {view.text: view for view in views}.values():
            same = {view.view: view for view in views if view.text == read.text}
            for rule, sentences in sieve.passed(read):
                if rule.view in same:
                    yield from _hits_of(rule, sentences, same[rule.view])

    def _at(self, where: str) -> _Sieve:
        if where not in self._sieves:
            self._sieves[where] = _Sieve(rule for rule in self.rules if where in rule.where)
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


class _Call(NamedTuple):
    """A word that stands in some text that a rule is met in, and of what else a word must then stand there, too."""

    word: int
    place: int
    asked: tuple[frozenset[int], ...]

    def is_open(self, words: Set[int]) -> bool:
        return self.word in words and not any(map(words.isdisjoint, self.asked))


class _Sieve:
    """The words that rules' patterns cannot do without, looked for all at once: which sentences may meet which rule.

    A rule is called by the words of the rarest term of each way of one pattern: of several, of the one that has the
    rarest. What is asked for besides are the way's other terms and, of each other pattern, a word of any of its ways.
    """

    def __init__(self, rules: Iterable[Rule]):
        self._rules = tuple(rules)
        self.views = [view for view in VIEWS if any(rule.view == view for rule in self._rules)]
        numbers: dict[str, int] = defaultdict(count().__next__)
        calls: dict[int, list[_Call]] = defaultdict(list)
        self._always = []
        for place, rule in enumerate(self._rules):
            known = sorted((found for pattern in rule.patterns if (found := pattern.ways)), key=_likelihood)
            if not known:
                self._always.append(place)
                continue
            for way in known[0]:
                first, *rest = sorted(way, key=commonness)
                asked = tuple(frozenset(numbers[word] for word in term) for term in (*rest, *map(rarest, known[1:])))
                for word in first:
                    calls[numbers[word]].append(_Call(numbers[word], place, asked))
        self._words = BytesAhoCorasick([word.encode() for word in numbers])
        self._calls = [tuple(calls[number]) for number in range(len(numbers))]

    def passed(self, view: View) -> Iterator[tuple[Rule, list[_Piece]]]:
        """The rules that the text may meet, each with the sentences that may."""
        found = self._words.find_matches_as_indexes(view.data, overlapping=True)
        words = {word for word, _, _ in found}
        calls = [call for word in words for call in self._calls[word] if not any(map(words.isdisjoint, call.asked))]
        if not calls and not self._always:
            return
        sentences = _sentences(view.text)
        passed = {place: [sentence for sentence, _ in sentences] for place in self._always}
        for sentence, there in _by_sentence(sentences, found) if calls else ():
            for place in {call.place for call in calls if call.is_open(there)}:
                passed.setdefault(place, []).append(sentence)
        for place, pieces in passed.items():
            yield self._rules[place], pieces


def _likelihood(several: Iterable[Way]) -> float:
    return commonness(rarest(several))


class _Piece(NamedTuple):
    """A sentence or clause: where it begins in its view (characters), and what it says."""

    start: int
    data: bytes

    def place(self, offset: int) -> int:
        return self.start + len(self.data[:offset].decode())


def _sentences(text: str) -> list[tuple[_Piece, int]]:
    """The sentences of a view, without the line ends, and before which byte of the view each is over."""
    said = _SENTENCE.findall(text)
    written = [sentence.encode() for sentence in said]
    starts, ends = accumulate(map(len, said), initial=0), accumulate(map(len, written))
    bare = (sentence.removesuffix(b"\n") for sentence in written)
    return [(_Piece(start, data), end) for start, data, end in zip(starts, bare, ends, strict=False)]


def _by_sentence(
    sentences: Iterable[tuple[_Piece, int]], found: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[_Piece, set[int]]]:
    """The words found, in the order of their ends, by the sentence that they end in."""
    coming = iter(sentences)
    sentence, over = next(coming)
    words: set[int] = set()
    for word, _, end in found:
        while end > over:
            if words:
                yield sentence, words
                words = set()
            sentence, over = next(coming)
        words.add(word)
    yield sentence, words


def _hits_of(rule: Rule, sentences: Iterable[_Piece], view: View) -> Iterator[Hit]:
    likely = [sentence for sentence in sentences if _extent(rule, sentence)]
    if not likely or (rule.context and not rule.context.span(view.data)):
        return
    if rule.unless and rule.unless.span(view.data):
        return
    for sentence in likely:
        found = _found_in(rule, sentence, view)
        if found:
            start, end = found
            yield Hit(rule.id, rule.danger, start, end, rule.verdict, rule.mode, rule.why, rule.instead, rule.help)


def _found_in(rule: Rule, sentence: _Piece, view: View) -> tuple[int, int] | None:
    """Where in the original the sentence meets the rule, if it does."""
    for clause in chain((sentence,), _clauses(sentence)):
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
