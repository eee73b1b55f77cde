"""Who is suspended, and one person with the form that suspends them or lifts it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.contracts.queries import desk
from tachiai.kernel.refused import Refusal
from tachiai.people import actions
from tachiai.people import queries as people
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.people.forms import FindForm, LiftForm, SuspendForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def suspended(request: PageRequest) -> HttpResponse:
    """Everybody suspended now, newest first; a mail address leads to its person."""
    asked = request.GET.get("email", "")
    if asked and (found := people.id_by_email(asked)) is not None:
        return redirect("desk:person", found)
    before = request.GET.get("before", "")
    rows = people.suspended_people(request.now, int(before) if before.isdecimal() and len(before) < 19 else None)
    context = {
        "form": FindForm({"email": asked} if asked else None),
        "asked": asked,
        "rows": rows,
        "next": f"?before={rows[-1].pk}" if len(rows) == people.HISTORY else "",
        "trail": _trail()[:1],
    }
    return render(request, "desk/people/list.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: PageRequest, person_id: int) -> HttpResponse:
    """One person: what they demanded, what was decided about them, and the form. What was typed stays when refused."""
    profile = people.public_profile(person_id)
    if profile is None:
        raise Http404
    suspension = people.suspension(person_id, request.now)
    form = (LiftForm if suspension else SuspendForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, person_id, form):
        done = "lifted" if suspension else "suspended"
        messages.success(request, reading.plain(f"desk.people.{done}", name=profile.name))
        return redirect("desk:person", person_id)
    context = {
        "profile": profile,
        "suspension": suspension,
        "form": form if _may_be_judged(request, person_id, profile.is_closed) else None,
        "submit": "desk.people.lift" if suspension else "desk.people.suspend",
        "decisions": people.restrictions_of(person_id),
        "claims": [_claim(each) for each in desk.claims_of(person_id, request.now)],
        "days": desk.COUNTED.days,
        "trail": _trail(),
    }
    return render(request, "desk/people/detail.html", context, status=400 if form.errors else 200)


def _may_be_judged(request: PageRequest, person_id: int, is_closed: bool) -> bool:
    return not is_closed and person_id != request.user.pk and not people.is_staff(person_id)


def _decide(request: PageRequest, person_id: int, form: forms.Form) -> bool:
    """Suspend, or lift the suspension: whichever the form asks. False when refused, with the reasons in the form."""
    said: dict[str, Any] = {"by_staff_id": request.user.pk, "at": request.now}
    try:
        if isinstance(form, SuspendForm):
            actions.restrict(
                kind="suspended",
                person_id=person_id,
                reason=form.cleaned_data["reason"],
                until=form.until_moment(),
                **said,
            )
        else:
            suspension = people.suspension(person_id, request.now)
            actions.lift(restriction_id=suspension.id if suspension else 0, reason=form.cleaned_data["reason"], **said)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _claim(claim: desk.Claim) -> dict[str, object]:
    return {
        "what": reading.plain(f"desk.requests.what.{claim.words}"),
        "href": reverse("contracts:request", args=[claim.contract.reference, claim.request_id]),
        "title": claim.contract.title,
        "opened_at": claim.opened_at,
        "rules": [reading.plain(f"screening.claim.{rule}.title") for rule in claim.rules],
    }


def _trail() -> list[dict[str, str]]:
    return [
        {"label": reading.plain("desk.home.title"), "href": reverse("desk:home")},
        {"label": reading.plain("desk.queue.people.title"), "href": reverse("desk:people")},
    ]
