"""Screening: Japanese texts of 200 characters judged a second on one core, by 10, 50, 200 and all rules.

Beside it, in the same run, the same patterns on texts that are folded already, which explain nothing: each by bare RE2
(the limit that the engine is held against) and by a loop of Python's `re`. Texts are the site's own Japanese, every
fifth with a sentence that a rule is about; the hard ones are near misses of the rules alone. Seconds are processor time.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
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
    return [cut(chance, prose, chance.choice(said) if number % 5 == 0 else "") for number in range(count)]


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


def rate(act: Callable[[object], object], texts: Sequence[object], seconds: float) -> float:
    """Texts per second of processor time: median of three runs, after one that warms up."""
    for text in texts:
        act(text)
    rates = []
    for _ in range(3):
        done, started = 0, time.process_time()
        while time.process_time() - started < seconds:
            for text in texts:
                act(text)
            done += len(texts)
        rates.append(done / (time.process_time() - started))
    return median(rates)


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
        f"=> {what}, {len(rules)} rules: {ours:,.0f} a second ({hits / len(texts):.2f} hits a text, each explained); "
        f"bare RE2 {limit:,.0f}, ratio {ours / limit:.1f}; re loop {loop:,.0f}, ratio {ours / loop:.1f}"
    )
    return ours


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    seconds, count = (0.05, 20) if parser.parse_args().small else (2.0, 500)
    rules = [replace(rule, where=(WHERE,)) for rule in shipped().rules]
    random.Random(3).shuffle(rules)
    texts, hard_texts = ordinary(count, rules), hard(count, rules)
    folding = rate(View, texts, seconds)
    print(f"=> folding alone: {folding:,.0f} a second")
    reached = {size: measured(rules[:size], texts, seconds, "ordinary texts") for size in SIZES}
    measured(rules, hard_texts, seconds, "near misses only")
    print(f"=> at 200 rules {reached[200]:,.0f} a second; aim {AIM:,}: {'met' if reached[200] >= AIM else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
