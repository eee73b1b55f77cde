"""`tachiai run`: database, web server and worker as one thing that starts, is watched and ends together.

Each child has a process group of its own, so the terminal's Ctrl-C reaches only the supervisor, which then
ends them in order. A supervisor that is killed takes its children with it (`lifeline`); a database server that
it leaves behind is found and used by the next start (`embedded_postgres`).
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from django.conf import settings

from tachiai.config.address import DEFAULT_BIND, port, reachable_host, require_free_port
from tachiai.config.database import Mend, database
from tachiai.config.lifeline import marks
from tachiai.config.place import VAR, private_folder
from tachiai.config.preparation import demo_accounts, prepare
from tachiai.config.voice import say
from tachiai.kernel.refused import Refusal, Refused

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2
SECONDS_TO_ANSWER = 300.0
SECONDS_TO_FINISH = 15.0
LONGEST_WAIT = 30.0
CALM_SECONDS = 60.0


def run(_arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal; 0 then."""
    with _only_one():
        require_free_port()
        with contextlib.suppress(KeyboardInterrupt), database(say=say) as mend:
            for number in ENDINGS:
                signal.signal(number, signal.default_int_handler)
            prepare()
            Supervisor(mend).serve()
    say("run.stopped")
    return 0


@dataclass
class Child:
    """One supervised process. `wait` is how long to hold back the next restart; `ends`: its work is done some time."""

    command: str
    ends: bool = False
    is_done: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    wait: float = 1.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "tachiai", *self.command.split()],
            env={**os.environ, **marks(VAR)},
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def ended(self) -> int | None:
        """The exit code of a process that ended since the last look."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self.process = None
        return code

    def hold_back(self) -> float:
        """Restart after a wait that doubles each time the process soon ends again."""
        calm = time.monotonic() - self.started_at > CALM_SECONDS
        self.wait = 1.0 if calm else min(self.wait * 2, LONGEST_WAIT)
        self.restart_at = time.monotonic() + self.wait
        return self.wait

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass
class Database:
    """The embedded database of the run, which has no process of ours to wait for."""

    mend: Mend
    again_at: float = 0.0

    def look(self) -> None:
        """Start it again if it died; when that fails, say why and try again after a while."""
        if time.monotonic() < self.again_at:
            return
        try:
            self.mend()
        except Refusal as refusal:
            self.again_at = time.monotonic() + LONGEST_WAIT
            for refused in refusal.reasons:
                say(refused.key, **refused.params)


class Supervisor:
    """Starts the children, restarts what crashes, stops all when told to."""

    def __init__(self, mend: Mend) -> None:
        self.web, self.worker = Child("web"), Child("worker")
        self.children: tuple[Child, ...] = (self.web, self.worker)
        self.stopping = False
        self.database = Database(mend)

    def serve(self) -> None:
        """Returns when told to stop, all children ended. Refusal when the site never answers."""
        for number in ENDINGS:
            signal.signal(number, self._told_to_stop)
        try:
            for child in self.children:
                child.start()
            self._wait_until_it_answers()
            self._tell_the_year()
            while not self.stopping:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop_children()

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for child in self.children:
                child.signal_group(signal.SIGKILL)
        self.stopping = True

    def _tell_the_year(self) -> None:
        """Only now: the first page waits for nothing that can be added while others are read."""
        if settings.DEMO_YEAR and not self.stopping:
            year = Child("demo year", ends=True)
            self.children = (*self.children, year)
            year.start()

    def _look(self) -> None:
        self.database.look()
        for child in self.children:
            code = child.ended()
            child.is_done = child.is_done or (child.ends and code == 0)
            if child.is_done:
                continue
            if code is not None and not self.stopping:
                say("run.restarting", name=child.command, code=code, seconds=round(child.hold_back()))
            elif child.process is None and not self.stopping and time.monotonic() >= child.restart_at:
                child.start()

    def _wait_until_it_answers(self) -> None:
        patience = time.monotonic() + SECONDS_TO_ANSWER
        while not self.stopping:
            for child in self.children:
                if (code := child.ended()) is not None and not self.stopping:
                    raise Refusal(Refused("run.ended_at_start", {"name": child.command, "code": code}))
            if status := _site_status():
                _announce(status)
                return
            if time.monotonic() > patience:
                raise Refusal(Refused("run.never_answered", {"seconds": round(SECONDS_TO_ANSWER)}))
            time.sleep(LOOK_SECONDS)

    def _stop_children(self) -> None:
        self.stopping = True
        with contextlib.suppress(OSError):  # the terminal may be gone
            say("run.stopping")
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + SECONDS_TO_FINISH
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.signal_group(signal.SIGKILL)
                child.process.wait()


def _site_status() -> int | None:
    """The status with which the site answers now, None while it does not."""
    connection = http.client.HTTPConnection(reachable_host(), port(), timeout=10)
    known_host = settings.ALLOWED_HOSTS[0].lstrip(".*") or DEFAULT_BIND
    try:
        connection.request("GET", "/", headers={"Host": known_host})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _announce(status: int) -> None:
    if status >= 500:
        say("run.answers_with_error", status=status)
    say("run.ready", address=_address())
    if accounts := demo_accounts():
        say("run.demo_accounts")
        widths = [max(len(row[column]) for row in accounts) for column in (0, 1)]
        for mail, password, who in accounts:
            sys.stdout.write(f"  {mail:<{widths[0]}}  {password:<{widths[1]}}  {who}\n")
    say("run.how_to_stop")


def _address() -> str:
    host = reachable_host()
    return f"http://{f'[{host}]' if ':' in host else host}:{port()}"


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """One `tachiai run` for each data folder; Refusal that names the other."""
    private_folder(VAR)
    with (VAR / "tachiai.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            other = json.loads(lock.read() or '{"pid": "?", "address": "?"}')
            raise Refusal(Refused("run.already", other)) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "address": _address()}))
        lock.flush()
        yield
