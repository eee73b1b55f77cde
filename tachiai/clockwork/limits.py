"""How often something may be asked for: counters, each for one stretch of time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.models import Counter

ROUND = 5_000
# One statement, so that of many who ask at the very same moment each is counted.
_COUNT = """
    INSERT INTO clockwork_counter AS kept (name, who, until, counted) VALUES (%s, %s, %s, 1)
    ON CONFLICT (name, who) DO UPDATE SET
        counted = CASE WHEN kept.until = excluded.until THEN kept.counted + 1 ELSE 1 END, until = excluded.until
    RETURNING counted
"""


@dataclass(frozen=True)
class Limit:
    """At most `most` times in each stretch of `within`. `name` tells its counters from others."""

    name: str
    most: int
    within: timedelta

    def seconds_to_wait(self, who: str, at: datetime) -> int:
        """Counts `who` once more; nought while they stay within the limit."""
        until = self._until(at)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [self.name, _disguised(who), until])
            (counted,) = cursor.fetchone()
        return ceil((until - at).total_seconds()) if counted > self.most else 0

    def take_back(self, who: str, at: datetime) -> None:
        """What was counted as of `at` does not count after all."""
        mine = Counter.objects.filter(name=self.name, who=_disguised(who), until=self._until(at))
        mine.update(counted=Greatest(F("counted") - 1, 0))

    def _until(self, at: datetime) -> datetime:
        """The end of the stretch in which `at` lies."""
        stretch = int(at.timestamp()) // int(self.within.total_seconds())
        return datetime.fromtimestamp((stretch + 1) * int(self.within.total_seconds()), UTC)


def discard_counters(at: datetime) -> Swept:
    """Discard the counters whose stretch is over, the oldest first, a round at most."""
    with transaction.atomic():
        over = Counter.objects.filter(until__lte=at).order_by("until").select_for_update(skip_locked=True)
        done, _ = Counter.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:ROUND])).delete()
    return Swept(fired=done)


def _disguised(who: str) -> str:
    """Counting needs to tell people and addresses apart, not to know them."""
    return hashlib.sha256(who.encode()).hexdigest()
