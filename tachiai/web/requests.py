"""The request as our pages meet it, for type checkers: the middleware has set who reads and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

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
