"""One's own papers: the search and its file; one paper to read, to print, and to keep as PDF and JSON."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tachiai.contracts.papers import queries as papers
from tachiai.contracts.papers.actions import DOWNLOADED, OPENED, note_seen
from tachiai.contracts.papers.queries import Evidence, PaperView
from tachiai.documents.gateways.typst_pdf import pdf
from tachiai.documents.rules import canonical
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.downloads import download
from tachiai.web.papers import sheet
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.papers.csv_file import found_file
from tachiai.web.site.papers.forms import PapersForm
from tachiai.web.site.papers.rows import rows_of


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    """The reader's own papers, newest first, as far as they are what is searched for."""
    form = PapersForm(request.GET)
    asked = form.asked()
    before = before_of(request)
    found = papers.papers_found(request.user.pk, **asked.criteria, before=before, limit=papers.PAGE)
    kept: dict[str, str | int] = {name: str(value) for name, value in asked.criteria.items()}
    context = {
        # What was understood is shown as it was understood; what was not stays as it was typed, with the reason.
        "form": form if form.errors else PapersForm(initial=dict(asked.criteria)),
        "asked": asked,
        "rows": rows_of(found.lines),
        "older": f"?{urlencode({**kept, 'before': found.older})}" if found.older else "",
        "newest": f"?{urlencode(kept)}" if before else "",
        "file": f"{reverse('papers:found_csv')}?{urlencode(kept)}",
    }
    return render(request, "papers/list.html", context)


@login_required
@require_safe
def found_csv(request: PageRequest) -> StreamingHttpResponse:
    """Everything that the same search finds, sent while it is read."""
    asked = PapersForm(request.GET).asked()
    lines = found_file(request.user.pk, asked.criteria, language=request.reader.language)
    name = f"tachiai-papers-{request.now.astimezone(request.reader.zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_safe
def detail(request: PageRequest, serial: str) -> HttpResponse:
    """One paper as it was issued. That its addressee opened it is kept as evidence."""
    view = _paper(request, serial)
    _note(request, view, OPENED)
    document = view.document
    context = {
        "view": view,
        "paper": view.paper,
        "title": reading.plain(f"contracts.paper.kind.{view.paper.kind}"),
        "sheet": sheet(document, digest=view.paper.digest),
        "is_in_other_language": document.language != reading.language(),
        "is_unchanged": view.is_unchanged,
        "evidence": [_proof(view, each) for each in papers.evidence(view)],
        "trail": [{"label": reading.plain("papers.title"), "href": reverse("papers:list")}],
    }
    return render(request, "papers/detail.html", context)


@login_required
@require_safe
def as_pdf(request: PageRequest, serial: str) -> HttpResponse:
    view = _paper(request, serial)
    content = pdf(view.document, digest=view.paper.digest)
    _note(request, view, DOWNLOADED, "pdf")
    return download(content, "application/pdf", f"{serial}.pdf")


@login_required
@require_safe
def as_json(request: PageRequest, serial: str) -> HttpResponse:
    """The canonical JSON: the SHA-256 of the very file is the digest on record."""
    view = _paper(request, serial)
    _note(request, view, DOWNLOADED, "json")
    return download(canonical(view.paper.content), "application/json", f"{serial}.json")


def _paper(request: PageRequest, serial: str) -> PaperView:
    view = papers.paper_for(request.user.pk, request.user.is_staff, serial)
    if view is None:
        raise Http404
    return view


def _note(request: PageRequest, view: PaperView, channel: str, detail: str = "") -> None:
    """Only what a person asked to see counts, not what a browser fetches in advance or asks about."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        note_seen(paper=view.paper, person_id=request.user.pk, channel=channel, detail=detail, at=request.now)


def _proof(view: PaperView, one: Evidence) -> dict[str, Any]:
    """A line of the evidence in the reader's words."""
    how = ".".join(filter(None, (one.channel, one.state, one.detail)))
    name = view.paper.client_name if one.role is Actor.CLIENT else view.paper.worker_name
    role = reading.plain(f"contracts.paper.role.{one.role}")
    return {"at": one.at, "who": name, "role": role, "how": reading.plain(f"papers.evidence.{how}")}
