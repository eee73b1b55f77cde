"""`tachiai inquiries receive`: one mail on the standard input, as the pipe of a mail server hands it over."""

from __future__ import annotations

import argparse
import sys

from tachiai.clockwork import queries as clockwork
from tachiai.config.voice import complain, say
from tachiai.inquiries.actions import receive_mail
from tachiai.inquiries.rules import NUMBERS
from tachiai.kernel.refused import Refused

_LONGEST: int = NUMBERS["mail"]["longest"]


def receive(_arguments: argparse.Namespace) -> int:
    """Take the mail up and say what became of it. 1 when there is none or it is too long: the mail server then keeps
    it. The same mail again changes nothing."""
    raw = sys.stdin.buffer.read(_LONGEST + 1)
    if not raw.strip() or len(raw) > _LONGEST:
        complain([Refused("mailbox.no_mail")])
        return 1
    say(f"mailbox.outcome.{receive_mail(raw=raw, at=clockwork.now())}")
    return 0
