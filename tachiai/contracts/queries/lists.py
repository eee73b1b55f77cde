"""A person's contracts a page at a time, the steps of one, and what hangs on contracts that exist."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from django.db.models import Q, QuerySet

from tachiai.clockwork import queries as clockwork
from tachiai.contracts.models import Contract, ContractStep, Delivery
from tachiai.contracts.queries.view import opens_deliveries
from tachiai.contracts.rules import SIDES
from tachiai.conversations.queries import FileAsked
from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked, DeclarationsReliedOn

PAGE = 20
TIMELINE = 50


def contracts_of(person_id: int, *, running: bool, before: int | None = None) -> list[Contract]:
    """One page of a person's contracts, newest first, running or ended; `before` is the last id seen."""
    rows = _of_both_sides(running).filter(Q(pk__lt=before) if before else Q()).order_by("-pk")
    # Each side has its own index, so each is walked on its own and the two are merged.
    found = [contract for side in SIDES for contract in rows.filter(**{f"{side}_id": person_id})[: PAGE + 1]]
    return sorted(found, key=attrgetter("pk"), reverse=True)[: PAGE + 1]


def _of_both_sides(running: bool) -> QuerySet[Contract]:
    return Contract.objects.select_related("client", "worker").filter(closed_at__isnull=running)


def every_contract() -> Iterator[tuple[str, str]]:
    """Reference and state of each contract, oldest first, read in pieces."""
    return Contract.objects.order_by("pk").values_list("reference", "state").iterator()


def steps_of(contract_id: int, before: int | None = None) -> list[ContractStep]:
    """The latest steps, newest first; one page of the timeline."""
    return list(
        ContractStep.objects.select_related("person")
        .filter(Q(subject_id=contract_id), Q(number__lt=before) if before else Q())
        .order_by("-number")[:TIMELINE]
    )


def reference_of(proposal_id: int) -> str | None:
    """The contract that was made of a proposal, if any. Only for pages that know the reader is one of its sides."""
    return Contract.objects.filter(proposal_id=proposal_id).values_list("reference", flat=True).first()


def may_read_file(asked: FileAsked) -> bool:
    """A delivered file is for those who may open what was delivered in its contract."""
    deliveries = Delivery.objects.select_related("contract").filter(files=asked.file_id)
    return any(opens_deliveries(each.contract, asked.person_id, clockwork.now()) for each in deliveries)


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Why this person's account cannot be closed: one reason for each open contract."""
    mine = Q(client_id=asked.person_id) | Q(worker_id=asked.person_id)
    open_ones = Contract.objects.filter(mine, closed_at__isnull=True).values_list("reference", "title")[:PAGE]
    return [
        Refused("contracts.refused.contract_open", {"reference": reference, "title": title})
        for reference, title in open_ones
    ]


def rely_on_declarations(asked: DeclarationsReliedOn) -> bool:
    """Whether this person is or was a side of any contract: its papers rest on what they declared."""
    return Contract.objects.filter(Q(client_id=asked.person_id) | Q(worker_id=asked.person_id)).exists()
