"""Saves of forms that may be open in several windows: none goes unseen over what another window has saved.

Every save has a name. A form says which saves its own may go over: the one it was begun with, and those it has sent
since, whose answer may have been lost on the way.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from tachiai.kernel.refused import Refusal, Refused

NOTHING_YET = "new"
LONGEST_NAME = 40


class OtherWindow(Refusal):
    """Another window of the same person has saved or sent something else meanwhile. Nothing is overwritten."""


@dataclass(frozen=True)
class Save:
    """One save: its name, and the names of those it may go over; None goes over whatever is there."""

    name: str
    over: frozenset[str] | None = None

    def refuse_unseen(self, last: str, why: Refused) -> None:
        """`OtherWindow` when `last`, the save that is there, is neither this one come twice nor one it may go over."""
        if self.over is not None and last != self.name and last not in self.over:
            raise OtherWindow(why)


def new_save() -> Save:
    """A save that no form asks for: it goes over what is there, and no window that is open goes over it."""
    return Save(new_name())


def new_name() -> str:
    return secrets.token_hex(8)


def name_of(saved_as: str, saved_at: datetime | None) -> str:
    """The name of the save that is there. Those from before saves had names go by their moment."""
    return saved_as or (saved_at.isoformat() if saved_at else NOTHING_YET)
