"""Going on in spite of a finding: in which role, why, and for which value; the other side reads it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.jobs import announcements
from tachiai.jobs.actions.talk import judge_word, negotiated, sheet_of
from tachiai.jobs.findings import in_terms
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.terms import actions as terms
from tachiai.terms import queries as terms_queries
from tachiai.terms.packs.finding import blocking
from tachiai.terms.rules import open_points
from tachiai.terms.rules.checking import open_point


@transaction.atomic
def override_finding(
    *, proposal_id: int, person_id: int, check: str, fact: str, value: str, reason: str, at: datetime, seen: str = ""
) -> None:
    """One side answers for a finding that stops the version on the table. `value` as `terms.queries.value_text` says
    it. Refused for what does not stop it (any more), for an open point, without a reason, and as `judge_word` says."""
    refuse_restricted(person_id, Act.AGREE, at)
    proposal, side = negotiated(proposal_id, person_id, at)
    current = terms_queries.current(sheet_of(proposal))
    stopping = blocking(in_terms(proposal, current.terms, at, answered=terms_queries.overrides(current.id)))
    meant = [one for one in stopping if (one.check, one.fact, terms_queries.value_text(one)) == (check, fact, value)]
    if not meant:
        raise Refusal(Refused("terms.refused.no_such_finding"))
    if still_open := [each for each in open_points(current.terms) if fact == f"terms.{each.name}"]:
        raise Refusal(open_point(still_open[0]))
    terms.override(version_id=current.id, finding=meant[0], role=side, person_id=person_id, reason=reason, at=at)
    judge_word(proposal, person_id, reason, at, seen)
    announcements.finding_overridden(proposal, side, at, reason.strip())
