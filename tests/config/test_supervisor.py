"""`tachiai run` for real: processes, signals, ports, and a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tachiai.config import address
from tachiai.config.lifeline import SUPERVISED
from tachiai.config.place import PROJECT
from tachiai.config.server_home import server_home
from tachiai.kernel.refused import Refusal

PATIENCE_SECONDS = 150.0


def until(true: Callable[[], object], what: str) -> None:
    """Wait, because other processes take the time they take."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Run:
    """One `tachiai run` and what it said so far."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def answers(self) -> bool:
        assert self.process.poll() is None, self.said
        return "Tachiai is open" in self.said

    def children(self) -> dict[str, int]:
        """Process numbers of the web server and the worker (not of the server's own processes)."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(stat[1]) == self.process.pid and stat[0] != "Z" and b"tachiai" in command:
                found[command[-2].decode()] = int(folder.name)
        return found


@dataclass
class Installation:
    """A data folder of its own. `latest` is the run that serves it, or did."""

    var: Path
    latest: Run | None = None

    def start(self, *words: str, port: int | None = None) -> Run:
        number = port or free_port()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"TACHIAI_VAR": str(self.var), "TACHIAI_DEMO": "0", "TACHIAI_LANG": "en", "PORT": str(number)}
        output = Path(tempfile.mkstemp(dir=self.var.parent)[1])
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "tachiai", *(words or ("run",))],
                cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        return Run(process, number, output)

    def serving(self) -> Run:
        """The run that serves already, else a new one."""
        if self.latest is None or self.latest.process.poll() is not None:
            self.latest = self.start()
        until(self.latest.answers, "the site answers")
        return self.latest

    def database_pids(self) -> list[str]:
        mark = os.fsencode(server_home(self.var).data)
        commands = {folder.name: folder / "cmdline" for folder in Path("/proc").glob("[0-9]*")}
        return [pid for pid, command in commands.items() if _contains(command, mark)]


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            return page.status
    except urllib.error.HTTPError as error:
        return error.code


def _contains(file: Path, mark: bytes) -> bool:
    try:
        return mark in file.read_bytes().split(b"\0")
    except OSError:
        return False


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="tachiai-run-"))
    made = Installation(folder / "var")
    yield made
    if made.latest:
        made.latest.process.terminate()
        assert made.latest.process.wait(PATIENCE_SECONDS) == 0
    assert made.database_pids() == []
    if os.geteuid() == 0:
        shutil.rmtree(server_home(made.var).folder)
    shutil.rmtree(folder)


@pytest.mark.xdist_group("supervisor")
class TestARun:
    """One story on one installation: a test goes on with the run that an earlier one left."""

    def test_serves_with_a_web_server_and_a_worker(self, installation: Installation) -> None:
        run = installation.serving()
        with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/") as page:
            assert page.status == 200
        assert set(run.children()) == {"web", "worker"}

    def test_refuses_a_second_one_and_names_the_first(self, installation: Installation) -> None:
        run = installation.serving()
        second = installation.start()
        assert second.process.wait(PATIENCE_SECONDS) == 1
        assert f"already running at http://127.0.0.1:{run.port} (process {run.process.pid})" in second.said
        other = installation.start("check")
        assert other.process.wait(PATIENCE_SECONDS) in (0, 1)
        assert run.answers() and installation.database_pids(), "a command beside the run must leave its database alone"

    def test_starts_a_crashed_worker_again(self, installation: Installation) -> None:
        run = installation.serving()
        first = run.children()["worker"]
        os.kill(first, signal.SIGKILL)
        until(lambda: run.children().get("worker", first) != first, "the worker is there again")
        assert "worker ended unexpectedly (code -9); starting it again in" in run.said

    def test_starts_a_database_that_died_again(self, installation: Installation) -> None:
        run = installation.serving()
        (died,) = installation.database_pids()
        os.kill(int(died), signal.SIGKILL)
        until(lambda: installation.database_pids() not in ([], [died]), "the database is there again")
        until(lambda: _status(run.port) == 200, "the site answers as before")
        assert "it recovers by itself" in run.said

    def test_takes_its_children_along_when_killed_and_the_next_one_goes_on(self, installation: Installation) -> None:
        run = installation.serving()
        run.process.kill()
        run.process.wait()
        until(lambda: not address.supervised_processes(installation.var), "the children are gone")
        left_behind = installation.database_pids()
        assert left_behind
        following = installation.serving()
        assert f"left over from a killed run (process {left_behind[0]}) was found" in following.said
        assert "preparing tables" not in following.said, "the data is still there"

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "a_service_manager"])
    def test_stops_in_order_when_told_to_by(self, installation: Installation, number: int) -> None:
        run = installation.serving()
        run.process.send_signal(number)
        assert run.process.wait(PATIENCE_SECONDS) == 0
        # The web server may say between the two that one of its processes had not finished starting.
        assert "Stopping …\n" in run.said and run.said.endswith("\nStopped.\n")
        assert (address.supervised_processes(installation.var), installation.database_pids()) == ([], [])


class TestThePort:
    @pytest.fixture
    def taken(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen(1)
            number = other.getsockname()[1]
            monkeypatch.setenv("PORT", str(number))
            yield number

    def test_that_is_free_is_accepted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", str(free_port()))
        address.require_free_port()

    def test_that_is_busy_is_refused_with_the_variable_to_set(self, taken: int) -> None:
        with pytest.raises(Refusal) as refused:
            address.require_free_port()
        assert refused.value.reasons[0].key == "run.port_busy"
        assert refused.value.reasons[0].params["port"] == taken

    def test_that_a_leftover_of_ours_holds_is_refused_with_its_number(self, taken: int) -> None:
        environment = {**os.environ, SUPERVISED: str(address.VAR)}
        with subprocess.Popen(["sleep", "60"], env=environment) as leftover:
            until(lambda: leftover.pid in address.supervised_processes(), "the leftover is there")
            with pytest.raises(Refusal) as refused:
                address.require_free_port()
            leftover.kill()
        assert refused.value.reasons[0].key == "run.port_held_by_leftover"
        assert refused.value.reasons[0].params["pids"] == str(leftover.pid)

    def test_on_a_host_that_is_not_here_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", str(free_port()))
        monkeypatch.setenv("TACHIAI_BIND", "192.0.2.1")
        with pytest.raises(Refusal) as refused:
            address.require_free_port()
        assert refused.value.reasons[0].key == "run.no_such_host"
