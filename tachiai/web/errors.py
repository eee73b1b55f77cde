"""Pages for what went wrong. Django finds 403 and 404.html by itself; these say more."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from tachiai.kernel.refused import Refusal
from tachiai.people.queries import InForce, restrictions_in_force
from tachiai.web.returning import form_page

ERROR_PAGES = ("400", "403", "404", "405", "413", "429", "500", "503", "csrf")
"""The pages for what went wrong, by the names of their templates."""
AGAIN_AFTER_SECONDS = 5
# A connection that broke or was not to be had; a server that stops or starts.
AWAY_STATES = ("08", "57P")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read; of more than DATA_UPLOAD_MAX_MEMORY_SIZE (files aside) nothing was."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """What was being done raised. A database that is away for a moment is no fault of the page: whoever asks waits."""
    if _is_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(AGAIN_AFTER_SECONDS)})
    return HttpResponse(render_to_string("500.html"), status=500)


def _is_away(error: BaseException | None) -> bool:
    """Whether the error says that the database cannot be reached or went away; not that it refused a statement."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return not state or state.startswith(AWAY_STATES)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its proof of origin: cookies are off, or the page was open for very long."""
    return render(request, "csrf.html", {"form_page": form_page(request)}, status=403)


def not_a_page(request: HttpRequest, allowed: str) -> HttpResponse:
    """Somebody reads an address that only takes what is sent to it, such as that of a page which showed mistakes.

    `allowed`: what it takes, as the header of that name says it.
    """
    page = render(request, "405.html", {"above": _page_above(request.path)}, status=405)
    page.headers["Allow"] = allowed
    return page


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An action refused and the page did not say it beside the form: nothing was changed, here is why.

    Who may not do it because staff restricted them is told so: the reason, until when, what still works, the decision.
    """
    if (restriction := _restriction(request, refusal)) is not None:
        return render(request, "restricted.html", {"restriction": restriction, "reasons": refusal.reasons}, status=403)
    return render(request, "refused.html", {"reasons": refusal.reasons}, status=409)


def _restriction(request: HttpRequest, refusal: Refusal) -> InForce | None:
    """The restriction of the reader that the refusal names, if it names one."""
    named = {reason.params.get("restriction_id") for reason in refusal.reasons}
    reader, at = getattr(request, "reader", None), getattr(request, "now", None)
    if reader is None or at is None or reader.person_id is None or named == {None}:
        return None
    return next((one for one in restrictions_in_force(reader.person_id, at) if one.id in named), None)


def _page_above(path: str) -> str:
    """The nearest address above `path` that is one of the site."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
