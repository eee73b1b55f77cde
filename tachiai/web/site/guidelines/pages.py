"""Reading the guidelines: all of them, one, an older version of it, and what changed between two."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.guidelines import queries, rules
from tachiai.guidelines.rules import Document
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.guidelines import rows


@require_safe
def overview(request: PageRequest) -> HttpResponse:
    person = request.reader.person_id
    given = queries.consents(person) if person else {}
    documents = [
        {
            **rows.heading(each),
            "consent": given.get(each.name),
            "coming": [other for other in rows.history(each.name) if other["standing"] == "coming"],
        }
        for each in queries.in_force(request.now)
    ]
    return render(request, "guidelines/overview.html", {"documents": documents})


@require_safe
def document(request: PageRequest, name: str) -> HttpResponse:
    """The version that is in force."""
    try:
        found = rules.document(name, rows.today())
    except LookupError as error:
        raise Http404 from error
    return _read(request, found)


@require_safe
def version(request: PageRequest, name: str, version: str) -> HttpResponse:
    """That version, whether it is in force, was, or will be."""
    return _read(request, _version(name, version))


@require_safe
def changes(request: PageRequest, name: str, version: str) -> HttpResponse:
    """What a version changed: against the one before it, or against the one that `since` names."""
    new = _version(name, version)
    older = [each for each in rules.versions(name) if each.effective_on < new.effective_on]
    since = request.GET.get("since", older[0].version if older else "")
    old = next((each for each in older if each.version == since), None)
    if old is None:
        raise Http404
    heading = rows.heading(new)
    context = {
        "document": heading,
        "old": rows.heading(old),
        "changes": rows.changed(old, new),
        "trail": [*_trail(), {"label": heading["title"], "href": heading["href"]}],
    }
    return render(request, "guidelines/changes.html", context)


def _read(request: PageRequest, found: Document) -> HttpResponse:
    context = {
        "document": rows.heading(found),
        "sections": rows.sections(found),
        "versions": rows.history(found.name),
        "trail": _trail(),
    }
    return render(request, "guidelines/document.html", context)


def _version(name: str, version: str) -> Document:
    try:
        return next(each for each in rules.versions(name) if each.version == version)
    except (LookupError, StopIteration) as error:
        raise Http404 from error


def _trail() -> list[dict[str, str]]:
    return [{"label": reading.plain("guidelines.page.title"), "href": reverse("guidelines:overview")}]
