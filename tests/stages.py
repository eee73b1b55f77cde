"""What `make test` does, stage by stage, each named and timed.

The first stage that fails ends the quick checks; the tests run in any case, because a report without them says
little, and their own closing line is the last thing printed. `--quick` leaves the browser and the tests out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = sys.executable
# Looking for a missing migration needs the models, not a server.
NO_DATABASE = {
    "DJANGO_SETTINGS_MODULE": "tachiai.config.settings",
    "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "TACHIAI_DB_POOL": "0",
    "PYTHONWARNINGS": "ignore::RuntimeWarning",
}
QUICK = {
    "style": [BIN / "ruff", "check", "--quiet", "."],
    "types": [BIN / "mypy"],
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

    def stage(self, name: str, command: list[object], environment: dict[str, str] | None = None) -> None:
        print(f"\n── {name}", flush=True)
        started = time.monotonic()
        code = self._run(command, {**os.environ, **(environment or {})})
        took = time.monotonic() - started
        self.rows.append((name, code == 0, took))
        print(f"   {name}: {'passed' if code == 0 else 'FAILED'} in {took:.1f} s", flush=True)

    def _run(self, command: list[object], environment: dict[str, str]) -> int:
        """Passes every line on at once and remembers pytest's closing one."""
        words = [str(word) for word in command]
        with subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace"
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


def main(arguments: list[str]) -> int:
    report = Report()
    for name, command in QUICK.items():
        report.stage(name, command, NO_DATABASE if name == "migrations" else None)
        if report.failed:
            break
    if "--quick" in arguments:
        return int(report.failed)
    report.stage("browser", BROWSER)
    report.stage("tests", [*TESTS, "--color=yes"] if sys.stdout.isatty() else TESTS)
    report.print_summary()
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
