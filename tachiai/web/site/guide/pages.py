"""The guide: how to keep out of trouble, and what to do when something goes wrong between two people."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.kernel.published import Moment
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.guide import dangers
from tachiai.web.site.guide.articles import ARTICLES, GROUPS, WITH_DESKS
from tachiai.web.site.guide.figures import figures, moments
from tachiai.web.site.guide.sections import Course, Section

NOTICE = ("ending", "notice")
"""The section that has nothing to say where no notice is asked for."""


@require_safe
def contents(request: PageRequest) -> HttpResponse:
    groups = [
        {"name": name, "title": reading.plain(f"guide.group.{name}"), "articles": [_link(each) for each in articles]}
        for name, articles in GROUPS.items()
    ]
    return render(request, "guide/contents.html", {"groups": groups})


@require_safe
def article(request: PageRequest, name: str) -> HttpResponse:
    if name not in ARTICLES:
        raise Http404
    known = figures()
    context = {
        **_link(name),
        "trail": [{"label": reading.plain("guide.title"), "href": reverse("guide:contents")}],
        "sections": [
            _section(name, section, known)
            for section in ARTICLES[name]
            if known["notice_days"] or (name, section.name) != NOTICE
        ],
        "others": [_link(other) for other in _neighbours(name)],
        "has_desks": name in WITH_DESKS,
    }
    return render(request, "guide/article.html", context)


def _neighbours(name: str) -> list[str]:
    """The other articles of its group."""
    return [other for articles in GROUPS.values() if name in articles for other in articles if other != name]


def _link(name: str) -> dict[str, str]:
    return {
        "title": reading.plain(f"guide.{name}.title"),
        "lead": reading.plain(f"guide.{name}.lead"),
        "href": reverse("guide:article", args=[name]),
    }


def _section(article: str, section: Section, known: dict[str, int]) -> dict[str, Any]:
    key = section.key(article)
    points = [f"{key}.points.{point}" for point in section.points]
    return {
        "id": section.name,
        "title": reading.text(f"{key}.title", **known),
        "text": reading.text(f"{key}.text", **known),
        "points": [reading.text(point, **known) for point in points],
        "borrowed": [reading.text(point, **known) for point in section.borrowed],
        "courses": [_course(course) for course in section.courses],
        "kinds": [_kind(kind) for kind in _kinds(article, section)],
    }


def _kinds(article: str, section: Section) -> list[dangers.Kind]:
    if section.chapter:
        return dangers.of_chapter(section.chapter, article, reading.language())
    return dangers.sent_to(article, reading.language()) if section.lists_kinds else []


def _kind(kind: dangers.Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "shown": kind.shown,
        "folded": kind.folded,
        "articles": [_link(name) for name in kind.elsewhere],
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        "caption": reading.plain(f"guide.course.{course.name}"),
        "rows": [{"day": _day(moment.day), "what": _what(moment)} for moment in moments(course)],
    }


def _what(moment: Moment) -> str:
    return reading.plain(moment.text or "guide.reminder")


def _day(day: int) -> str:
    when = "same" if day == 0 else ("before" if day < 0 else "after")
    return reading.plain(f"guide.day.{when}", n=abs(day))
