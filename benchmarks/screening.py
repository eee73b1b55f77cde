"""Screening: Japanese texts of 200 characters judged a second on one core, by 10, 50, 200 and all rules.

Beside it, in the same run, the same patterns on texts that are folded already, which explain nothing: each by bare RE2
(the limit that the engine is held against) and by a loop of Python's `re`. Texts are the site's own Japanese, every
fifth with a sentence that a rule is about; those without any and the hard ones, near misses of the rules alone, are
told apart. Rates are by processor time; by the wall clock, which counts what else the machine did, they stand beside it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import re2

from tachiai.kernel.texts import CATALOGUE
from tachiai.screening.engine import Rulebook, shipped
from tachiai.screening.normaliser import View
from tachiai.screening.rules import Rule

LENGTH, SIZES, AIM = 200, (10, 50, 200, None), 3_300
WHERE = "message"


def ordinary(count: int, rules: Sequence[Rule]) -> list[str]:
    """Our own prose, and in every fifth text an example of what some rule is about."""
    chance = random.Random(1)
    prose = [text for key in CATALOGUE if len(text := CATALOGUE.pattern(key, "ja")) > 20]
    said = [text for rule in rules for text in rule.hits if not text.isascii()]
    return [cut(chance, prose, chance.choice(said) if said and number % 5 == 0 else "") for number in range(count)]


def hard(count: int, rules: Sequence[Rule]) -> list[str]:
    """Nothing but what only sounds like something a rule is about."""
    chance = random.Random(2)
    said = [text for rule in rules for text in rule.misses if not text.isascii()]
    return [cut(chance, said, "") for _ in range(count)]


def cut(chance: random.Random, sentences: Sequence[str], first: str) -> str:
    text = first
    while len(text) < LENGTH:
        text += chance.choice(sentences)
    return text[:LENGTH]


@dataclass(frozen=True)
class Rate:
    """Texts per second: of processor time, and by the wall clock."""

    busy: float
    wall: float


def rate(act: Callable[[object], object], texts: Sequence[object], seconds: float) -> Rate:
    """The median of three runs, after one that warms up."""
    for text in texts:
        act(text)
    rates = []
    for _ in range(3):
        done, started, wall = 0, time.process_time(), time.perf_counter()
        while time.process_time() - started < seconds:
            for text in texts:
                act(text)
            done += len(texts)
        rates.append((done / (time.process_time() - started), done / (time.perf_counter() - wall)))
    return Rate(median(busy for busy, _ in rates), median(wall for _, wall in rates))


def bare_re2(rules: Sequence[Rule]) -> Callable[[object], object]:
    matches = [pattern.regexp._regexp.Match for rule in rules for pattern in rule.patterns]
    anywhere = re2._Anchor.UNANCHORED
    return lambda data: [match(anywhere, data, 0, len(data)) for match in matches]


def bare_re(rules: Sequence[Rule]) -> Callable[[object], object]:
    searches = [re.compile(pattern.source).search for rule in rules for pattern in rule.patterns]
    return lambda text: [search(text) for search in searches]


def measured(rules: Sequence[Rule], texts: Sequence[str], seconds: float, what: str) -> float:
    book = Rulebook(rules)
    views = [View(text) for text in texts]
    hits = sum(len(book.judge(text, WHERE).hits) for text in texts)
    ours = rate(lambda text: book.judge(text, WHERE), texts, seconds)
    limit = rate(bare_re2(rules), [view.data for view in views], seconds)
    loop = rate(bare_re(rules), [view.text for view in views], seconds)
    print(
        f"=> {what}, {len(rules)} rules: {ours.busy:,.0f} a second, by the wall clock {ours.wall:,.0f} "
        f"({hits / len(texts):.2f} hits a text, each explained); bare RE2 {limit.busy:,.0f}, "
        f"ratio {ours.busy / limit.busy:.1f}; re loop {loop.busy:,.0f}, ratio {ours.busy / loop.busy:.1f}"
    )
    return ours.busy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    seconds, count = (0.05, 20) if parser.parse_args().small else (2.0, 500)
    rules = [replace(rule, where=(WHERE,)) for rule in shipped().rules]
    random.Random(3).shuffle(rules)
    texts, hard_texts = ordinary(count, rules), hard(count, rules)
    folding = rate(View, texts, seconds)
    print(f"=> folding alone: {folding.busy:,.0f} a second, by the wall clock {folding.wall:,.0f}")
    reached = {size: measured(rules[:size], texts, seconds, "ordinary texts") for size in SIZES}
    measured(rules, ordinary(count, ()), seconds, "ordinary texts that no rule is about")
    measured(rules, hard_texts, seconds, "near misses only")
    print(f"=> at 200 rules {reached[200]:,.0f} a second; aim {AIM:,}: {'met' if reached[200] >= AIM else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
