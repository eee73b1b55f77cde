"""Three screens for each side that teach the order of things, and the page of what lures newcomers away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.people.actions.hints import set_hint_aside
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.start.offer import HINT
from tachiai.web.site.start.screens import LURES, POINTS, QUESTIONS, SCREENS, STAGES, STAGES_OF, figures


@require_safe
def client(request: PageRequest) -> HttpResponse:
    return _screen(request, "client")


@require_safe
def worker(request: PageRequest) -> HttpResponse:
    return _screen(request, "worker")


@require_safe
def safety(request: PageRequest) -> HttpResponse:
    lures = [
        {
            "key": f"start.safety.lure.{lure.name}",
            "marks": [f"start.safety.lure.{lure.name}.mark.{mark}" for mark in lure.marks],
            "href": reverse("help:article", args=[lure.article]),
        }
        for lure in LURES
    ]
    context = {"lures": lures, "questions": [f"start.safety.question.{name}" for name in QUESTIONS]}
    return render(request, "start/safety.html", context)


@require_POST
def set_aside(request: PageRequest) -> HttpResponse:
    """Not to be offered again. For a visitor there is nothing to remember."""
    if request.reader.person_id is not None:
        set_hint_aside(person_id=request.reader.person_id, hint=HINT, at=request.now)
    return HttpResponseRedirect(reverse("site:home"))


def _screen(request: PageRequest, side: str) -> HttpResponse:
    """The screen that `step` asks for, counted from 1; the first one when it asks for none that there is."""
    names = SCREENS[side]
    said = request.GET.get("step", "")
    step = int(said) if said in {str(n + 1) for n in range(len(names))} else 1
    name = names[step - 1]
    key, known = f"start.{side}.{name}", figures()
    address = reverse(f"start:{side}")
    context: dict[str, Any] = {
        "side": side,
        "step": step,
        "last": len(names),
        "title": reading.plain(f"{key}.title"),
        "lead": reading.plain(f"{key}.lead", **known),
        "points": [reading.text(f"{key}.points.{point}", **known) for point in POINTS[side][name]],
        "stages": [{"name": f"start.stage.{each}", "is_here": each in STAGES_OF[name]} for each in STAGES],
        "back": f"{address}?step={step - 1}" if step > 1 else "",
        "next": f"{address}?step={step + 1}" if step < len(names) else "",
        "then": reverse("jobs:new" if side == "client" else "jobs:search"),
        "other": reverse("start:worker" if side == "client" else "start:client"),
    }
    return render(request, "start/screen.html", context)
