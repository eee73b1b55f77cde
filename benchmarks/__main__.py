"""`python -m benchmarks [NAME ...] [--small]`: measure the promises of speed, each on a fresh durable database.

A benchmark is a module of this package that measures when it is run; its first line says what. Lines that begin
with "=>" are its results, repeated at the end. `--small` is passed on: smaller sizes, to see whether it works.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.server import durable_server, environment_of, fresh_database

NAMES = ("steps", "hot_contract", "deadlines", "growth", "pages", "whole", "escrow", "statement", "search", "help_search", "help_questions", "help_pages", "paper_search", "papers", "agreement", "findings", "evidence", "messages", "live", "market_day", "tasks", "reports", "inquiries", "statistics", "screening", "screening_quality", "tone")
RESULT = "=>"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}; without: all")
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--list", action="store_true", help="what each of them measures")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if asked.list:
        for name in NAMES:
            print(f"{name:10} {what(name)}")
        return 0
    return measure(asked.names or NAMES, ["--small"] if asked.small else [])


def what(name: str) -> str:
    """The first line of a benchmark's docstring."""
    source = Path(__file__).with_name(f"{name}.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]


def measure(names: list[str] | tuple[str, ...], options: list[str]) -> int:
    """Run each; 1 when any failed."""
    results: dict[str, list[str]] = {}
    failed = []
    with durable_server() as server:
        for name in names:
            print(f"\n── {name}: {what(name)}", flush=True)
            started = time.monotonic()
            with fresh_database(server.url, f"bench_{name}") as url:
                code, results[name] = _run(name, options, environment_of(url))
            failed += [name] if code else []
            print(f"   {name}: {'FAILED' if code else 'done'} in {time.monotonic() - started:.0f} s", flush=True)
    for name in names:
        print(f"\n{name}{': FAILED' if name in failed else ''}", *results[name], sep="\n")
    return int(bool(failed))


def _run(name: str, options: list[str], environment: dict[str, str]) -> tuple[int, list[str]]:
    """The exit code and the result lines; every line is passed on at once."""
    command = [sys.executable, "-u", "-m", f"benchmarks.{name}", *options]
    results = []
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if line.startswith(RESULT):
                results.append(f"  {line.removeprefix(RESULT).strip()}")
    return process.returncode, results


if __name__ == "__main__":
    sys.exit(main())
