"""The site's addresses with the gallery, and pages of the tests' own for what no single page of the site shows."""

from __future__ import annotations

import psycopg
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from tachiai.config.urls import handler400 as handler400
from tachiai.config.urls import handler500 as handler500
from tachiai.config.urls import urlpatterns as of_the_site
from tachiai.kernel.refused import Refusal, Refused
from tachiai.web.forms import DateField, StarsField, YenField
from tachiai.web.reading import later


class SampleForm(forms.Form):
    """One field of every sort."""

    title = forms.CharField(
        label=later("jobs.point.title.label"), help_text=later("jobs.point.title.hint"), max_length=60
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    budget = YenField(label=later("jobs.point.budget.label"), min_value=1000)
    due_on = DateField(label="Due")
    rights = forms.ChoiceField(
        label="Rights", choices=[("kept", "kept"), ("assigned", "assigned")], widget=forms.RadioSelect
    )
    stars = StarsField(label="Stars")
    agreed = forms.BooleanField(label="Agreed", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


saved: list[dict[str, str]] = []
refused: list[str] = []


@login_required
def sample(request: HttpRequest) -> HttpResponse:
    """A form as every page shows it; sent well, it leads to another page."""
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect("/test/arrived/")
    return render(request, "sample.html", {"form": form})


def autosave(request: HttpRequest) -> HttpResponse:
    if refused:
        return JsonResponse({"reasons": refused}, status=409)
    saved.append(request.POST.dict())
    return JsonResponse({})


def arrived(request: HttpRequest) -> HttpResponse:
    return render(request, "arrived.html")


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refusal(Refused("lifecycle.not_now", {"state": "fixed_price.state.working"}))


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def doubt(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault for the test")


def lose_the_database(request: HttpRequest, sqlstate: str = "") -> HttpResponse:
    """As Django raises it: its own error, with that of the driver as the cause. Without a state none was told."""
    cause = psycopg.errors.lookup(sqlstate)() if sqlstate else psycopg.OperationalError("connection failed")
    raise OperationalError from cause


urlpatterns = [
    *of_the_site,
    path("preview/", include("tachiai.web.preview.urls")),
    path("test/form/", sample),
    path("test/autosave/", autosave),
    path("test/arrived/", arrived),
    path("test/refused/", refuse),
    path("test/forbidden/", forbid),
    path("test/doubtful/", doubt),
    path("test/broken/", break_down),
    path("test/away/", lose_the_database),
    path("test/away/<str:sqlstate>/", lose_the_database),
]
