"""Threads and files, for those who take part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tachiai.conversations import actions, queries
from tachiai.conversations.queries import ThreadPage
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.downloads import inert
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.threads.forms import MessageForm


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    found = queries.threads(person_id=request.user.pk, before=_number(request.GET.get("before")))
    return render(request, "threads/list.html", {"threads": found})


@login_required
@require_safe
def detail(request: PageRequest, thread_id: int) -> HttpResponse:
    thread = _thread(request, thread_id)
    if thread.messages:
        actions.mark_read(thread_id=thread_id, person_id=request.user.pk, up_to=thread.messages[-1].id, at=request.now)
    return render(request, "threads/detail.html", {"thread": thread, "rows": _rows(thread)})


@login_required
@require_POST
def post(request: PageRequest, thread_id: int) -> HttpResponse:
    """Say something; back to the page on which the form stood. What was typed stays when it is refused."""
    thread = _thread(request, thread_id)
    form = MessageForm(request.POST, request.FILES, thread_id=thread_id, owner_id=request.user.pk, at=request.now)
    if form.is_valid():
        try:
            actions.post_message(
                thread_id=thread_id,
                author_id=request.user.pk,
                body=form.cleaned_data["body"],
                files=form.cleaned_data["file_ids"],
                once=form.cleaned_data["once"] or None,
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("threads.form.sent"))
            return redirect(_back(request, form.cleaned_data["next"], thread_id))
    context = {"thread": thread, "rows": _rows(thread), "form": form, "kept": file_rows(form.kept_files())}
    return render(request, "threads/detail.html", context, status=400)


@login_required
@require_safe
def file(request: PageRequest, file_id: int) -> HttpResponseBase:
    """The bytes of a file, inert: nothing in it can run in the site's name, whatever it is."""
    stored = queries.file_for(person_id=request.user.pk, file_id=file_id)
    if stored is None:
        raise Http404
    response = FileResponse(
        stored.content.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    return inert(response)


def file_rows(files: Any) -> list[dict[str, Any]]:
    """Files as the component `file_list` shows them."""
    return [{"name": f.name, "size": f.size, "href": reverse("threads:file", args=[f.id])} for f in files]


def _thread(request: PageRequest, thread_id: int) -> ThreadPage:
    before = _number(request.GET.get("before"))
    thread = queries.thread(thread_id=thread_id, person_id=request.user.pk, before=before)
    if thread is None:
        raise Http404
    return thread


def _rows(thread: ThreadPage) -> list[dict[str, Any]]:
    return [{"message": line, "files": file_rows(line.files)} for line in thread.messages]


def _back(request: PageRequest, wanted: str, thread_id: int) -> str:
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return f"{reverse('threads:detail', args=[thread_id])}#newest"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
