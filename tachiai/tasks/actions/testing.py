"""The small test before the first unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.models import Attempt
from tachiai.tasks.queries.entering import running_job
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.rules import NUMBERS

MOST_TRIES: int = NUMBERS["test"]["most_tries"]


@dataclass(frozen=True)
class Result:
    """How a test went; `right` of `asked` questions. Which ones were wrong is not told."""

    passed: bool
    right: int
    asked: int
    tries_left: int


@transaction.atomic
def take_test(*, listing_id: int, worker_id: int, answers: Sequence[int | None], at: datetime) -> Result:
    """Take the test of a job: for each question the place of the chosen answer, from 0, or None. What was passed stays
    passed. Refusal when there is none, when a question was left out, and when no try is left."""
    refuse_restricted(worker_id, Act.PROPOSE, at)
    job = running_job(listing_id)
    if job is None or job.client_id == worker_id:
        raise Refusal(Refused("tasks.refused.no_such_job"))
    test = plan_in(job.plan).test
    asked = len(test.questions)
    if not asked:
        raise Refusal(Refused("tasks.refused.no_test"))
    name = test.digest_for(job.client_id, job.listing.category)
    Attempt.objects.get_or_create(worker_id=worker_id, test=name, defaults={"tried_at": at})
    attempt = Attempt.objects.select_for_update(no_key=True).get(worker_id=worker_id, test=name)
    if attempt.passed_at is not None:
        return Result(True, attempt.right, asked, MOST_TRIES - attempt.tries)
    if attempt.tries >= MOST_TRIES:
        raise Refusal(Refused("tasks.refused.test_failed", {"asked": test.pass_percent, "n": MOST_TRIES}))
    if len(answers) != asked or None in answers:
        raise Refusal(Refused("tasks.refused.answer_missing"))
    attempt.tries += 1
    attempt.right, attempt.tried_at = test.right_of(answers), at
    attempt.passed_at = at if test.is_passed_with(attempt.right) else None
    attempt.save()
    return Result(attempt.passed_at is not None, attempt.right, asked, MOST_TRIES - attempt.tries)
