"""Precision and recall of the rulebook on texts that its authors did not write, and its false alarms on real job ads.

The examples stand in tests/screening/unseen; a third of the first file is held out from whoever tunes the rules, all of
the second is. Counted are the hits that people see: enforced, of verdict note or more. Real ads come from a folder of data (`--data DIR` or
TACHIAI_BENCH_DATA, otherwise shared/data beside the project); they are ads for employment, so the hits of that danger
are right and counted apart. `--misses FILE` writes what the rules get wrong in the open part, never in the other.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from tachiai.config.place import PROJECT  # noqa: E402 - settings come first
from tachiai.screening.engine import Rulebook, shipped  # noqa: E402
from tests.screening.unseen.examples import SECOND, examples, held_out, open_part  # noqa: E402
from tests.screening.unseen.scoring import Judged, Share, about, judged, overall, shown  # noqa: E402

DATA = os.environ.get("TACHIAI_BENCH_DATA") or str(PROJECT.parent / "shared" / "data")
ADS = "emscad_head500/fake_job_postings_first500.csv"
FIELDS = ("title", "company_profile", "description", "requirements", "benefits")
EMPLOYMENT = "employment"
ROWS = 12


def report(part: str, rows: Sequence[Judged]) -> None:
    """The figures of a part, then a line for each danger."""
    all_of_it = overall(rows)
    named = Share(sum(row.is_named for row in rows), sum(row.example.is_harmful for row in rows))
    print(f"=> {part}: {len(rows)} examples, precision {all_of_it.precision}, recall {all_of_it.recall}")
    print(f"=>   its very danger named {named}, false alarms on the harmless {all_of_it.false_alarms}")
    for language, chosen in (("Japanese", False), ("English", True)):
        spoken = overall([row for row in rows if row.example.text.isascii() is chosen])
        print(f"=>   {language}: precision {spoken.precision}, recall {spoken.recall}, false alarms {spoken.false_alarms}")
    for danger in sorted({row.example.danger for row in rows if row.example.is_harmful}):
        figures = about(danger, rows)
        print(f"=>   {danger:22} precision {figures.precision!s:16} recall {figures.recall}")


def write_misses(path: Path, rows: Sequence[Judged]) -> None:
    """What is wrong about each example: not found, found as something else, found although harmless."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            wrong = sorted(f"{hit.danger}/{hit.rule}" for hit in row.hits if row.is_wrong_about(hit.danger))
            if row.example.is_harmful and not row.is_named:
                hits = ", ".join(sorted(f"{hit.danger}/{hit.rule}" for hit in row.hits))
                print(f"MISSED {row.example.danger} [{row.example.where}] only: {hits or '-'}", file=file)
            elif wrong:
                label = row.example.danger or "harmless"
                print(f"WRONG {', '.join(wrong)} in {label} [{row.example.where}]", file=file)
            else:
                continue
            print(f"    {row.example.text}", file=file)


def ads(path: Path) -> Iterator[str]:
    """The text of every ad that is not marked as fraud."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["fraudulent"] != "1":
                yield "\n".join(row[field] for field in FIELDS if row[field])


def report_ads(rulebook: Rulebook, path: Path) -> None:
    texts = list(ads(path))
    hits = [shown(rulebook.judge(text, "listing").hits) for text in texts]
    dangers = [{hit.danger for hit in each} for each in hits]
    alarms = Share(sum(bool(each - {EMPLOYMENT}) for each in dangers), len(texts))
    print(f"=> real ads: {len(texts)} honest ones of {path.parent.name}; with any hit but {EMPLOYMENT} {alarms}")
    for name, counted in (
        ("danger", Counter(danger for each in dangers for danger in each)),
        ("rule", Counter(rule for each in hits for rule in {hit.rule for hit in each})),
    ):
        print(f"=>   ads with a hit, by {name}: {', '.join(f'{key} {count}' for key, count in counted.most_common(ROWS))}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=DATA, type=Path, help="the folder that holds real job ads")
    parser.add_argument("--misses", type=Path, help="write here what is wrong in the open part")
    parser.add_argument("--small", action="store_true", help="accepted for the others' sake: this one is quick")
    asked = parser.parse_args()
    rulebook = shipped()
    print(f"=> {len(rulebook.rules)} rules, digest {rulebook.digest[:12]}")
    tuned = judged(rulebook, open_part())
    report("all, most of it tuned on", judged(rulebook, examples()))
    report("open two thirds, tuned on", tuned)
    report("held-out third, what to expect of new texts", judged(rulebook, held_out()))
    report("second file, written afterwards and never tuned on", judged(rulebook, examples(SECOND)))
    if asked.misses:
        write_misses(asked.misses, tuned)
    if (path := asked.data / ADS).is_file():
        report_ads(rulebook, path)
    else:
        print("=> real ads: not measured, no such folder of data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
