"""`tachiai web`: the web server alone, for `tachiai run` and operators who supervise processes themselves.

Pages are WSGI on a few threads of each process (`asgi.py`); open streams need neither thread nor database connection.
"""

from __future__ import annotations

import argparse
import resource

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from tachiai.config.address import bind, port
from tachiai.config.database import let_go
from tachiai.config.lifeline import end_with_supervisor

PROCESSES = 2
REQUESTS_EACH = 8_192  # open streams count; what is more waits
SECONDS_TO_FINISH = 10


def run(_arguments: argparse.Namespace) -> int:
    end_with_supervisor()
    _allow_many_files()
    let_go()
    Granian(
        "tachiai.config.asgi:application",
        address=bind(),
        port=port(),
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=PROCESSES,
        backpressure=REQUESTS_EACH,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    return 0


def _allow_many_files() -> None:
    """Every open page is an open file; many systems allow 1,024 unless asked for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
