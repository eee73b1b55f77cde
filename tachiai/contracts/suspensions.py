"""What becomes of running contracts when staff suspend a person, or lift it: everybody whom it concerns is told.

Nothing stops: clocks run on and the escrow follows the record. Staff take the steps of the suspended side in its place
(`ContractView.standing`).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from tachiai.contracts import announcements
from tachiai.contracts.models import Contract
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.actions import tell
from tachiai.people.actions import PersonSuspended, SuspensionLifted

HOME = "/contracts/"


@transaction.atomic
def tell_of_suspension(suspended: PersonSuspended) -> None:
    """Listener: the person with the reason and the end, and the other side of each running contract without them."""
    at, until = suspended.at, suspended.until
    kind = "account.suspended" if until is None else "account.suspended_until"
    params = {"reason": suspended.reason, **({"until": until} if until else {})}
    tell(person_id=suspended.person_id, kind=kind, params=params, path=HOME, at=at)
    for contract, side in _running(suspended.person_id):
        announcements.side_suspended(contract, side, at)


@transaction.atomic
def tell_of_lifting(lifted: SuspensionLifted) -> None:
    """Listener: the person, and the other side of each running contract."""
    at = lifted.at
    tell(person_id=lifted.person_id, kind="account.lifted", params={"reason": lifted.reason}, path=HOME, at=at)
    for contract, side in _running(lifted.person_id):
        announcements.side_returned(contract, side, at)


def _running(person_id: int) -> Iterator[tuple[Contract, Actor]]:
    """Every running contract of a person, with the side that they are."""
    for side in SIDES:
        for contract in Contract.objects.filter(**{f"{side}_id": person_id}, closed_at=None).order_by("-pk").iterator():
            yield contract, side
