"""Which articles say more about what a page shows, how links to them read, and the way to the office."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tachiai.help_centre.library import library
from tachiai.help_centre.rules.articles import Article
from tachiai.kernel.refused import Refused
from tachiai.web import reading

CONTRACT = "reference"
"""What an address of a contract's page calls the contract."""
LONGEST_REFERENCE = 40


def explaining(kind: str, *words: str, side: str = "") -> tuple[Article, ...]:
    """The articles on a `state`, a `refusal`, a `restriction`, a `paper` or an `error`: one, or one for each side; for
    a reader on one `side` (client or worker) theirs alone."""
    return library().on(kind, ".".join(words), side)


def on_refusal(reason: Refused) -> tuple[Article, ...]:
    """The articles on a reason why something cannot be done, or else on the state in which it cannot."""
    words, _, state = str(reason.params.get("state", "")).partition(".state.")
    found = explaining("refusal", reason.key) or (explaining("state", words, state) if state else ())
    # Only who was refused reads it: what is written for both sides because nothing is for the other adds nothing.
    return tuple(each for each in found if each.audience != "common") or found


def address(article: str, contract: str = "") -> str:
    """Where an article is, for a reader who came from the page of `contract`: the office is asked about it then."""
    return beside(reverse("help:article", args=[article]), contract)


def beside(address: str, contract: str) -> str:
    """An address of the help centre that keeps in mind from which contract the reader came."""
    return f"{address}?{urlencode({'contract': contract})}" if contract else address


def told(article: Article, contract: str = "") -> tuple[str, str]:
    """Address and title."""
    return address(article.name, contract), article.versions[reading.language()].title


def audience(article: Article) -> str:
    """For whom it is, as a label."""
    return reading.plain(f"help.audience.{article.audience}")


def contract_beside(request: HttpRequest | None) -> str:
    """The contract whose page this is, or from whose page the reader came; empty when there is none. Whether they may
    see it is asked where it is used."""
    if request is None:
        return ""
    match = getattr(request, "resolver_match", None)
    here = match.kwargs.get(CONTRACT, "") if match else ""
    return str(here or request.GET.get("contract", ""))[:LONGEST_REFERENCE]


def asking(**attached: str) -> str:
    """Where the office is asked, with what is `attached` (article, contract, category)."""
    said = {name: value for name, value in attached.items() if value}
    return reverse("inquiries:ask") + (f"?{urlencode(said)}" if said else "")
