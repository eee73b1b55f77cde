"""Tests reach nothing but this machine."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket, or what the kernel uses inside
    host = address[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


class ReachedOut(AssertionError):
    """A test tried to talk to another machine."""


def stay_on_this_machine() -> None:
    """From now on a connection to any other machine fails with the address in the message."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _watched(getattr(socket.socket, name)))


def _watched(original: Any) -> Any:
    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address):
            raise ReachedOut(f"tests stay on this machine, but one reached out to {address}")
        return original(self, *arguments)

    return call
