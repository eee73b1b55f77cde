"""Searching the articles by words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tachiai.contracts import queries as contracts
from tachiai.help_centre.actions import searches
from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import library
from tachiai.help_centre.queries.searching import MOST_PAGES, PAGE, Found, Hit, search, suggestions
from tachiai.help_centre.rules.search import LONGEST_QUESTION
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.texts import LANGUAGES
from tachiai.web import helping, reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.help.pages import link

SIDES = ("worker", "client")


@require_safe
def find(request: PageRequest) -> HttpResponse:
    """`q`: what is looked for; `side`: for whom; `contract`: the reader's contract that it is about; `page`."""
    text, page = _text(request), _page(request)
    side, favoured = _situation(request)
    contract = helping.contract_beside(request)
    language, known = reading.language(), figures(request.now)
    found, spoken = _found(text, language, side=side, favoured=favoured, page=page)
    if text and page == 1 and request.method == "GET":
        searches.searched(text=text, language=language, count=found.count, at=request.now)
    kept = {name: value for name, value in request.GET.dict().items() if name in ("q", "side", "contract")}
    context = {
        "asked": text,
        "side": side,
        "sides": [{"name": each, "label": reading.plain(f"help.search.side.{each}")} for each in SIDES],
        "contract": contract,
        "found": found,
        "instead": "、".join(found.instead) if language == "ja" else ", ".join(found.instead),
        "hits": [
            _row(hit, text, contract, known, is_of_other_language=spoken != language)
            for hit in found.hits
            if hit.name in library().articles
        ],
        "is_of_other_language": spoken != language,
        "previous": f"?{urlencode({**kept, 'page': page - 1})}" if page > 1 else "",
        "next": f"?{urlencode({**kept, 'page': page + 1})}" if found.count > page * PAGE and page < MOST_PAGES else "",
        "situations": _situations(contract) if not found.hits else [],
        "home": helping.beside(reverse("help:home"), contract),
        "ask": helping.asking(contract=contract),
    }
    return render(request, "help/search.html", context)


@require_safe
def suggest(request: PageRequest) -> HttpResponse:
    """How what was typed so far may go on, as options of the search box."""
    answer = render(request, "help/search_options.html", {"options": suggestions(_text(request), reading.language())})
    patch_cache_control(answer, max_age=60)
    return answer


@require_safe
def opened(request: PageRequest, name: str) -> HttpResponse:
    """To an article that was found; what was looked for has been answered."""
    if name not in library().articles:
        raise Http404
    if text := _text(request):
        searches.opened(text=text, language=reading.language())
    return redirect(helping.address(name, helping.contract_beside(request)))


def _found(text: str, language: str, **how: Any) -> tuple[Found, str]:
    """What answers, and in which language: another one than the reader's only where nothing does in theirs."""
    for each in (language, *(other for other in LANGUAGES if other != language)):
        if (found := search(text, each, **how)).count:
            return found, each
    return Found((), 0), language


def _text(request: PageRequest) -> str:
    return request.GET.get("q", "")[:LONGEST_QUESTION].strip()


def _page(request: PageRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1


def _situation(request: PageRequest) -> tuple[str, list[str]]:
    """The reader's side, and the article on where their contract stands. What they choose goes before the contract."""
    side = request.GET.get("side", "")
    side = side if side in SIDES else ""
    reference = helping.contract_beside(request)
    if not reference or not request.user.is_authenticated:
        return side, []
    view = contracts.contract_for(request.user.pk, False, reference, request.now)
    if view is None:
        return side, []
    told = helping.explaining("state", view.lifecycle.words, view.contract.state)
    return side or ("client" if view.role is Actor.CLIENT else "worker"), [article.name for article in told]


def _row(
    hit: Hit, text: str, contract: str, known: Mapping[str, object], *, is_of_other_language: bool
) -> dict[str, Any]:
    """Title and lead as the reader reads them, in whatever language it was found."""
    kept = {"q": text} | ({"contract": contract} if contract else {})
    return {
        **link(library().articles[hit.name], known, contract),
        "snippet": () if is_of_other_language else hit.snippet,
        "href": f"{reverse('help:opened', args=[hit.name])}?{urlencode(kept)}",
    }


def _situations(contract: str) -> list[dict[str, str]]:
    return [
        {
            "title": reading.plain(f"help.situation.{name}.title"),
            "href": helping.beside(reverse("help:situation", args=[name]), contract),
        }
        for name in library().by_situation()
    ]
