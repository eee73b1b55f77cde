"""Contracts that were made of adopted proposals: what contests ask about them, and which proposal it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from tachiai.contracts.lifecycles.award import AWARD
from tachiai.contracts.models import Contract

_UNPAID = ("awaiting_deposit", "lapsed")
_PROPOSAL = "terms__sheet__versions__consents__proof__proposal"
"""Both consents to an award say where they stand (`awarding.Award.proof`): at this proposal of a contest."""


def has_lapsed(contract_id: int | None) -> bool:
    """Whether its deposit never came, so that nothing came of the award."""
    return contract_id is not None and Contract.objects.filter(pk=contract_id, state="lapsed").exists()


def deposited(contract_ids: Iterable[int]) -> set[int]:
    """Those of the contracts whose deposit was made: their data belong to the client's eyes."""
    found = Contract.objects.filter(pk__in=set(contract_ids)).exclude(state__in=_UNPAID)
    return set(found.values_list("pk", flat=True))


def contest_proposals_of(contract: Contract) -> list[int]:
    """The proposal of a contest that an award was made of; none of any other contract."""
    if contract.lifecycle != AWARD.name:
        return []
    told = Contract.objects.filter(pk=contract.pk).values_list(_PROPOSAL, flat=True).distinct()
    return [proposal for proposal in told if proposal is not None]


def awards_of(contest_proposals: Collection[int]) -> QuerySet[Contract]:
    """The awards that were made of these proposals of contests."""
    return Contract.objects.filter(lifecycle=AWARD.name, **{f"{_PROPOSAL}__in": contest_proposals})
