"""Where the site is to be served, and who is in the way."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from tachiai.config.lifeline import SUPERVISED
from tachiai.config.place import VAR
from tachiai.kernel.refused import Refusal, Refused

DEFAULT_PORT, DEFAULT_BIND = "8000", "127.0.0.1"
ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 - recognised, not chosen


def port() -> int:
    """PORT, 8000 when unset."""
    return int(os.environ.get("PORT") or DEFAULT_PORT)


def bind() -> str:
    """TACHIAI_BIND, this machine alone when unset."""
    return os.environ.get("TACHIAI_BIND") or DEFAULT_BIND


def reachable_host() -> str:
    """A host under which a program on this machine reaches what is bound to `bind()`."""
    return DEFAULT_BIND if bind() in ANY_HOST else bind()


def require_free_port() -> None:
    """Refusal that says which variable to set, and whether it is our own leftover that holds the port."""
    host, number = bind(), port()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
            probe.listen(1)
        except OSError as error:
            raise Refusal(_why_not(error, host, number)) from error


def _why_not(error: OSError, host: str, number: int) -> Refused:
    command = "make run" if os.environ.get("TACHIAI_DEMO") == "1" else "tachiai run"
    params = {"host": host, "port": number, "command": command}
    if error.errno == errno.EACCES:
        return Refused("run.port_not_allowed", params)
    if error.errno != errno.EADDRINUSE:
        return Refused("run.no_such_host", params)
    if leftovers := supervised_processes():
        return Refused("run.port_held_by_leftover", {**params, "pids": " ".join(map(str, leftovers))})
    return Refused("run.port_busy", {**params, "other": number + 123})


def supervised_processes(var: Path = VAR) -> list[int]:
    """Processes that some `tachiai run` of the data folder `var` started and that still live."""
    mark = f"{SUPERVISED}={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return sorted(found)
