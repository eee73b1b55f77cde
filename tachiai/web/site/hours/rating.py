"""Rating the month that has passed, while hourly work goes on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tachiai.contracts.hourly.months import month_to_rate, rate_month
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.entry import trail
from tachiai.web.site.contracts.forms import RatingForm
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
    if request.method == "POST" and form.is_valid():
        try:
            rate_month(
                contract_id=view.contract.pk,
                rater_id=request.user.pk,
                stars=form.stars(),
                comment=form.cleaned_data["comment"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, reading.plain("contracts.page.rated"))
            return redirect("contracts:detail", reference)
    context = {
        "contract": view.contract,
        "form": form,
        "title": reading.plain("hours.month.title", year=found.first.year, month=found.first.month),
        "closes_at": found.closes_at,
        "trail": trail(view),
    }
    return render(request, "hours/month.html", context, status=400 if form.errors and status == 200 else status)
