"""What becomes of running contracts when a person is restricted, or not any more: everybody whom it concerns is told.

Nothing stops: clocks run on and the escrow follows the record. Staff take the steps of a suspended side in its place
(`ContractView.standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tachiai.contracts import announcements
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules import SIDES
from tachiai.conversations.queries import participants
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.requests import other_side
from tachiai.notices.actions import tell
from tachiai.notices.rules import Said
from tachiai.people.actions import PersonRestricted, RestrictionLifted, log_staff_act
from tachiai.people.queries import InForce, RunningContractAsked, holds_in, restrictions_in_force
from tachiai.people.rules.restrictions import KINDS, Act, forbids

HOME = "/contracts/"
# What the other side hears, and what is taken from this one: staff act for it, or it cannot write.
_HINDERS = {"suspended": Act.WALK, "muted": Act.TALK}


@transaction.atomic
def tell_of_restriction(restricted: PersonRestricted) -> None:
    """Listener: the person with the reason, the end and how to appeal, and the other side of each running contract
    for whom that is new without them."""
    until = restricted.until or Said("people.restriction.no_end")
    kind = f"account.restricted.{restricted.kind}"
    if restricted.kind == "suspended":
        kind = "account.suspended_until" if restricted.until else "account.suspended"
    tell(
        person_id=restricted.person_id,
        kind=kind,
        params={
            "reason": restricted.reason,
            "until": until,
            "appeal_until": restricted.appeal_until or Said("people.restriction.ask_staff"),
        },
        path=_page(restricted),
        at=restricted.at,
    )
    known = restrictions_in_force(restricted.person_id, restricted.at)
    how = _heard_as(restricted.kind)
    for contract, side in _concerned(restricted):
        if _hindering(known, how, contract) == 1:
            announcements.side_restricted(contract, side, how, restricted.at)


@transaction.atomic
def tell_of_lifting(lifted: RestrictionLifted) -> None:
    """Listener: the person why it was lifted (who ends it by its time tells that), and the other side of each running
    contract for whom something changes; nobody of a freedom that another restriction still takes away."""
    known = restrictions_in_force(lifted.person_id, lifted.at)
    if lifted.reason:
        whole = "account.lifted" if lifted.kind == "suspended" else "account.restriction_lifted"
        what = Said(f"people.restriction.{lifted.kind}.name")
        tell(
            person_id=lifted.person_id,
            kind="account.lifted_in_part" if known else whole,
            params={"reason": lifted.reason, "what": what},
            path=_page(lifted),
            at=lifted.at,
        )
    how = _heard_as(lifted.kind)
    for contract, side in _concerned(lifted):
        if not _hindering(known, how, contract):
            announcements.side_free(contract, side, how, lifted.at)
            if _hindering(known, "muted", contract):
                announcements.side_restricted(contract, side, "muted", lifted.at)


def is_running_in(asked: RunningContractAsked) -> bool | None:
    """Listener: whether the thread belongs to a contract that has not ended; None when it does not."""
    return Contract.objects.filter(thread_id=asked.thread_id, closed_at=None).exists() or None


def log_stand_in(view: ContractView, act: str, at: datetime) -> None:
    """Keep that staff did `act` in a contract in the place of a suspended side."""
    if view.is_stand_in:
        log_staff_act(
            staff_id=view.person_id,
            act=f"stand_in.{act}",
            subject_kind="contracts.contract",
            subject_id=view.contract.pk,
            at=at,
        )


def _page(about: PersonRestricted | RestrictionLifted) -> str:
    return HOME if about.decision_id is None else f"/decisions/{about.decision_id}/"


def _heard_as(kind: str) -> str:
    """What the other side hears: that staff act for this one, or that it cannot write."""
    return "suspended" if KINDS[kind].is_stood_in_for else "muted"


def _hindering(known: Iterable[InForce], how: str, contract: Contract) -> int:
    """How many of these restrictions make the other side of the contract hear that."""
    here = (one for one in known if holds_in(one, contract.thread_id))
    return sum(forbids(one.kind, _HINDERS[how], in_running_contract=True) for one in here)


def _concerned(about: PersonRestricted | RestrictionLifted) -> Iterator[tuple[Contract, Actor]]:
    """Every running contract in which something changes for the other side, with the side that the person is."""
    if not any(forbids(about.kind, act, in_running_contract=True) for act in (Act.WALK, Act.TALK)):
        return
    others = participants(about.thread_id) if about.thread_id else None
    for side in SIDES:
        where = Q() if others is None else Q(**{f"{other_side(side)}_id__in": others})
        mine = Contract.objects.filter(where, **{f"{side}_id": about.person_id}, closed_at=None)
        for contract in mine.order_by("-pk").iterator():
            yield contract, side
