"""`tachiai demo`."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.core.management import call_command

from tachiai.config.demo.filling import fill_if_empty
from tachiai.config.voice import say
from tachiai.contracts import queries as contracts
from tachiai.kernel.refused import Refusal, Refused


def demo(arguments: argparse.Namespace) -> int:
    """Fill an empty demo market, or list contracts: reference and state, a line each, nothing else."""
    if arguments.list_contracts:
        for reference, state in contracts.every_contract():
            sys.stdout.write(f"{reference}\t{state}\n")
        return 0
    if not settings.DEMO:
        raise Refusal(Refused("demo.refused.no_demo"))
    call_command("migrate", verbosity=0, interactive=False)
    if not fill_if_empty():
        raise Refusal(Refused("demo.refused.not_empty"))
    say("demo.filled")
    return 0
