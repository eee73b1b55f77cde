"""Asks the operator's virus scanner (setting VIRUS_SCAN) about one file."""

from __future__ import annotations

import logging
import shlex
import subprocess

from django.conf import settings

from tachiai.kernel.refused import Refusal, Refused

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 120
REFUSED_BY_SCANNER = 1


def scan(path: str, name: str) -> None:
    """Refusal when the scanner finds something (exit 1), and also when it cannot say (any other failure).

    Without a configured scanner nothing is asked.
    """
    if not settings.VIRUS_SCAN:
        return
    try:
        command = [*shlex.split(settings.VIRUS_SCAN), path]
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        log.exception("the virus scanner did not run")
        raise Refusal(Refused("conversations.refused.scan_failed", {"name": name})) from error
    if done.returncode == REFUSED_BY_SCANNER:
        raise Refusal(Refused("conversations.refused.infected", {"name": name}))
    if done.returncode != 0:
        log.error("the virus scanner failed with %s: %s", done.returncode, done.stderr[-300:])
        raise Refusal(Refused("conversations.refused.scan_failed", {"name": name}))
