"""`tachiai staff` and `tachiai sign-out`: rights that the operator gives and takes on the machine itself."""

from __future__ import annotations

import argparse

from tachiai.config.voice import say
from tachiai.people import actions, queries


def show(_arguments: argparse.Namespace) -> int:
    """Everybody of the staff, a line each."""
    for line in queries.staff_lines():
        say("staff.line", email=line.email, name=line.name, factor="+" if line.has_second_factor else "-")
    return 0


def appoint(arguments: argparse.Namespace) -> int:
    actions.appoint_staff(email=arguments.mail)
    say("staff.appointed", email=arguments.mail)
    return 0


def dismiss(arguments: argparse.Namespace) -> int:
    actions.dismiss_staff(email=arguments.mail)
    say("staff.dismissed", email=arguments.mail)
    return 0


def sign_out(arguments: argparse.Namespace) -> int:
    """Of one person, or of `everybody`."""
    email = None if arguments.who == "everybody" else arguments.who
    say("staff.signed_out", n=actions.end_sign_ins(email=email))
    return 0
