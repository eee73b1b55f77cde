"""`tachiai verify BUNDLE`: the very program that travels in the bundle, in the language of this terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tachiai.config.voice import words
from tachiai.evidence.script import WORDS
from tachiai.evidence.verifier.command import told
from tachiai.evidence.verifier.contents import verify
from tachiai.kernel.refused import Refusal, Refused


def command(arguments: argparse.Namespace) -> int:
    """0 when the bundle is valid; 1 when it is not, and everything that is wrong with it is printed."""
    try:
        with Path(arguments.bundle).open("rb") as file:
            result = verify(file, arguments.digest)
    except OSError as error:
        raise Refusal(Refused("evidence.verify.archive.unreadable", {"why": f"{error}"})) from error
    sys.stdout.writelines(f"{line}\n" for line in told(result, lambda key, **params: words(WORDS + key, **params)))
    return int(bool(result.faults))
