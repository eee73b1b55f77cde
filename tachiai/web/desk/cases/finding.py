"""Staff open a case about something that nobody reported: found by the address of its page, or from a person's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.guidelines import rules as guidelines
from tachiai.kernel.refused import Refusal
from tachiai.safety.actions.cases import note_finding
from tachiai.safety.subjects import thing
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.cases.forms import FindingForm
from tachiai.web.desk.cases.rows import kind_name
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest

# What everybody can see, and so staff without a case: by the page on which it stands and the number in its address.
PUBLIC = {"jobs:detail": ("listing", "listing_id"), "people:profile": ("profile", "person_id")}


def thing_at(address: str) -> tuple[str, int] | None:
    """Kind and number of what stands on the page of this address; None where nothing does that everybody can see."""
    try:
        met = resolve(urlsplit(address.strip()).path)
        kind, named = PUBLIC[met.view_name]
    except (Resolver404, KeyError, ValueError):
        return None
    return kind, met.kwargs[named]


@staff_page
@require_safe
def find(request: PageRequest) -> HttpResponse:
    """From the address of a page to the form for what stands on it."""
    if (found := thing_at(request.GET.get("address", ""))) is not None:
        return redirect("desk:finding", *found)
    messages.error(request, reading.plain("desk.cases.address_unknown"))
    return redirect("desk:cases")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: PageRequest, kind: str, thing_id: int) -> HttpResponse:
    """What staff noticed and which clause it breaks: it joins the open case, or opens one."""
    found = thing(kind, thing_id) if kind in {each for each, _ in PUBLIC.values()} else None
    if found is None or found.readers is not None:
        raise Http404
    form = FindingForm(request.POST if request.method == "POST" else None, clauses=guidelines.clauses_for(kind))
    if form.is_bound and form.is_valid():
        said: dict[str, Any] = {"by_staff_id": request.user.pk, "subject_kind": kind, "subject_id": thing_id}
        try:
            case_id = note_finding(**said, **form.cleaned_data, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("desk.finding.noted"))
            return redirect("desk:case", case_id)
    context = {
        "form": form,
        "kind": kind_name(kind),
        "thing": found,
        "back": found.path or reverse("desk:cases"),
        "trail": frame.trail("cases"),
    }
    return render(request, "desk/cases/finding.html", context, status=400 if form.errors else 200)
