"""Moments of the demo's past, as its stories write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tachiai.kernel.calendar import TOKYO, local_date

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_JUST_NOW = "now"
_YESTERDAY, _MIDNIGHT = -1, time(0)


@dataclass(frozen=True)
class When:
    """A moment, Tokyo time, written in one of three ways.

    "-12 18:30": half past six in the evening, twelve days before the day on which the market is filled.
    "w-2 thu 18:30": on the Thursday of the week before last; w0 is the week, from Monday on, of that day.
    "now -40": forty minutes before the very moment.
    """

    day: int
    clock: time
    week: int | None = None
    ago: int = 0

    @classmethod
    def read(cls, said: str) -> When:
        first, _, rest = said.partition(" ")
        if first == _JUST_NOW:
            return cls(_YESTERDAY, _MIDNIGHT, ago=-int(rest))
        if first.startswith("w"):
            weekday, _, clock = rest.partition(" ")
            return cls(WEEKDAYS.index(weekday), _clock(clock), week=int(first.removeprefix("w")))
        return cls(int(first), _clock(rest))

    def counted(self, today: date) -> When:
        """The same without its week: in days from `today`."""
        if self.week is None:
            return self
        return When(self.day - today.weekday() + 7 * self.week, self.clock)

    def later(self, minutes: int) -> When:
        """So many minutes after it."""
        if self.ago:
            return When(self.day, self.clock, ago=self.ago - minutes)
        moved = datetime.combine(date.min, self.clock) + timedelta(minutes=minutes)
        return When(self.day + (moved.date() - date.min).days, moved.time(), self.week)

    def on(self, today: date) -> datetime:
        counted = self.counted(today)
        return datetime.combine(today + timedelta(days=counted.day), counted.clock, tzinfo=TOKYO)

    def before(self, present: datetime) -> datetime:
        """The moment, of a market that is filled at `present`."""
        return present - timedelta(minutes=self.ago) if self.ago else self.on(local_date(present))


def _clock(said: str) -> time:
    return time.fromisoformat(said.strip().zfill(5))
