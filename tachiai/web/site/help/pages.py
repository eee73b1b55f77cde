"""The help centre: what to do in which situation, and the articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.help_centre.actions import votes as voting
from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import library
from tachiai.help_centre.queries import votes
from tachiai.help_centre.rendering import without_signs
from tachiai.help_centre.rules.articles import Article
from tachiai.help_centre.rules.votes import LONGEST_WORD
from tachiai.kernel.refused import Refusal
from tachiai.web import helping, reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.help.drawing import drawn
from tachiai.web.site.help.guides import GUIDES

SHOWN = 6
"""How many articles of a situation the home shows; the others stand on its own page."""
PAGE = 20
"""How many articles a page of one situation holds."""
RELATED = 12
"""How many related articles follow one."""


@require_safe
def home(request: PageRequest) -> HttpResponse:
    known, contract = figures(request.now), helping.contract_beside(request)
    situations = [
        {
            **_situation(name, contract),
            "articles": [link(each, known, contract) for each in articles[:SHOWN]],
            "count": len(articles) if len(articles) > SHOWN else 0,
        }
        for name, articles in library().by_situation().items()
    ]
    guides = [
        {
            "title": reading.plain(f"help.guide.{name}.title"),
            "href": helping.beside(reverse("help:guide", args=[name]), contract),
        }
        for name in GUIDES
    ]
    return render(request, "help/home.html", {"situations": situations, "guides": guides, "contract": contract})


@require_safe
def situation(request: PageRequest, name: str) -> HttpResponse:
    """Everything for one situation, a page at a time."""
    articles = library().by_situation().get(name)
    pages = Paginator(articles or [], PAGE)
    if not articles:
        raise Http404
    page, known = pages.get_page(request.GET.get("page", "")[:6]), figures(request.now)
    contract = helping.contract_beside(request)
    context = {
        **_situation(name, contract),
        "trail": _trail(contract),
        "contract": contract,
        "articles": [link(each, known, contract) for each in page],
        "previous": _paged(page.previous_page_number(), contract) if page.has_previous() else "",
        "next": _paged(page.next_page_number(), contract) if page.has_next() else "",
        "ask": helping.asking(category=name, contract=contract),
    }
    return render(request, "help/situation.html", context)


@require_safe
def article(request: PageRequest, name: str) -> HttpResponse:
    known = library()
    if name not in known.articles:
        if (now_called := known.known_as(name)) is None:
            raise Http404
        return redirect("help:article", now_called, permanent=True)
    found, numbers, contract = known.articles[name], figures(request.now), helping.contract_beside(request)
    situated = _situation(found.situation, contract)
    context = {
        **link(found, numbers),
        "article": found,
        "trail": [*_trail(contract), {"label": situated["title"], "href": situated["situation_href"]}],
        "sections": list(drawn(found, numbers, contract)),
        "others": [link(each, numbers, contract) for each in known.related(found)[:RELATED]],
        "said": votes.vote_of(name, request.user.pk, request.session.session_key or ""),
        "contract": contract,
        "ask": helping.asking(article=name, contract=contract, category=found.situation),
        "longest_word": LONGEST_WORD,
    }
    return render(request, "help/article.html", context)


@require_POST
def vote(request: PageRequest, name: str) -> HttpResponse:
    if name not in library().articles:
        raise Http404
    if not request.session.session_key:
        request.session.save()
    try:
        voting.vote(
            article=name,
            reader_id=request.user.pk,
            session=request.session.session_key or "",
            is_useful=request.POST.get("useful") == "yes",
            word=request.POST.get("word", ""),
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, " ".join(map(str, map(reading.reason, refusal.reasons))))
    else:
        messages.success(request, reading.plain("help.vote.thanks"))
    return redirect(helping.address(name, helping.contract_beside(request)) + "#useful")


def link(article: Article, figures: Mapping[str, object], contract: str = "") -> dict[str, Any]:
    """An article as it is listed: title, lead, address, and whom it is for."""
    href, title = helping.told(article, contract)
    return {
        "title": title,
        "lead": without_signs(article.versions[reading.language()].lead, figures),
        "href": href,
        "audience": helping.audience(article),
    }


def _paged(page: int, contract: str) -> str:
    return f"?{urlencode({'page': page} | ({'contract': contract} if contract else {}))}"


def _situation(name: str, contract: str) -> dict[str, str]:
    said = {each: reading.plain(f"help.situation.{name}.{each}") for each in ("title", "text")}
    return {"name": name, "situation_href": helping.beside(reverse("help:situation", args=[name]), contract), **said}


def _trail(contract: str) -> list[dict[str, str]]:
    return [{"label": reading.plain("help.title"), "href": helping.beside(reverse("help:home"), contract)}]
