"""Turkle as the benchmark of tasks drives it: installed, served and asked over HTTP by the steps of its own pages."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.task_load import PASSWORD, Answer, Browser, token
from tachiai.config.web_server import PROCESSES

HERE = Path(__file__).parent
THREADS = 4  # of each process, as Tachiai's pages have


@dataclass
class TurkleWorker:
    """The requests of one worker: sign in, accept, shell page, form in its frame, submit."""

    browser: Browser
    batch: int
    accepts: list[float] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    slot: str = ""

    def begin(self) -> bool:
        return self._accept(f"/batch/{self.batch}/accept_next_task/")

    def form(self, mood: str) -> dict[str, str]:
        """An answer as the form of the site sends it."""
        return {"mood": mood, "why": "quiet, and the breakfast came"}

    def answer(self) -> bool:
        given = self.browser.post(self.slot, {**self.said, **self.form("good")})
        _redirected(given)
        return self._accept(given.location)

    resume = begin

    def _accept(self, path: str) -> bool:
        began = time.perf_counter()
        found = self.browser.get(path)
        self.accepts.append(time.perf_counter() - began)
        _redirected(found)
        if "/assignment/" not in found.location:
            return False
        self.slot = found.location
        self.browser.get(self.slot)
        form = self.browser.get(self.slot.replace("/assignment/", "/assignment/iframe/"))
        self.said = {"csrfmiddlewaretoken": token(form)}
        return True


def _redirected(answer: Answer) -> None:
    if answer.status != 302:
        raise RuntimeError(f"Turkle answers {answer.status}")


@dataclass
class Turkle:
    """One served site. `python` is that of its environment."""

    python: str
    environment: dict[str, str]
    port: int = 0
    name: str = "Turkle 3.1.0"
    token: str = ""
    project: int = 0
    browsers: list[Browser] = field(default_factory=list)

    def ask(self, what: str, *numbers: int) -> dict[str, Any]:
        """What its tables say, or do."""
        command = [self.python, str(HERE / "turkle_site.py"), what, *map(str, numbers)]
        done = subprocess.run(command, env={**os.environ, **self.environment}, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)

    def batch(self, units: int, answers: int) -> int:
        return self.ask("batch", units, answers)["batch"]

    def workers(self, batch: int, count: int) -> list[TurkleWorker]:
        while len(self.browsers) < count:
            self.browsers.append(self._signed_in(f"worker{len(self.browsers)}"))
        return [TurkleWorker(browser, batch) for browser in self.browsers[:count]]

    def audit(self, batch: int) -> dict[str, int]:
        return self.ask("audit", batch)

    def answers(self, batch: int) -> list[dict[str, Any]]:
        return self.ask("answers", batch)["answers"]

    def expire(self, batch: int) -> None:
        self.ask("expire", batch)

    def publish(self, table: str, answers: int) -> tuple[int, float]:
        """A batch from CSV through its REST API; its number and the seconds."""
        asked = {"name": "published", "project": self.project, "filename": "units.csv", "csv_text": table, "assignments_per_task": answers}
        began = time.perf_counter()
        made = self._publisher().send("/api/batches/", json.dumps(asked).encode(), {"Content-Type": "application/json"})
        took = time.perf_counter() - began
        if made.status != 201:
            raise RuntimeError(f"Turkle answers {made.status}: {made.body[:300]}")
        return json.loads(made.body)["id"], took

    def export(self, batch: int) -> tuple[int, float]:
        """The lines of the results as CSV, and the seconds."""
        began = time.perf_counter()
        found = self._publisher().get(f"/api/batches/{batch}/results/")
        return len(found.body.splitlines()) - 1, time.perf_counter() - began

    def _publisher(self) -> Browser:
        browser = Browser(self.port)
        browser.headers = {"Authorization": f"Token {self.token}"}
        return browser

    def _signed_in(self, name: str) -> Browser:
        browser = Browser(self.port)
        said = {"csrfmiddlewaretoken": token(browser.get("/login/")), "username": name, "password": PASSWORD}
        _redirected(browser.post("/login/", said))
        return browser


@contextlib.contextmanager
def turkle(url: str, port: int, workers: int) -> Iterator[Turkle]:
    """A site on the empty database of `url`, served on `port`; its environment lives as long as it."""
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder))
        site = Turkle(python, {"TURKLE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "turkle_settings", "PYTHONPATH": str(HERE)}, port)
        site.__dict__.update(site.ask("prepare", workers))
        with _served(site):
            yield site


def _environment(folder: Path) -> str:
    print("installing Turkle into an environment of its own ...", flush=True)
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "-qq", "--no-deps", "-r", str(HERE / "requirements.txt")]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Turkle could not be installed: {done.stderr[-2000:]}")
    return python


@contextlib.contextmanager
def _served(site: Turkle) -> Iterator[None]:
    command = [site.python, "-m", "granian", "turkle_site:application", "--interface=wsgi", "--host=127.0.0.1", f"--port={site.port}"]
    command += [f"--workers={PROCESSES}", f"--blocking-threads={THREADS}", "--respawn-failed-workers", "--log-level=warning"]
    process = subprocess.Popen(command, env={**os.environ, **site.environment})
    try:
        _wait_for(site.port, process)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            Browser(port).get("/login/")
            return
        time.sleep(0.1)
    raise RuntimeError("Turkle's web server did not start")
