"""The part of a page on which somebody appeals: against what was decided about them, or about what they reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404

from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.refused import Refusal
from tachiai.safety.actions.appeals import appeal, withdraw_appeal
from tachiai.safety.lifecycles import APPEAL
from tachiai.safety.queries import AppealView, DecisionView, ReportView
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.safety.clocks import appeal_clock
from tachiai.web.site.safety.forms import AppealForm


def posted_appeal(request: PageRequest, view: DecisionView | ReportView) -> AppealForm | None:
    """Do what the reader sent: appeal, or take the appeal back. None when it is done, the form when it was refused."""
    if "withdraw" in request.POST:
        if view.appeal is None:
            raise Http404
        withdraw_appeal(appeal_id=view.appeal.id, person_id=request.user.pk, at=request.now)
        messages.success(request, reading.plain("decisions.appeal.withdrawn"))
        return None
    form, decision_id = AppealForm(request.POST), _decision_id(view)
    if decision_id is None:
        raise Http404
    if not form.is_valid():
        return form
    try:
        appeal(decision_id=decision_id, person_id=request.user.pk, text=form.cleaned_data["text"], at=request.now)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return form
    messages.success(request, reading.plain("decisions.appeal.sent"))
    return None


def appeal_part(view: DecisionView | ReportView, form: AppealForm | None, at: datetime) -> Mapping[str, Any] | None:
    """How the appeal stands, or the form while there is time; None where neither is."""
    if view.appeal is not None:
        return {**filed_part(view.appeal), "form": form}
    if view.may_appeal_until is None:
        return None
    first, late = (APPEAL.state(state).deadline for state in ("filed", "overdue"))
    if first is None or late is None:
        raise LookupError("an appeal has no deadline")
    return {
        "form": form or AppealForm(),
        "form_id": f"appeal-{_decision_id(view)}",
        "until": view.may_appeal_until,
        "review_by": end_of_day(at + first.length),
        "late_days": late.length.days,
        "by_reporter": isinstance(view, ReportView),
    }


def filed_part(filed: AppealView) -> Mapping[str, Any]:
    """How one appeal stands."""
    return {"filed": filed, "clock": appeal_clock(filed)}


def _decision_id(view: DecisionView | ReportView) -> int | None:
    return view.id if isinstance(view, DecisionView) else view.decision_id
