"""The request as our pages meet it: the middleware has set who reads and when; numbers in it are read here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tachiai.kernel.refused import Refusal
from tachiai.kernel.saves import LONGEST_NAME, OtherWindow, Save, new_name
from tachiai.web.reader import Reader

if TYPE_CHECKING:
    from tachiai.contracts.queries import ContractView
    from tachiai.people.models import Person
    from tachiai.people.queries import InForce


class PageRequest(HttpRequest):
    """`now` is the market's moment, `reader` who reads. On pages behind `login_required`, `user` is a person.

    Pages of a contract set two more: `stand_in`, the view with which staff act for a suspended side, and
    `own_restrictions`, which answers what restricts the reader without asking the database again.
    """

    now: datetime
    reader: Reader
    user: Person
    stand_in: ContractView | None
    own_restrictions: Callable[[], tuple[InForce, ...]]


LONGEST_NUMBER = 18
"""Digits: every column can be asked for as much."""


def save_of(request: PageRequest) -> Save:
    """The save that a form asks for, as its hidden fields say (`{% save_fields %}`)."""
    name = request.POST.get("saved_as", "")
    over = frozenset(request.POST.get("since", "").split())
    return Save(name if 0 < len(name) <= LONGEST_NAME else new_name(), over or None)


def since_after(save: Save, refusal: Refusal | None, last: str) -> str:
    """What a form that is shown again may go over: its own save, should it have been kept; `last`, another window's,
    once that has been told."""
    if isinstance(refusal, OtherWindow):
        return last
    return " ".join(sorted({save.name, *(save.over or ())}))


def number_of(text: str | None) -> int | None:
    """What somebody asks for by number; None when it is none that a row can have."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def numbers_of(texts: Iterable[str]) -> list[int]:
    """Those of several that are numbers."""
    return [number for number in map(number_of, texts) if number is not None]


def before_of(request: HttpRequest) -> int | None:
    """Where a list goes on: the last row of the page before (`?before=`)."""
    return number_of(request.GET.get("before"))
