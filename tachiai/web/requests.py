"""The request as our pages meet it, for type checkers: the middleware has set who reads and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tachiai.web.reader import Reader

if TYPE_CHECKING:
    from tachiai.people.models import Person


class PageRequest(HttpRequest):
    """`now` is the market's moment, `reader` who reads. On pages behind `login_required`, `user` is a person."""

    now: datetime
    reader: Reader
    user: Person
