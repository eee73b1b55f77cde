"""The PostgreSQL that comes with Tachiai: started for whoever needs it, stopped when the last one leaves.

    with EmbeddedPostgres(var).running() as url: ...

Several programs may use one server at once (`tachiai run` in one terminal, `tachiai check` in another): each
holds a shared lock while it does, and the one that leaves last stops the server. A program that is killed
loses its lock with its life, so a server it left running is found, used, and stopped by whoever comes next.

Only a Unix socket in a folder of mode 0700 leads to the server; it never listens on the network.
`server_home` says where it lies and which account runs it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from tachiai.config.place import private_folder
from tachiai.config.server_home import MAJOR, SYSTEM_FOLDER, ServerHome, server_home
from tachiai.kernel.refused import Refusal, Refused

USER = DATABASE = "tachiai"
SHOWN_LOG_LINES = 12
LARGEST_LOG = 5_000_000
PATIENCE_SECONDS = 120

Say = Callable[..., object]


def quiet(key: str, **params: object) -> None:
    """Says nothing."""


class EmbeddedPostgres:
    """The cluster that belongs to the data folder `var`.

    `settings` are PostgreSQL parameters for this start (tests turn `fsync` off). `say(key, **params)` is told
    what a person should know: a first start, a leftover found, a stale trace removed.
    """

    def __init__(
        self,
        var: Path,
        *,
        system_folder: Path = SYSTEM_FOLDER,
        settings: Mapping[str, str] | None = None,
        say: Say = quiet,
    ):
        self._var, self._settings, self._say = var, settings or {}, say
        self.home: ServerHome = server_home(var, system_folder=system_folder)
        self._in_use: TextIO | None = None

    @property
    def url(self) -> str:
        """For DATABASE_URL. Known before the server runs."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.home.sockets), safe='')}"

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """The url of a server that runs for as long as the block. Refusal when it cannot be started."""
        self.enter()
        try:
            yield self.url
        finally:
            self.leave()

    def enter(self) -> None:
        """Count this program among the users, and start the server unless it runs."""
        private_folder(self._var)
        with self._alone():
            self._in_use = (self._var / "server.users").open("w")
            left_behind = _locked(self._in_use, fcntl.LOCK_EX)
            _locked(self._in_use, fcntl.LOCK_SH)
            try:
                self._start_unless_running(left_behind)
            except BaseException:
                self._last_one_out()
                raise

    def leave(self) -> None:
        """Stop counting this program; the last one stops the server."""
        with self._alone():
            self._last_one_out()

    def mend(self) -> None:
        """Start the server again when it died under this program, which uses it. Refusal when it cannot be started."""
        if self.server_pid() is not None:
            return
        with self._alone():
            if self._in_use is not None and self.server_pid() is None:
                self._forget_dead_server()
                self._start()

    def server_pid(self) -> int | None:
        """The process that serves this very data folder; a number reused by another program is none."""
        try:
            pid = int((self.home.data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.home.data) in command else None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one program at a time starts or stops the server."""
        with (self._var / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _last_one_out(self) -> None:
        if self._in_use is None:
            return
        try:
            if _locked(self._in_use, fcntl.LOCK_EX):
                self._stop()
                self.home.tidy()
        finally:
            self._in_use.close()
            self._in_use = None

    def _start_unless_running(self, left_behind: bool) -> None:
        self.home.prepare()
        if not self.home.data.exists():
            self._say("postgres.making", folder=self.home.folder)
            self._make_cluster()
        self._check_version()
        if pid := self.server_pid():
            if self._answers():
                if left_behind:
                    self._say("postgres.using_leftover", pid=pid)
                return
            self._say("postgres.stopping_leftover", pid=pid)
            self._stop()
        self._forget_dead_server()
        self._start()

    def _make_cluster(self) -> None:
        """Complete or not at all: it is made beside its place and renamed when its database is in it."""
        unfinished = self.home.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        made = self.home.run(
            "initdb", f"--pgdata={unfinished}", f"--username={USER}",
            "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
            *(["--no-sync"] if self._settings.get("fsync") == "off" else []),
        )  # fmt: skip
        if made.returncode == 0:
            create = f"CREATE DATABASE {DATABASE}\n"
            made = self.home.run("postgres", "--single", "-D", str(unfinished), "postgres", text=create)
        if made.returncode != 0:
            reason = (made.stderr or made.stdout).strip()
            raise Refusal(Refused("postgres.not_made", {"folder": self.home.folder, "reason": reason}))
        unfinished.rename(self.home.data)

    def _check_version(self) -> None:
        found = (self.home.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            params = {"folder": self.home.data, "found": found, "ours": MAJOR}
            raise Refusal(Refused("postgres.other_version", params))

    def _answers(self) -> bool:
        ready = self.home.run("pg_isready", "--host", str(self.home.sockets), "--timeout=15")
        return ready.returncode == 0

    def _forget_dead_server(self) -> None:
        """PostgreSQL itself takes a trace for a live server when its process number has been reused since."""
        self._end_orphans()
        traces = [self.home.data / "postmaster.pid", *self.home.sockets.iterdir()]
        if any(trace.exists() for trace in traces):
            self._say("postgres.forgot_dead_server")
            for trace in traces:
                trace.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """What a killed server was doing goes on until it next waits, and would write beside the next server."""
        while orphans := [pid for pid in _processes() if _works_in(pid, self.home.data)]:
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def _start(self) -> None:
        log = self.home.log
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        logged_before = log.stat().st_size if log.exists() else 0
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",
            **self._settings,
        }
        options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        started = self.home.run(
            "pg_ctl", "start", "--wait", f"--timeout={PATIENCE_SECONDS}", f"--pgdata={self.home.data}",
            f"--log={log}", f"--options={options}",
        )  # fmt: skip
        if started.returncode != 0:
            params = {"log": log, "lines": self._log_since(logged_before) or started.stderr.strip()}
            raise Refusal(Refused("postgres.not_started", params))

    def _log_since(self, position: int) -> str:
        if not self.home.log.exists():
            return ""
        with self.home.log.open(errors="replace") as log:
            log.seek(position)
            return "".join(log.readlines()[-SHOWN_LOG_LINES:]).rstrip()

    def _stop(self) -> None:
        for mode in ("fast", "immediate"):
            if self.server_pid() is None:
                return
            where = f"--pgdata={self.home.data}"
            self.home.run("pg_ctl", "stop", "--wait", "--timeout=60", where, f"--mode={mode}")


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()]


def _works_in(pid: int, folder: Path) -> bool:
    """Every process of a PostgreSQL server works in its data folder; a dead one, or another account's, in none."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


def _locked(file: TextIO, kind: int) -> bool:
    """Take the lock now, if nobody stands in the way."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
