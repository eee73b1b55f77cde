"""What `make test` does, stage by stage, each named and timed.

The quick checks run side by side. The tests run in any case, because a report without them says little, and their own
closing line is the last thing printed. `--quick` leaves the browser and the tests out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = sys.executable
# What the quick checks look at needs the models, not a server.
NO_DATABASE = {
    "DJANGO_SETTINGS_MODULE": "tachiai.config.settings",
    "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "TACHIAI_DB_POOL": "0",
    "PYTHONWARNINGS": "ignore::RuntimeWarning",
}
QUICK = {
    "types": [BIN / "mypy"],
    "style": [BIN / "ruff", "check", "--quiet", "."],
    "import contracts": [BIN / "lint-imports", "--no-logo"],
    "templates": [BIN / "djlint", "tachiai/web", "--lint", "--profile=django", "--ignore=H015,H026", "--quiet"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
}
BROWSER = [PYTHON, "-m", "tests.browser"]
TESTS = [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadgroup"]
CLOSING_LINE = re.compile(r"=+ .*\bin \d+[.\d]*s.* =+")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Report:
    """What ran, whether it passed and how long it took (seconds)."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, bool, float]] = []
        self.closing_line = ""

    @property
    def failed(self) -> bool:
        return not all(passed for _, passed, _ in self.rows)

    def stage(self, name: str, command: list[object]) -> None:
        print(f"\n── {name}", flush=True)
        started = time.monotonic()
        code = self._run(command)
        took = time.monotonic() - started
        self.rows.append((name, code == 0, took))
        print(f"   {name}: {_word(code)} in {took:.1f} s", flush=True)

    def side_by_side(self, stages: Mapping[str, list[object]]) -> None:
        """As many at once as there are processors; what each says stays together."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, (code, took, said) in zip(stages, pool.map(_told, stages.values()), strict=True):
                self.rows.append((name, code == 0, took))
                print(f"\n── {name}\n{said}   {name}: {_word(code)} in {took:.1f} s", flush=True)

    def _run(self, command: list[object]) -> int:
        """Passes every line on at once and remembers pytest's closing one."""
        words = [str(word) for word in command]
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace"
        ) as process:
            for line in process.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                if CLOSING_LINE.fullmatch(COLOUR.sub("", line.rstrip())):
                    self.closing_line = line.rstrip()
        return process.returncode

    def print_summary(self) -> None:
        print()
        for name, passed, took in self.rows:
            print(f"   {'passed' if passed else 'FAILED'}  {took:7.1f} s  {name}")
        print(self.closing_line or "(pytest printed no closing line)")


def _word(code: int) -> str:
    return "FAILED" if code else "passed"


def _told(command: list[object]) -> tuple[int, float, str]:
    """The exit code of a quick check, how long it took (seconds) and all that it said."""
    words, environment = [str(word) for word in command], {**os.environ, **NO_DATABASE}
    started = time.monotonic()
    done = subprocess.run(
        words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    return done.returncode, time.monotonic() - started, done.stdout + done.stderr


def main(arguments: list[str]) -> int:
    report = Report()
    report.side_by_side(QUICK)
    if "--quick" in arguments:
        return int(report.failed)
    report.stage("browser", BROWSER)
    # The tests start dozens of processes, each of which would compile every module anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    report.stage("tests", [*TESTS, "--color=yes"] if sys.stdout.isatty() else TESTS)
    report.print_summary()
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
