"""Two tabs of one client at the same contest: whatever meets, nothing stands still and both ends agree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Listing
from tachiai.kernel.refused import Refusal
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.tasks.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_ending_early_and_extending_at_once(cast: Cast) -> None:
    for _ in range(6):
        stage = Stage(cast)
        stage.deposit()
        stage.propose(cast.ren)
        later = {"client_id": stage.client.pk, "apply_on": stage.draft.apply_on + timedelta(days=3), "at": stage.at}
        answers = at_once([stage.end_early, lambda s=stage, n=later: jobs.extend(listing_id=s.listing_id, **n)])
        assert sum(isinstance(answer, Refusal) for answer in answers) <= 1
        assert stage.contest.apply_by == Listing.objects.get(pk=stage.listing_id).apply_by
        assert stage.contest.due_at == stage.contest.apply_by
