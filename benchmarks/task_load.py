"""Workers who answer tasks over HTTP as fast as the site lets them, whichever site it is.

A `TaskWorker` knows the requests of its site; what is counted is the same for all: answers a second, the time of what
hands out a slot, and the time of a whole turn (submit, next slot, its page).
"""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from benchmarks.together import percentile

PASSWORD = "blue-heron-at-dawn-42"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TRIES = 40  # a server that was killed is away for a second or two


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: str


class Browser:
    """One person's cookies and one connection that stays open."""

    def __init__(self, port: int):
        self._port = port
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None
        self.headers: dict[str, str] = {}
        self.requests = 0

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, said: dict[str, Any] | Sequence[tuple[str, str]]) -> Answer:
        body = urlencode(said, doseq=True)
        return self._ask("POST", path, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, said: dict[str, str], name: str, file_name: str, content: bytes) -> Answer:
        """A form with one file."""
        edge = "edge-of-a-part"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in said.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """A body of another kind."""
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self.requests += 1
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        headers = {**self.headers, **headers}
        if self.cookies:
            headers = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            raise
        for header in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return Answer(response.status, urlsplit(response.headers.get("Location", ""))._replace(scheme="", netloc="").geturl(), text)


def token(page: Answer) -> str:
    """What a form of the page must send along."""
    found = _TOKEN.search(page.body)
    if page.status != 200 or found is None:
        raise RuntimeError(f"no form in an answer {page.status}: {page.location} {page.body[:300]}")
    return found[1]


class TaskWorker(Protocol):
    """One signed-in worker. `accepts` are the seconds of every request that handed out a slot."""

    accepts: list[float]
    browser: Browser

    def begin(self) -> bool:
        """Take a slot and open its page; whether there was one."""

    def answer(self) -> bool:
        """Submit the slot held, take the next one and open its page; whether there was one."""

    def resume(self) -> bool:
        """After the server did not answer: find out what is held now, open it; whether anything is left."""


@dataclass
class Found:
    """What one run gave. `turns`: seconds of each; `acknowledged`: submits that the site said yes to."""

    seconds: float = 0.0
    acknowledged: int = 0
    turns: list[float] = field(default_factory=list)
    accepts: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    requests: int = 0

    @property
    def rate(self) -> float:
        return self.acknowledged / self.seconds if self.seconds else float("nan")

    def said(self) -> str:
        accept = f"p50 {1000 * percentile(self.accepts, 50):.0f} ms, p95 {1000 * percentile(self.accepts, 95):.0f} ms"
        turn = f"p50 {1000 * percentile(self.turns, 50):.0f} ms, p95 {1000 * percentile(self.turns, 95):.0f} ms"
        failed = f", failures {dict(self.failures)}" if self.failures else ", no failures"
        return f"{self.acknowledged} answers in {self.seconds:.1f} s: {self.rate:.1f}/s; accept {accept}; whole turn {turn}{failed}"


def work(workers: Sequence[TaskWorker], seconds: float, pause: float = 0.0) -> Found:
    """All of them at once, until the time is over or nothing is left; `pause`: seconds that each thinks at a unit."""
    found, lock, start = Found(), threading.Lock(), threading.Barrier(len(workers) + 1)
    ended: list[float] = []

    def one(worker: TaskWorker) -> None:
        before = worker.browser.requests
        start.wait()
        mine = _until(worker, time.perf_counter() + seconds, pause)
        with lock:
            ended.append(time.perf_counter())
            found.turns += mine.turns
            found.accepts += worker.accepts
            found.acknowledged += mine.acknowledged
            found.failures += mine.failures
            found.requests += worker.browser.requests - before

    threads = [threading.Thread(target=one, args=(worker,)) for worker in workers]
    for worker in workers:
        worker.accepts.clear()
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    found.seconds = max(ended) - began
    return found


def _until(worker: TaskWorker, end: float, pause: float) -> Found:
    mine = Found()
    has_slot = _persistently(worker.begin, worker, mine)
    while has_slot and time.perf_counter() < end:
        time.sleep(pause)
        began, failed = time.perf_counter(), sum(mine.failures.values())
        has_slot = _persistently(worker.answer, worker, mine)
        if failed == sum(mine.failures.values()):
            mine.turns.append(time.perf_counter() - began)
            mine.acknowledged += 1
    return mine


def _persistently(act: Any, worker: TaskWorker, mine: Found) -> bool:
    for _ in range(_TRIES):
        try:
            return bool(act())
        except (OSError, http.client.HTTPException) as error:
            mine.failures[type(error).__name__] += 1
            act = worker.resume
            time.sleep(0.25)
        except RuntimeError as error:
            mine.failures[str(error)[:60]] += 1
            act = worker.resume
    return False
