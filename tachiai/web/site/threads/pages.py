"""Threads and files, for those who take part."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tachiai.conversations import actions, queries
from tachiai.conversations.queries import ThreadPage
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.downloads import kept_file
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of, number_of
from tachiai.web.site.safe_talk.consent import agree_in_form
from tachiai.web.site.safe_talk.rows import sent_key
from tachiai.web.site.threads.forms import MessageForm
from tachiai.web.site.threads.rows import thread_rows


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    found = queries.threads(person_id=request.user.pk, before=before_of(request))
    return render(request, "threads/list.html", {"threads": found})


@login_required
@require_safe
def detail(request: PageRequest, thread_id: int) -> HttpResponse:
    thread = thread_of(request, thread_id)
    if thread.messages:
        actions.mark_read(thread_id=thread_id, person_id=request.user.pk, up_to=thread.messages[-1].id, at=request.now)
    context = {"thread": thread, "rows": thread_rows(thread, request.now), "reply": number_of(request.GET.get("reply"))}
    return render(request, "threads/detail.html", context)


@login_required
@require_POST
def post(request: PageRequest, thread_id: int) -> HttpResponse:
    """Say something; back to the page on which the form stood. What was typed stays when it is refused."""
    thread = thread_of(request, thread_id)
    form = MessageForm(request.POST, request.FILES, thread_id=thread_id, owner_id=request.user.pk, at=request.now)
    if form.is_valid():
        try:
            agree_in_form(request)
            said = actions.post_message(
                thread_id=thread_id,
                author_id=request.user.pk,
                body=form.cleaned_data["body"],
                files=form.cleaned_data["file_ids"],
                reply_to=form.cleaned_data["reply_to"],
                once=form.cleaned_data["once"] or None,
                seen=form.cleaned_data["seen"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain(sent_key(said)))
            return redirect(back(form.cleaned_data["next"], f"{reverse('threads:detail', args=[thread_id])}#newest"))
    context = {"thread": thread, "rows": thread_rows(thread, request.now), "form": form}
    return render(request, "threads/detail.html", context, status=400)


@login_required
@require_safe
def file(request: PageRequest, file_id: int) -> HttpResponseBase:
    """The bytes of a file, inert: nothing in it can run in the site's name, whatever it is."""
    stored = queries.file_for(person_id=request.user.pk, file_id=file_id)
    if stored is None:
        raise Http404
    return kept_file(stored)


def thread_of(request: PageRequest, thread_id: int) -> ThreadPage:
    """The piece of the thread that was asked for, as this person reads it; not found for anyone else."""
    before, after, around = (number_of(request.GET.get(name)) for name in ("before", "after", "at"))
    thread = queries.thread(thread_id=thread_id, person_id=request.user.pk, before=before, after=after, around=around)
    if thread is None:
        raise Http404
    return thread


def back(wanted: str, otherwise: str) -> str:
    """The page on which a form stood, if it is one of this site."""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return otherwise
