"""A supervised process ends with its supervisor, even when that is killed without a chance to say so."""

from __future__ import annotations

import ctypes
import os
import signal

SUPERVISOR = "TACHIAI_SUPERVISOR"
SUPERVISED = "TACHIAI_SUPERVISED"
PR_SET_PDEATHSIG = 1


def marks(var: os.PathLike[str]) -> dict[str, str]:
    """The environment by which a process knows its supervisor (the caller), and others know whose it is."""
    return {SUPERVISOR: str(os.getpid()), SUPERVISED: os.fspath(var)}


def end_with_supervisor() -> None:
    """Have the kernel send SIGTERM when the supervisor dies. Nothing happens in a process without one."""
    end_with_parent()
    if str(os.getppid()) != os.environ.get(SUPERVISOR, str(os.getppid())):
        raise SystemExit(0)  # it died before the kernel was asked


def end_with_parent() -> None:
    """The same for a process that a supervised one started."""
    if SUPERVISOR in os.environ:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
