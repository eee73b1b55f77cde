"""Tone hints: how often they come for polite and for blunt texts, published and our own, and microseconds a text.

Published corpora are read from the folder that TACHIAI_CORPORA names (`keico/`, `tydip_en/`, `emscad_head500/`); without it
only our own messages and texts and the speed are measured. What the shipped model says of the corpora it was trained on
flatters it; figures on text it has not seen, against the floors, are printed by `python -m training.tone`.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path

from benchmarks.__main__ import measure
from tachiai.config.place import PROJECT
from tachiai.kernel.texts import CATALOGUE
from tachiai.screening.tone.hints import hint
from tachiai.screening.tone.model import OWN_MESSAGES, models

EXAMPLES = PROJECT / "tests" / "screening" / "tone_examples.toml"
MOST_FALSE_ALARMS, AIM_US = 0.02, 300.0


def told(texts: Iterable[str], language: str) -> str:
    """How many of the texts get a hint."""
    kinds = [hint(text, language) is not None for text in texts]
    return f"{sum(kinds)} of {len(kinds):,} ({sum(kinds) / max(len(kinds), 1):.1%})"


def examples() -> bool:
    """Our own messages that nothing was tuned on; whether polite ones are left alone."""
    table = tomllib.loads(EXAMPLES.read_text("utf-8"))
    alarms = 0
    for language, kinds in table.items():
        for kind, messages in kinds.items():
            print(f"=> {language}, own {kind} messages with a hint: {told(messages, language)}")
        alarms += sum(hint(message, language) is not None for message in kinds["polite"])
        words = [CATALOGUE.pattern(key, language) for key in CATALOGUE if key.endswith(".text")]
        print(f"=> {language}, explanations on the site with a hint: {told(words, language)}")
    polite = sum(len(kinds["polite"]) for kinds in table.values())
    met = alarms / polite <= MOST_FALSE_ALARMS
    print(f"=> false alarms {alarms / polite:.1%}, at most {MOST_FALSE_ALARMS:.0%}: {'met' if met else 'MISSED'}")
    return met


def corpora(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "keico" / "dev.jsonl").read_text("utf-8").splitlines()]
    for level in (1, 2, 3, 4):
        print(f"=> ja, KeiCO level {level} with a hint: {told((r['text'] for r in rows if r['level'] == level), 'ja')}")
    with (folder / "tydip_en" / "en_train_binary.csv").open(encoding="utf-8", newline="") as lines:
        scored = [(row["sentence"], float(row["score"]) > 0) for row in csv.DictReader(lines)]
    for polite in (True, False):
        texts = (text for text, is_polite in scored if is_polite == polite)
        print(f"=> en, TyDiP {'polite' if polite else 'impolite'} with a hint: {told(texts, 'en')}")
    with (folder / "emscad_head500" / "fake_job_postings_first500.csv").open(encoding="utf-8", newline="") as lines:
        ads = [row["description"] for row in csv.DictReader(lines)]
    print(f"=> en, real job ads with a hint (the model never saw any): {told(ads, 'en')}")


def speed() -> bool:
    """Processor time for a message of 200 characters, all of it."""
    table = tomllib.loads(OWN_MESSAGES.read_text("utf-8"))
    started = time.perf_counter()
    models.cache_clear()
    models()
    print(f"=> loading the weights, once: {(time.perf_counter() - started) * 1000:.0f} ms")
    slowest = 0.0
    for language in table:
        running = " ".join(table[language]["polite"])
        messages = [running[start : start + 200] for start in range(0, len(running) - 200, 200)]
        best = min(_microseconds(messages, language) for _ in range(20))
        slowest = max(slowest, best)
        print(f"=> {language}, a message of 200 characters: {best:.0f} µs of one core")
    print(f"=> slowest {slowest:.0f} µs, aim below {AIM_US:.0f}: {'met' if slowest < AIM_US else 'MISSED'}")
    return slowest < AIM_US


def _microseconds(messages: list[str], language: str) -> float:
    started = time.process_time()
    for message in messages:
        hint(message, language)
    return (time.process_time() - started) / len(messages) * 1e6


def main() -> int:
    met = [examples(), speed()]
    folder = os.environ.get("TACHIAI_CORPORA")
    if folder and Path(folder).is_dir():
        corpora(Path(folder))
    else:
        print("=> published corpora: skipped, TACHIAI_CORPORA names no folder")
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["tone"], sys.argv[1:]))
