"""How every page of a contract begins: who may see it, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.kernel.lifecycle import Actor
from tachiai.terms.rules import Terms
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.standing import as_chosen

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract


def contract_view(request: PageRequest, reference: str) -> ContractView:
    """The contract as this reader may see it, staff also in place of a suspended side; 404 for everybody who has no
    part in it."""
    view = contracts.contract_for(request.user.pk, request.user.is_staff, reference, request.now)
    if view is None:
        raise Http404
    chosen = as_chosen(request, view)
    request.stand_in = chosen if chosen.is_stand_in else None
    request.own_restrictions = lambda: chosen.restrictions.get(chosen.role, ())
    return chosen


def trail(view: ContractView, *, is_inside: bool = True) -> list[dict[str, str]]:
    """The places above: the list, and the contract when the page lies inside it. Staff come from their own list."""
    listed = {"label": reading.plain("contracts.list.title"), "href": reverse("contracts:list")}
    if view.role is Actor.STAFF or view.is_stand_in:
        listed = {"label": reading.plain("desk.queue.requests.title"), "href": reverse("desk:requests")}
    here = {"label": view.contract.title, "href": reverse("contracts:detail", args=[view.contract.reference])}
    return [listed, here] if is_inside else [listed]


def part_text(contract: Contract, terms: Terms) -> str:
    """Which part of divided work a step is about; empty for work that is not divided."""
    if not terms.milestones:
        return ""
    part = terms.milestones[contract.part]
    return reading.plain(
        "contracts.form.part", number=contract.part + 1, title=part.title, price=reading.yen(contract.part_price)
    )
