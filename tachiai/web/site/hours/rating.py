"""Rating the month that has passed, while hourly work goes on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tachiai.contracts.hourly.months import month_to_rate, rate_month
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.entry import trail
from tachiai.web.site.contracts.forms import RatingForm
from tachiai.web.site.contracts.rated import is_rated
from tachiai.web.site.hours.entry import hourly_view


@login_required
def month(request: PageRequest, reference: str) -> HttpResponse:
    """The form for the month that may be rated now; 404 when there is none."""
    view = hourly_view(request, reference)
    found = month_to_rate(view)
    if found is None:
        raise Http404
    form = RatingForm(view.role, request.POST or None)
    status = 200
    if request.method == "POST":
        is_readable = form.is_valid()
        if is_readable and is_rated(request, view, form, rate_month):
            return redirect("contracts:detail", reference)
        status = 409 if is_readable else 400
    context = {
        "contract": view.contract,
        "form": form,
        "title": reading.plain("hours.month.title", month=reading.month_text(found.first)),
        "closes_at": found.closes_at,
        "trail": trail(view),
    }
    return render(request, "hours/month.html", context, status=status)
