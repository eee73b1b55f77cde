"""Off-site contact requests, earliest deadline first; one of them to decide about."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.conversations.actions.off_site import decide_off_site
from tachiai.conversations.queries.off_site import off_site_for_staff, off_site_waiting
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.held.forms import ReasonForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    return frame.listed(request, "off_site", off_site_waiting(request.user.pk))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PageRequest, request_id: int) -> HttpResponse:
    """Who asks, with whom they talk, and why; and the two ways to decide. What was typed stays when refused."""
    view = off_site_for_staff(request_id=request_id, staff_id=request.user.pk)
    if view is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = {"request_id": request_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            decide_off_site(**said, grant="grant" in request.POST, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            done = "granted" if "grant" in request.POST else "refused"
            messages.success(request, reading.plain(f"desk.off_site.{done}"))
            return redirect("desk:off_site")
    context = {
        "view": view,
        "is_open": not view.state.final,
        "state": reading.plain(f"off_site.state.{view.row.state}"),
        "decided": view.decided if view.state.final else None,
        "form": form,
        "trail": frame.trail("off_site"),
    }
    return render(request, "desk/off_site/detail.html", context, status=400 if form.errors else 200)
