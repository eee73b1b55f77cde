"""Giving a rating, of a contract or of a month of hourly work."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages

from tachiai.contracts.queries import ContractView
from tachiai.kernel.refused import Refusal
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.forms import RatingForm


def is_rated(request: PageRequest, view: ContractView, form: RatingForm, give: Callable[..., object]) -> bool:
    """Whether the valid form was taken; when it was refused, its reasons stand in it. Whom staff keep from rating is
    told so by the page for it."""
    refuse_restricted(request.user.pk, Act.RATE, request.now)
    said = {"stars": form.stars(), "comment": form.cleaned_data["comment"]}
    try:
        give(contract_id=view.contract.pk, rater_id=request.user.pk, **said, at=request.now)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, reading.plain("contracts.page.rated"))
    return True
