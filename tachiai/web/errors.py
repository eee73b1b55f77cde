"""Pages for what went wrong. Django finds 403, 404 and 500.html by itself; these say more."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tachiai.kernel.refused import Refusal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read; of more than DATA_UPLOAD_MAX_MEMORY_SIZE (files aside) nothing was."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its proof of origin: cookies are off, or the page was open for very long."""
    return render(request, "csrf.html", status=403)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An action refused and the page did not say it beside the form: nothing was changed, here is why."""
    return render(request, "refused.html", {"reasons": refusal.reasons}, status=409)
