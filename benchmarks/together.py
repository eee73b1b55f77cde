"""Several processes that start measuring at the same moment.

The parent calls `run_together`; each process is a module of this package that calls `measured` with its work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

READY = "ready"


def run_together(module: str, arguments: Sequence[Sequence[object]], seconds: float) -> list[dict[str, Any]]:
    """Run `python -m module ...` once for each list of arguments, all at work for `seconds`; what each found."""
    started = [_start(module, words) for words in arguments]
    for process in started:
        if (said := process.stdout.readline().strip()) != READY:  # type: ignore[union-attr]
            raise RuntimeError(f"{module} did not start: {said}")
    for process in started:
        process.stdin.write(f"{seconds}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    return [json.loads(process.communicate()[0]) for process in started]


def _start(module: str, words: Sequence[object]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *map(str, words)]
    return subprocess.Popen(command, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def measured(work: Callable[[float], dict[str, Any]]) -> None:
    """In the process: say that it is ready, wait for the start, do `work` for so many seconds, print what it found."""
    print(READY, flush=True)
    print(json.dumps(work(float(sys.stdin.readline()))))


def percentile(took: Sequence[float], percent: float) -> float:
    """The nearest rank; nan when there is nothing."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else float("nan")
