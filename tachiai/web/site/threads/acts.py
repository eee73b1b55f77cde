"""What one does with a message besides sending it: keep a draft, change, thank; and one's choices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tachiai.conversations import actions, queries
from tachiai.conversations.queries import MessageLine
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.threads.forms import ChoicesForm, EditForm, MessageForm
from tachiai.web.site.threads.pages import back, thread_of
from tachiai.web.site.threads.rows import place_of


@login_required
@require_POST
def draft(request: PageRequest, thread_id: int) -> HttpResponse:
    """Keep what was typed. The page's script sends it while someone types; without script a button does."""
    thread = thread_of(request, thread_id)
    form = MessageForm(request.POST, request.FILES, thread_id=thread.id, owner_id=request.user.pk, at=request.now)
    form.is_valid()
    is_script = "X-Autosave" in request.headers
    try:
        is_kept = actions.save_draft(
            thread_id=thread_id, person_id=request.user.pk, at=request.now, **form.kept_so_far()
        )
    except Refusal as refusal:
        if is_script:
            return JsonResponse({"reasons": [reading.reason_text(each) for each in refusal.reasons]}, status=409)
        for reason in refusal.reasons:
            messages.error(request, reading.reason_text(reason))
    else:
        if is_script:
            return JsonResponse({})
        for error in form.errors.get("files", ()):
            messages.error(request, str(error))
        messages.success(request, reading.plain("threads.draft.kept" if is_kept else "threads.draft.empty"))
    return redirect(back(request.POST.get("next", ""), f"{reverse('threads:detail', args=[thread_id])}#write"))


@login_required
def edit(request: PageRequest, thread_id: int, message_id: int) -> HttpResponse:
    """Let one's own message say something else."""
    line = _line(request, thread_id, message_id)
    if not line.is_mine:
        raise Http404
    form = EditForm(request.POST or None, initial={"body": line.body})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_message(
                message_id=message_id,
                author_id=request.user.pk,
                body=form.cleaned_data["body"],
                seen=form.cleaned_data["seen"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 400
        else:
            messages.success(request, reading.plain("threads.edit.done"))
            return redirect(place_of(thread_id, message_id))
    context = {"thread_id": thread_id, "line": line, "form": form, "href": place_of(thread_id, message_id)}
    return render(request, "threads/edit.html", context, status=status)


@login_required
@require_POST
def thank(request: PageRequest, thread_id: int, message_id: int) -> HttpResponse:
    """Put one's heart at a message (`on`), or take it away again."""
    thread_of(request, thread_id)
    try:
        if request.POST.get("on"):
            actions.thank(message_id=message_id, person_id=request.user.pk, at=request.now)
        else:
            actions.take_thanks_back(message_id=message_id, person_id=request.user.pk)
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, reading.reason_text(reason))
    return redirect(back(request.POST.get("next", ""), place_of(thread_id, message_id)))


@login_required
def choices(request: PageRequest) -> HttpResponse:
    """How this person wants to talk: whether read marks are shown."""
    person_id = request.user.pk
    shown = {"read_marks": queries.shows_read_marks(person_id)} if request.method != "POST" else None
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        actions.show_read_marks(person_id=person_id, shown=form.cleaned_data["read_marks"])
        messages.success(request, reading.plain("threads.choices.saved"))
        return redirect("threads:choices")
    return render(request, "threads/choices.html", {"form": form})


def _line(request: PageRequest, thread_id: int, message_id: int) -> MessageLine:
    """One message as a participant reads it; not found for everybody else, and for one of another thread."""
    line = queries.message(thread_id=thread_id, message_id=message_id, person_id=request.user.pk)
    if line is None:
        raise Http404
    return line
