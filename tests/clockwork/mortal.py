"""A background worker that is born again whenever it is killed; the test does the killing.

    python -m tests.clockwork.mortal      prints the process number of each life, one a line

Each life is `tachiai worker` itself, forked from a parent that has everything loaded, so that many lives fit into a
short test. Ends, with its child, on SIGTERM.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

import django

django.setup()

from tachiai.config import worker  # noqa: E402 - the settings come first

child = 0


def end(_number: int, _frame: FrameType | None) -> None:
    os.kill(child, signal.SIGKILL)
    os._exit(0)


def main() -> None:
    global child
    signal.signal(signal.SIGTERM, end)
    while True:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os._exit(worker.run(argparse.Namespace()))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
