"""Agreeing to what is in force: what changed since one agreed last, clause by clause, and a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tachiai.guidelines import actions, queries
from tachiai.guidelines.rules import Document, versions
from tachiai.kernel.refused import Refusal, Refused
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.guidelines import rows

if TYPE_CHECKING:
    from tachiai.guidelines.models import Consent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: PageRequest) -> HttpResponse:
    """What is asked for, as it is in force now; agreed to is what the reader was shown."""
    reasons: tuple[Refused, ...] = ()
    if request.method == "POST":
        try:
            _record(request)
        except Refusal as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, reading.plain("guidelines.consent.done"))
            return redirect("guidelines:overview")
    given = queries.consents(request.user.pk)
    asked = [_asked(each, given.get(each.name)) for each in queries.unconsented(request.user.pk, request.now)]
    context = {"asked": asked, "reasons": reasons, "unconsented": ()}
    return render(request, "guidelines/consent.html", context, status=409 if reasons else 200)


@transaction.atomic
def _record(request: PageRequest) -> None:
    shown = request.POST.getlist("shown")
    if not shown:
        raise Refusal(Refused("guidelines.refused.nothing_shown"))
    for each in shown:
        document, _, version = each.partition("/")
        actions.consent(person_id=request.user.pk, document=document, version=version, at=request.now)


def _asked(new: Document, given: Consent | None) -> dict[str, Any]:
    """A document to agree to; with what changed, when the version agreed to last is known still."""
    old = next((each for each in versions(new.name) if given and each.digest == given.digest), None)
    return {
        **rows.heading(new),
        "consent": given,
        "is_compared": old is not None,
        "changes": rows.changed(old, new) if old else [],
    }
