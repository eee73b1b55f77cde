"""`tachiai demo` and `tachiai demo year`."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from django.conf import settings
from django.core.management import call_command

from tachiai.config.demo.filling import fill_if_empty
from tachiai.config.demo.year.telling import is_wanted, tell_year
from tachiai.config.lifeline import end_with_supervisor
from tachiai.config.voice import say
from tachiai.contracts import queries as contracts
from tachiai.kernel.refused import Refusal, Refused

YIELDING = 15
# What a story leaves behind is small, and looking through everything else for it is a tenth of the work.
SELDOM = 100_000


def demo(arguments: argparse.Namespace) -> int:
    """Fill an empty demo market, or list contracts: reference and state, a line each, nothing else."""
    if arguments.list_contracts:
        for reference, state in contracts.every_contract():
            sys.stdout.write(f"{reference}\t{state}\n")
        return 0
    if not settings.DEMO:
        raise Refusal(Refused("demo.refused.no_demo"))
    call_command("migrate", verbosity=0, interactive=False)
    is_filled = fill_if_empty()
    if not is_filled and not is_wanted():
        raise Refusal(Refused("demo.refused.not_empty"))
    tell_year()
    say("demo.filled")
    return 0


def year(_arguments: argparse.Namespace) -> int:
    """Tell what is left of the demo's year, giving way to the site and whatever else runs on the machine."""
    if not settings.DEMO:
        raise Refusal(Refused("demo.refused.no_demo"))
    end_with_supervisor()
    os.nice(YIELDING)
    gc.freeze()
    gc.set_threshold(SELDOM)
    tell_year()
    return 0
