"""The snapshot of an inquiry that guards and deadlines look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tachiai.contracts.lifecycles import AWARD
from tachiai.contracts.queries.deliveries import deliveries_of
from tachiai.inquiries.models import Inquiry
from tachiai.inquiries.rules import InquiryFacts

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract


def facts_of(row: Inquiry) -> InquiryFacts:
    return InquiryFacts(
        state=row.state,
        answer_by=row.answer_by,
        is_assigned=row.assignee_id is not None,
        is_contacted=row.contacted_at is not None,
        has_contract=row.contract_id is not None,
        is_handed_over=row.contract is not None and is_handed_over(row.contract),
        replies=row.replies,
    )


def is_handed_over(contract: Contract) -> bool:
    """A contest after its adoption, or work that was delivered."""
    return contract.lifecycle == AWARD.name or bool(deliveries_of(contract.pk))
