"""The operator's own answers kept ready, beside those that come with the program."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.inquiries import actions, queries
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.canned.forms import CannedForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def answers(request: PageRequest) -> HttpResponse:
    """By title."""
    rows = [{"row": row, "category": _category(row.category)} for row in queries.own_canned()]
    return frame.listed(request, "canned", rows, inside="inquiries")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    return _written(request, None)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, canned_id: int) -> HttpResponse:
    return _written(request, _own(canned_id))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PageRequest, canned_id: int) -> HttpResponse:
    """Shows once more what will be gone."""
    if request.method == "POST":
        actions.remove_canned(staff_id=request.user.pk, canned_id=canned_id, at=request.now)
        messages.success(request, reading.plain("desk.canned.removed"))
        return redirect("desk:canned")
    context = {"row": _own(canned_id), "trail": frame.trail("canned")}
    return render(request, "desk/canned/remove.html", context)


def _own(canned_id: int) -> queries.Canned:
    found = queries.canned_answer(str(canned_id))
    if found is None:
        raise Http404
    return found


def _written(request: PageRequest, row: queries.Canned | None) -> HttpResponse:
    """The form for a new one, or for `row`; what was typed stays when refused."""
    form = CannedForm(request.POST if request.method == "POST" else None, initial=_initial(row) if row else None)
    if form.is_bound and form.is_valid():
        number = int(row.id) if row else None
        try:
            actions.save_canned(staff_id=request.user.pk, canned_id=number, at=request.now, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("desk.canned.saved"))
            return redirect("desk:canned")
    heading = reading.plain("desk.canned.change" if row else "desk.canned.new")
    context = {"form": form, "row": row, "heading": heading, "trail": frame.trail("canned")}
    return render(request, "desk/canned/form.html", context, status=400 if form.errors else 200)


def _initial(row: queries.Canned) -> dict[str, Any]:
    language = reading.language()
    bodies = {f"body_{each}": text for each, text in row.body.items()}
    return {"title": row.title[language], "category": row.category, **bodies}


def _category(name: str) -> str:
    return reading.plain(f"help.situation.{name}.title" if name else "desk.canned.any")
