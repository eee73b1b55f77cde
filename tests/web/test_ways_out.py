"""From "I am in trouble" on the page of a contract to the article and to the step that help: how many clicks apart.

`python -m pytest tests/web/test_ways_out.py -rP` prints them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db
CLICKS = 2
"""As far as anybody in trouble should have to look."""


@dataclass(frozen=True)
class Trouble:
    """`who` is in it after what `happened`; `article` explains it, and `step` (the end of an address) does something
    about it."""

    said: str
    who: str
    happened: Callable[[Deal], object]
    article: str
    step: str


def _nothing(deal: Deal) -> None:
    """As agreed."""


def _working(deal: Deal) -> None:
    deal.deposit()


def _delivered(deal: Deal) -> None:
    deal.deposit()
    deal.deliver()


def _rejected(deal: Deal) -> None:
    _delivered(deal)
    deal.reject()


def _late(deal: Deal) -> None:
    deal.deposit()
    deal.days_pass(45)


TROUBLES = (
    Trouble("the client does not pay the deposit", "ren", _nothing, "deposit", "steps/withdraw/"),
    Trouble("the worker does not answer", "aoi", _working, "worker_silent", "ask/contact_reminder/"),
    Trouble("the client does not answer while I work", "ren", _working, "client_silent", "ask/contact_reminder/"),
    Trouble("I am asked for money beforehand", "aoi", _working, "advance", "ask/mediation/"),
    Trouble("I am to buy something for the client", "ren", _working, "buying", "ask/mediation/"),
    Trouble("I am insulted", "ren", _working, "civil", "ask/termination/"),
    Trouble("what I delivered is not inspected", "ren", _delivered, "not_inspected", "ask/mediation/"),
    Trouble("what was delivered is not what we agreed", "aoi", _delivered, "below_standard", "steps/reject/"),
    Trouble("my work was rejected without good reason", "ren", _rejected, "mediation", "ask/mediation/"),
    Trouble("the day of delivery has long passed", "aoi", _late, "worker_silent", "steps/end_overdue/"),
)


def _links(page: str, address: str) -> Iterator[str]:
    """Where the links of the page's own part lead."""
    own = page[page.index("<main") : page.index("</main>")]
    return (urljoin(address, unescape(link)) for link in re.findall(r'<a [^>]*href="([^"]*)"', own))


def clicks_from(client: Client, start: str) -> dict[str, int]:
    """How many clicks there are from `start` to every page within CLICKS."""
    found, at = {}, [start]
    for count in range(1, CLICKS + 1):
        pages = (client.get(address).content.decode() for address in at)
        shown = zip(at, pages, strict=True)
        at = list(dict.fromkeys(link for address, page in shown for link in _links(page, address)))
        for link in at:
            found.setdefault(urlsplit(link).path, count)
        at = [link for link in at if link.startswith(("/help/", "/contracts/"))]
    return found


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.said)
def test_help_is_near(client: Client, cast: Cast, settings, monkeypatch: pytest.MonkeyPatch, trouble: Trouble) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    trouble.happened(deal)
    client.force_login(getattr(cast, trouble.who))
    near = clicks_from(client, f"/contracts/{deal.reference}/")
    article = near.get(f"/help/{trouble.article}/")
    step = near.get(f"/contracts/{deal.reference}/{trouble.step}")
    print(f"{trouble.said}: {article} to the article, {step} to the step")
    assert article and step
