"""Staff in place of a suspended side: chosen once for a contract, in force on all its pages until they stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.requests import other_side
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act, forbids
from tachiai.web import reading
from tachiai.web.requests import PageRequest

CHOSEN = "stands_in"


def as_chosen(request: PageRequest, view: ContractView) -> ContractView:
    """The view itself, or that of the suspended side which this reader of the staff chose to stand in for."""
    side = request.session.get(CHOSEN, {}).get(view.contract.reference) if view.role is Actor.STAFF else None
    return contracts.stand_in(view, side) or view if side else view


@login_required
@require_POST
def stand_in(request: PageRequest, reference: str) -> HttpResponse:
    """Staff choose the side for which they act (`side`), or stop (none). 404 for everybody else, and for a side that
    is not suspended."""
    view = contracts.contract_for(request.user.pk, request.user.is_staff, reference, request.now)
    if view is None or view.role is not Actor.STAFF:
        raise Http404
    chosen = dict(request.session.get(CHOSEN, {}))
    side = request.POST.get("side", "")
    if side and contracts.stand_in(view, side) is None:
        raise Http404
    request.session[CHOSEN] = {**chosen, reference: side} if side else _without(chosen, reference)
    return redirect("contracts:detail", reference)


def _without(chosen: Mapping[str, str], reference: str) -> dict[str, str]:
    return {each: side for each, side in chosen.items() if each != reference}


def standing_box(view: ContractView) -> Mapping[str, Any] | None:
    """What this reader should know of restricted sides: for staff those they may stand in for, for a side that the
    other one is suspended or cannot write (`is_muted`), never why; None when there is nothing to say. Who is suspended
    as well reads nothing of what they could do."""
    if view.is_over or view.is_stand_in:
        return None
    if view.role is Actor.STAFF:
        return {"sides": [_side(view, side) for side in view.suspensions]} if view.suspensions else None
    other, is_alone = other_side(view.role), view.role not in view.suspensions
    muted = is_alone and _is_muted(view, other)
    if other not in view.suspensions and not muted:
        return None
    return {
        "name": name_of(view, other),
        "kept": view.role if is_alone else "both",
        "is_muted": other not in view.suspensions,
    }


def _is_muted(view: ContractView, side: Actor) -> bool:
    """Whether that side may not write in the talk of this contract."""
    here = (one for one in view.restrictions[side] if people.holds_in(one, view.contract.thread_id))
    return any(forbids(one.kind, Act.TALK, in_running_contract=True) for one in here)


def _side(view: ContractView, side: Actor) -> Mapping[str, Any]:
    return {
        "side": side,
        "role": reading.plain(f"contracts.role.{side}"),
        "name": name_of(view, side),
        "suspension": view.suspensions[side],
    }


def name_of(view: ContractView, side: Actor) -> str:
    """The person who is that side."""
    return str(view.contract.client if side is Actor.CLIENT else view.contract.worker)


def said_by(view: ContractView, side: Actor, person_id: int | None) -> str:
    """Who did what that side did: the side by name, or staff in its place."""
    if person_id == view.sides[side]:
        return name_of(view, side)
    return reading.plain(f"contracts.stand_in.by.{side}")
