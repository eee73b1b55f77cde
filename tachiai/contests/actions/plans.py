"""What only a contest settles beside its terms, kept for the draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.contests.models import ContestPlan
from tachiai.contests.rules import Plan, plan_mistakes
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.walking import locked_listing, take_save
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import Save, new_save


@transaction.atomic
def save_plan(*, listing_id: int, client_id: int, plan: Plan, at: datetime, save: Save | None = None) -> None:
    """Keep the plan of a draft. Refusal with every mistake, and when it is no draft of this client any more;
    `OtherWindow` when another window has changed the plan and `save` may not go over that."""
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != LISTING.first:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    if wrong := plan_mistakes(plan):
        raise Refusal(*(refused for _, refused in wrong))
    row = ContestPlan.objects.filter(pk=listing_id).first() or ContestPlan(pk=listing_id)
    take_save(row, save or new_save())
    for name, value in plan.as_data().items():
        setattr(row, name, value)
    row.changed_at = at
    row.save()
