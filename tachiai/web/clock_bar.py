"""The clock bar as data: whose turn, what, until when, and what happens by itself after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading


@dataclass(frozen=True)
class ClockBar:
    """What the component `clock_bar` shows. `turn` is its look: you, other, staff, clock; or, where nobody is waited
    for, closed, in_force, over or done.

    `about`: the state that it tells of, as the articles of the help centre name it: <words>.<state>. `side`: whose
    articles on it are shown, client or worker; empty for both. `late`: which agreed date has passed, a sentence.
    `kind`: what is done, where it is no contract: contest or task.
    """

    turn: str
    act: str
    since: datetime
    name: str = ""
    due_at: datetime | None = None
    then: str = ""
    outcome: str = ""
    seal: str = ""
    about: str = ""
    side: str = ""
    late: str = ""
    kind: str = ""

    @property
    def attrs(self) -> Mapping[str, Any]:
        """For `<c-clock-bar :attrs="clock.attrs" />`."""
        return vars(self)


def ended(
    words: str,
    state: str,
    since: datetime,
    *,
    turn: str = "closed",
    seal: str = "",
    about: str = "",
    side: str = "",
    kind: str = "",
) -> ClockBar:
    """The bar of what walked to an end: the state's name and what came of it."""
    return ClockBar(
        turn,
        act=reading.plain(f"{words}.state.{state}"),
        since=since,
        outcome=reading.plain(f"{words}.over.{state}"),
        about=about or f"{words}.{state}",
        seal=seal,
        side=side,
        kind=kind,
    )


def side_of(role: Actor) -> str:
    """For `ClockBar.side`: staff read what is written for either."""
    return role if role in (Actor.CLIENT, Actor.WORKER) else ""
