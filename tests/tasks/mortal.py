"""Answers places one after another until it is killed, and says which are in.

python -m tests.tasks.mortal MOMENT PLACE:WORKER...      prints the id of each place that was answered, one a line
"""

from __future__ import annotations

import sys
from datetime import datetime

import django

django.setup()

from tachiai.tasks import actions  # noqa: E402 - the settings come first
from tests.tasks.batch import ANSWER  # noqa: E402

if __name__ == "__main__":
    at = datetime.fromisoformat(sys.argv[1])
    for place_id, worker_id in (map(int, pair.split(":")) for pair in sys.argv[2:]):
        actions.submit(submission_id=place_id, worker_id=worker_id, values=ANSWER, at=at)
        print(place_id, flush=True)
