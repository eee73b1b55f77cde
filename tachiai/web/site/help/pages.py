"""The help centre: what to do in which situation, and the articles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.help_centre.actions import votes as voting
from tachiai.help_centre.figures import figures
from tachiai.help_centre.library import library
from tachiai.help_centre.queries import votes
from tachiai.help_centre.rendering import filled
from tachiai.help_centre.rules.articles import Article
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.help.drawing import drawn
from tachiai.web.site.help.guides import GUIDES


@require_safe
def home(request: PageRequest) -> HttpResponse:
    situations = [
        {
            "name": name,
            "title": reading.plain(f"help.situation.{name}.title"),
            "text": reading.plain(f"help.situation.{name}.text"),
            "articles": [link(each) for each in articles],
        }
        for name, articles in library().by_situation().items()
    ]
    guides = [{"name": name, "title": reading.plain(f"help.guide.{name}.title")} for name in GUIDES]
    return render(request, "help/home.html", {"situations": situations, "guides": guides})


@require_safe
def article(request: PageRequest, name: str) -> HttpResponse:
    known = library()
    if name not in known.articles:
        if (now_called := known.known_as(name)) is None:
            raise Http404
        return redirect("help:article", now_called, permanent=True)
    found = known.articles[name]
    context = {
        **link(found),
        "article": found,
        "trail": [{"label": reading.plain("help.title"), "href": reverse("help:home")}],
        "sections": list(drawn(found, figures(request.now))),
        "others": [link(each) for each in known.related(found)],
        "said": votes.vote_of(name, request.user.pk, request.session.session_key or ""),
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
    return redirect(reverse("help:article", args=[name]) + "#useful")


def link(article: Article) -> dict[str, Any]:
    """An article as it is listed: title, lead, address, and whom it is for."""
    version = article.versions[reading.language()]
    return {
        "title": version.title,
        "lead": filled(version.lead, figures(reading.now())),
        "href": reverse("help:article", args=[article.name]),
        "audience": reading.plain(f"help.audience.{article.audience}"),
    }
