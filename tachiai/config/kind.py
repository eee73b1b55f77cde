"""A demo and a real market are two kinds of data, and neither is opened as the other."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db import connection

from tachiai.config.place import VAR
from tachiai.kernel.refused import Refusal, Refused

DEMO = "tachiai.config.demo"
PEOPLE = "tachiai.people.queries"
# Of any release, so that it can be asked before the tables are brought to this one.
LOOKED_INTO = ("people_person", "account_emailaddress")


def refuse_the_other_kind() -> None:
    """A time machine must not move a real market, nor published passwords open one. What has no people yet becomes
    either. Asked with Django set up, before anything is changed."""
    if not set(LOOKED_INTO) <= set(connection.introspection.table_names()):
        return
    if not import_module(PEOPLE).anybody_here() or import_module(DEMO).lives_here() == settings.DEMO:
        return
    raise Refusal(Refused("run.real_market" if settings.DEMO else "run.demo_market", {"folder": VAR}))
