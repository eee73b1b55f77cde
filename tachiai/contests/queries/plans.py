"""The plan of a draft, and what a deposit is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tachiai.contests.models import ContestPlan
from tachiai.contests.rules import Plan, digest_of_brief
from tachiai.kernel.calendar import local_date
from tachiai.kernel.saves import NOTHING_YET
from tachiai.terms.rules import Terms

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing


def plan_for(listing_id: int) -> Plan | None:
    """What the client has settled so far; None before the first time."""
    return saved_plan(listing_id)[0]


def saved_plan(listing_id: int) -> tuple[Plan | None, str]:
    """The same with the name of the save that it comes from (`kernel.saves`)."""
    row = ContestPlan.objects.filter(pk=listing_id).first()
    if row is None:
        return None, NOTHING_YET
    return Plan(row.prizes, row.is_guaranteed, row.is_public, tuple(row.criteria)), row.last_save


def brief_digest(listing: Listing, plan: Plan) -> str:
    """SHA-256 of all that would be published of a draft."""
    apply_on = local_date(listing.apply_by) if listing.apply_by else None
    return digest_of_brief(listing.title, listing.description, Terms.from_data(listing.values), apply_on, plan)
