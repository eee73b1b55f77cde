"""`tachiai web`: the web server alone, for `tachiai run` and operators who supervise processes themselves."""

from __future__ import annotations

import argparse

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tachiai.config.address import bind, port
from tachiai.config.lifeline import end_with_supervisor

PROCESSES = 2
THREADS_EACH = 4
SECONDS_TO_FINISH = 10


def run(_arguments: argparse.Namespace) -> int:
    end_with_supervisor()
    Granian(
        "tachiai.config.wsgi:application",
        address=bind(),
        port=port(),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS_EACH,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    return 0
