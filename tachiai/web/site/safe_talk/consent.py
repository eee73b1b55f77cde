"""What the screening does with messages, and whether one agrees to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from tachiai.conversations.actions import consent as actions
from tachiai.conversations.lifecycles import CONSENT_VERSION, HELD_HOURS
from tachiai.conversations.queries.consent import consent, mode, wants_tone_hints
from tachiai.web import reading
from tachiai.web.requests import PageRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_page(request: PageRequest) -> HttpResponse:
    """The explanation, what was said to it, and the buttons: agree, take back, hints about the tone."""
    if request.method == "POST":
        return _choose(request)
    context = {
        "consent": consent(request.user.pk),
        "mode": mode(),
        "version": CONSENT_VERSION,
        "points": [
            reading.plain(f"conversations.consent.{mode()}.{each}", hours=HELD_HOURS)
            for each in ("how", "kept", "without")
        ],
        "tone_hints": wants_tone_hints(request.user.pk),
        "next": _inside(request.GET.get("next", "")),
    }
    return render(request, "safe_talk/consent.html", context)


def agree_in_form(request: PageRequest) -> None:
    """The tick beside a composer: consent to the version and the mode that were shown there, if it is set."""
    said = request.POST
    if said.get("consent") and (version := said.get("consent_version", "")).isdecimal():
        shown, in_mode = int(version[:6]), said.get("consent_mode", "")
        actions.give_consent(person_id=request.user.pk, version=shown, in_mode=in_mode, at=request.now)


def _choose(request: PageRequest) -> HttpResponse:
    said, who = request.POST, request.user.pk
    if "withdraw" in said:
        actions.withdraw_consent(person_id=who, at=request.now)
        messages.success(request, reading.plain("safe_talk.consent.withdrawn"))
    elif "tone" in said:
        actions.choose_tone_hints(person_id=who, wanted=said["tone"] == "on")
        messages.success(request, reading.plain("safe_talk.consent.chosen"))
    elif "consent" in said:
        agree_in_form(request)
        messages.success(request, reading.plain("safe_talk.consent.given"))
        if onward := _inside(said.get("next", "")):
            return redirect(onward)
    return redirect("safe_talk:consent")


def _inside(wanted: str) -> str:
    """An address of this site; empty for any other."""
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
