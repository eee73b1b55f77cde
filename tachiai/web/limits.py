"""How often something may be asked for: counters in the shared cache, each for one stretch of time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """At most `most` times in each stretch of `within`. `name`, without blanks, tells its counters from others.

    Two that ask at the very same moment may be counted as one: a limit holds back floods, it guards no secret.
    """

    name: str
    most: int
    within: timedelta

    def seconds_to_wait(self, who: str, at: datetime) -> int:
        """Counts `who` once more; nought while they stay within the limit."""
        key, left = self._counter(who, at)
        counted = cache.get(key, 0) + 1
        cache.set(key, counted, timeout=left)
        return left if counted > self.most else 0

    def take_back(self, who: str, at: datetime) -> None:
        """What was counted as of `at` does not count after all."""
        key, left = self._counter(who, at)
        cache.set(key, max(cache.get(key, 0) - 1, 0), timeout=left)

    def _counter(self, who: str, at: datetime) -> tuple[str, int]:
        """The key of the stretch in which `at` lies, and the seconds that are left of it."""
        stretch, passed = divmod(int(at.timestamp()), int(self.within.total_seconds()))
        key = f"limit:{self.name}:{stretch}:{hashlib.sha256(who.encode()).hexdigest()}"
        return key, int(self.within.total_seconds()) - passed
