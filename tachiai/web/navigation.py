"""The places of the site, said once: the header, its telephone menu and the footer are drawn from this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tachiai.web.reader import Reader


@dataclass(frozen=True)
class Place:
    """`key` names the text; `url` the address by name. `for_whom`: everyone, people (signed in), visitors or staff.

    `group`: where it is drawn. What concerns the account is also a tab of its pages; `menu` stands in the menus alone.
    """

    key: str
    url: str
    group: str
    for_whom: str = "everyone"


PLACES = (
    Place("shell.nav.search", "jobs:search", "main"),
    Place("shell.nav.new_job", "jobs:new", "main"),
    Place("todo.title", "todo:list", "main", "people"),
    Place("shell.nav.contracts", "contracts:list", "main", "people"),
    Place("shell.nav.proposals", "proposals:mine", "main", "people"),
    Place("shell.nav.my_jobs", "jobs:mine", "main", "people"),
    Place("shell.nav.statement", "money:statement", "main", "people"),
    Place("shell.nav.desk", "desk:home", "main", "staff"),
    Place("shell.nav.messages", "threads:list", "talk", "people"),
    Place("shell.nav.notices", "notices:list", "bell", "people"),
    Place("shell.nav.profile", "people:profile", "account", "people"),
    Place("contests.mine.title", "contests:mine", "menu", "people"),
    Place("tasks.mine.title", "tasks:mine", "menu", "people"),
    Place("people.trade.title", "people:trade", "menu", "people"),
    Place("papers.title", "papers:list", "menu", "people"),
    Place("reports.list.title", "safety:reports", "menu", "people"),
    Place("decisions.list.title", "safety:decisions", "menu", "people"),
    Place("inquiries.mine.title", "inquiries:mine", "menu", "people"),
    Place("shell.nav.settings", "people:settings", "account", "people"),
    Place("shell.nav.email", "account_email", "security", "people"),
    Place("shell.nav.password", "account_change_password", "security", "people"),
    Place("shell.nav.second_factor", "mfa_index", "security", "people"),
    Place("shell.nav.sessions", "usersessions_list", "security", "people"),
    Place("shell.nav.help", "help:home", "footer"),
    Place("inquiries.form.title", "inquiries:ask", "footer"),
    Place("guidelines.page.title", "guidelines:overview", "footer"),
    Place("shell.nav.transparency", "transparency:latest", "footer"),
    Place("statistics.title", "statistics:trouble", "footer"),
    Place("start.safety.title", "start:safety", "footer"),
    Place("shell.nav.log_in", "account_login", "entrance", "visitors"),
    Place("shell.nav.sign_up", "account_signup", "entrance", "visitors"),
)


@dataclass(frozen=True)
class Entry:
    """A place as this reader sees it."""

    key: str
    url: str
    href: str
    is_here: bool


def entries(group: str, reader: Reader, path: str) -> list[Entry]:
    """The places of one group that `reader` may enter. `path` is the page being read, to mark where the reader is."""
    return [entry for place in PLACES if place.group == group and _open(place, reader) for entry in _entry(place, path)]


def _open(place: Place, reader: Reader) -> bool:
    return {
        "everyone": True,
        "people": reader.is_signed_in,
        "visitors": not reader.is_signed_in,
        "staff": reader.is_staff,
    }[place.for_whom]


def _entry(place: Place, path: str) -> Iterator[Entry]:
    # A place whose pages are not installed is left out rather than breaking every page; tests/web/test_navigation.py
    # fails when a place of the table has no address.
    try:
        href = reverse(place.url)
    except NoReverseMatch:
        return
    yield Entry(place.key, place.url, href, is_here=path == href)
