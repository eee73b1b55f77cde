"""The guide: how to keep out of trouble, and what to do when something goes wrong between two people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.contracts.queries import published
from tachiai.contracts.queries.notice import notice_here
from tachiai.contracts.rating import WARNINGS
from tachiai.conversations.lifecycles import DECIDED_WITHIN
from tachiai.kernel.calendar import local_date
from tachiai.safety import lifecycles as safety
from tachiai.safety.rules import numbers as safety_numbers
from tachiai.safety.rules.words import SHORTEST_REPORT
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.guide import dangers
from tachiai.web.site.guide.articles import ARTICLES, COURSES_OF_A_CONTRACT, GROUPS, WITH_DESKS
from tachiai.web.site.guide.sections import Course, Section

DAYS_OF_A_WEEK = 7
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
    figures = _figures()
    context = {
        **_link(name),
        "trail": [{"label": reading.plain("guide.title"), "href": reverse("guide:contents")}],
        "sections": [
            _section(name, section, figures)
            for section in ARTICLES[name]
            if figures["notice_days"] or (name, section.name) != NOTICE
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


def _figures() -> dict[str, int]:
    """Every number of the declarations, and the weeks after which a contract that everybody forgot has ended."""
    last = max(moment.day for course in COURSES_OF_A_CONTRACT for moment in _moments(course))
    numbers, notice = published.numbers(), notice_here(local_date(reading.now()))
    return {
        **numbers,
        "long_contract_months": notice.months if notice else 0,
        "notice_days": notice.days if notice else 0,
        "warnings": WARNINGS,
        "weeks": round(last / DAYS_OF_A_WEEK),
        "answer_days": numbers["contact_reminder_asked"],
        "end_days": numbers["contact_reminder_unanswered"],
        "refusal_days": numbers["refusal_business_days"],
        "off_site_days": DECIDED_WITHIN,
        **_safety_figures(),
    }


def _safety_figures() -> dict[str, int]:
    """Those of reports and appeals."""
    case, appeal = safety.CASE.state("overdue").deadline, safety.APPEAL.state("overdue").deadline
    first_review = safety.APPEAL.state("filed").deadline
    if not (case and appeal and first_review):
        raise LookupError("a case or an appeal has no deadline")
    return {
        "case_days": safety_numbers.DECIDED_WITHIN.days,
        "case_late_days": case.length.days,
        "appeal_days": safety_numbers.APPEAL_WINDOW.days,
        "review_days": first_review.length.days,
        "review_late_days": appeal.length.days,
        "report_letters": SHORTEST_REPORT,
    }


def _section(article: str, section: Section, figures: dict[str, int]) -> dict[str, Any]:
    key = section.key(article)
    points = [f"{key}.points.{point}" for point in section.points]
    return {
        "id": section.name,
        "title": reading.text(f"{key}.title", **figures),
        "text": reading.text(f"{key}.text", **figures),
        "points": [reading.text(point, **figures) for point in points],
        "borrowed": [reading.text(point, **figures) for point in section.borrowed],
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
        "rows": [{"day": _day(moment.day), "what": _what(moment)} for moment in _moments(course)],
    }


def _moments(course: Course) -> tuple[published.Moment, ...]:
    is_mediation = course.lifecycle == "mediation"
    name = f"mediation_{settings.MEDIATION_LEVEL}" if is_mediation else course.lifecycle
    return published.silence(name, course.state)


def _what(moment: published.Moment) -> str:
    return reading.plain(moment.text or "guide.reminder")


def _day(day: int) -> str:
    when = "same" if day == 0 else ("before" if day < 0 else "after")
    return reading.plain(f"guide.day.{when}", n=abs(day))
