"""What only a contest settles beside its terms, kept for the draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.contests.models import ContestPlan
from tachiai.contests.rules import Plan, plan_mistakes
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.refused import Refusal, Refused


@transaction.atomic
def save_plan(*, listing_id: int, client_id: int, plan: Plan, at: datetime) -> None:
    """Keep the plan of a draft. Refusal with every mistake, and when it is no draft of this client any more."""
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != LISTING.first:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    if wrong := plan_mistakes(plan):
        raise Refusal(*(refused for _, refused in wrong))
    ContestPlan.objects.update_or_create(listing_id=listing_id, defaults={**plan.as_data(), "changed_at": at})
