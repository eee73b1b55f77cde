"""The list of notices, and which of them come by mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tachiai.notices import actions, queries
from tachiai.web import reading
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.notices.forms import MailForm


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    reader = request.reader
    page = queries.notices(
        person_id=request.user.pk,
        before=before_of(request),
        language=reader.language,
        zone=reader.zone,
        at=request.now,
    )
    return render(request, "notices/list.html", {"page": page})


@login_required
@require_POST
def read(request: PageRequest, notice_id: int) -> HttpResponse:
    """Read one notice: on to the page it is about."""
    return redirect(actions.mark_read(person_id=request.user.pk, notice_id=notice_id, at=request.now))


@login_required
@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    actions.mark_all_read(person_id=request.user.pk, at=request.now)
    return redirect("notices:list")


@login_required
def preferences(request: PageRequest) -> HttpResponse:
    choices = queries.mail_choices(request.user.pk)
    form = MailForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(person_id=request.user.pk, paces=form.paces())
        messages.success(request, reading.plain("notices.preferences.saved"))
        return redirect("notices:preferences")
    required = [choice for choice in choices if choice.required]
    return render(request, "notices/preferences.html", {"form": form, "required": required})
