"""`tachiai statements`: the statements of reasons of a period as JSON lines, for the EU's transparency database."""

from __future__ import annotations

import argparse
import json
import sys

from tachiai.config.voice import complain, words
from tachiai.kernel.refused import Refusal, Refused
from tachiai.safety.queries.transparency import Unfit, statements
from tachiai.safety.rules.periods import period


def command(arguments: argparse.Namespace) -> int:
    """1 when a statement was left out because it would name somebody; each is told on the error output."""
    asked = period(arguments.period)
    if asked is None:
        raise Refusal(Refused("statements.refused.period"))
    is_whole = True
    for each in statements(asked):
        if isinstance(each, Unfit):
            is_whole = False
            kinds = ", ".join(words(f"statements.named.{kind}") for kind in {found.kind for found in each.named})
            complain([Refused("statements.refused.names_somebody", {"puid": each.puid, "kinds": kinds})])
        else:
            sys.stdout.write(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n")
    return 0 if is_whole else 1
