"""`tachiai import jobs FILE`: listings from another system become drafts of one client, each row once."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from tqdm import tqdm

from tachiai.clockwork.queries import now
from tachiai.config.voice import complain, note, say, words
from tachiai.jobs.importing import Map, Outcome, Table, import_rows, known_maps, load_map
from tachiai.jobs.importing.tables import BadRow, Row
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people

OUTCOMES = ("created", "updated", "unchanged", "touched", "refused")
MOST_COMPLAINTS = 20


def command(arguments: argparse.Namespace) -> int:
    """Import a file. Exit code 0 when every row was taken, 1 when some were refused (the others are kept)."""
    using = load_map(arguments.map)
    client_id = people.id_by_email(arguments.client)
    if client_id is None:
        raise Refusal(Refused("jobs.import.refused.no_client", {"email": arguments.client}))
    table, at = Table(Path(arguments.file)), now()
    report = Path(arguments.report) if arguments.report else _report_path(table.path, at)
    note("jobs.import.begins", path=table.path, encoding=table.encoding, map=arguments.map)
    outcomes = import_rows(_watched(table, using), using=using, client_id=client_id, at=at)
    with report.open("w", encoding="utf-8") as file:
        counts, still_open = _run(outcomes, file)
    _summarise(counts, still_open)
    say("jobs.import.report", path=report)
    return 1 if counts["refused"] else 0


def _watched(table: Table, using: Map) -> Iterator[Row | BadRow]:
    """The rows, with a bar on a terminal; refused at the first row when the map does not fit a CSV file."""
    with tqdm(total=table.size, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:
        is_first = True
        for row in table.rows():
            if is_first and isinstance(row, Row) and not table.is_json:
                _check_columns(row.cells, using)
                is_first = False
            bar.update(table.position - bar.n)
            yield row


def _check_columns(cells: Mapping[str, str], using: Map) -> None:
    title = next(rule.columns[0] for rule in using.rules if rule.to == "title")
    for column in (using.external_id, title):
        if column not in cells:
            known = ", ".join(known_maps())
            raise Refusal(Refused("jobs.import.refused.lacks_column", {"column": column, "known": known}))


def _run(outcomes: Iterator[Outcome], file: TextIO) -> tuple[Counter[str], Counter[str]]:
    """Write each outcome into the report; how many of each kind, and how often each point is still open."""
    counts: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    for outcome in outcomes:
        kind = "refused" if outcome.stored is None else outcome.stored.value
        counts[kind] += 1
        still_open.update(outcome.missing)
        still_open["drafts"] += bool(outcome.missing)
        file.write(json.dumps(_as_data(outcome, kind), ensure_ascii=False) + "\n")
        if outcome.is_refused and counts[kind] <= MOST_COMPLAINTS:
            complain(_complaints(outcome))
    return counts, still_open


def _as_data(outcome: Outcome, kind: str) -> dict[str, Any]:
    return {
        "line": outcome.line,
        "external_id": outcome.external_id,
        "outcome": kind,
        "listing": outcome.listing_id,
        "missing": [words(label) for label in outcome.missing],
        "problems": [{"field": name, "reason": _said(reason)} for name, reason in outcome.problems],
        "notes": [{"field": column, "note": words(key)} for column, key in outcome.notes],
    }


def _said(reason: Refused) -> str:
    return words(reason.key, **{name: _plain(value) for name, value in reason.params.items()})


def _plain(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


def _complaints(outcome: Outcome) -> Iterator[Refused]:
    for name, reason in outcome.problems:
        params = {"line": outcome.line, "field": name or "-", "reason": _said(reason)}
        yield Refused("jobs.import.complaint", params)


def _summarise(counts: Counter[str], still_open: Counter[str]) -> None:
    for kind in OUTCOMES:
        if counts[kind]:
            say("jobs.import.count", what=words(f"jobs.import.outcome.{kind}"), n=f"{counts[kind]:,}")
    if set(counts) <= {"unchanged"}:
        say("jobs.import.nothing_changed")
    drafts = still_open.pop("drafts", 0)
    if drafts:
        often = ", ".join(f"{words(label)} {n:,}" for label, n in still_open.most_common(5))
        say("jobs.import.open_points", n=f"{drafts:,}", points=often)


def _report_path(source: Path, at: datetime) -> Path:
    folder = settings.VAR / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(folder) / f"{source.stem}-{at:%Y%m%d-%H%M%S}.jsonl"
