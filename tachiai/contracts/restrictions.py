"""What becomes of running contracts when a person is restricted, or not any more: everybody whom it concerns is told.

Nothing stops: clocks run on and the escrow follows the record. Staff take the steps of a suspended side in its place
(`ContractView.standing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tachiai.contracts import announcements
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.actions import tell
from tachiai.notices.rules import Said
from tachiai.people.actions import PersonRestricted, RestrictionLifted, log_staff_act
from tachiai.people.queries import RunningContractAsked
from tachiai.people.rules.restrictions import KINDS, Act, forbids

HOME = "/contracts/"


@transaction.atomic
def tell_of_restriction(restricted: PersonRestricted) -> None:
    """Listener: the person with the reason and the end, and the other side of each running contract without them."""
    until = restricted.until or Said("people.restriction.no_end")
    kind = f"account.restricted.{restricted.kind}"
    if restricted.kind == "suspended":
        kind = "account.suspended_until" if restricted.until else "account.suspended"
    tell(
        person_id=restricted.person_id,
        kind=kind,
        params={"reason": restricted.reason, "until": until},
        path=_page(restricted),
        at=restricted.at,
    )
    for contract, side in _concerned(restricted):
        announcements.side_restricted(contract, side, _heard_as(restricted.kind), restricted.at)


@transaction.atomic
def tell_of_lifting(lifted: RestrictionLifted) -> None:
    """Listener: the person, and the other side of each running contract for whom something changes."""
    what = Said(f"people.restriction.{lifted.kind}.name")
    tell(
        person_id=lifted.person_id,
        kind="account.lifted" if lifted.kind == "suspended" else "account.restriction_lifted",
        params={"reason": lifted.reason, "what": what},
        path=_page(lifted),
        at=lifted.at,
    )
    for contract, side in _concerned(lifted):
        announcements.side_free(contract, side, _heard_as(lifted.kind), lifted.at)


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


def _concerned(about: PersonRestricted | RestrictionLifted) -> Iterator[tuple[Contract, Actor]]:
    """Every running contract in which something changes for the other side, with the side that the person is."""
    if not any(forbids(about.kind, act, in_running_contract=True) for act in (Act.WALK, Act.TALK)):
        return
    where = Q(thread_id=about.thread_id) if about.thread_id else Q()
    for side in SIDES:
        mine = Contract.objects.filter(where, **{f"{side}_id": about.person_id}, closed_at=None)
        for contract in mine.order_by("-pk").iterator():
            yield contract, side
