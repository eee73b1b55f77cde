"""The newest request to keep secrets beside a proposal, for queries of other rows that name one."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from tachiai.jobs.models import Confidentiality


def newest_state(proposal: str) -> Subquery:
    """Its state, for rows that name a proposal in their column `proposal`; NULL when there never was one."""
    beside = Confidentiality.objects.filter(proposal_id=OuterRef(proposal)).order_by("-pk")
    return Subquery(beside.values("state")[:1])
