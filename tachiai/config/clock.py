"""Time moved by hand: `tachiai clock`, the demo's time machine, and the past of the demo market.

Whatever falls due on the way is done at its own moment and in order, as if the worker had been there all along.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings

from tachiai.clockwork.actions import Swept, move_demo_clock
from tachiai.clockwork.events import MoveAsked
from tachiai.clockwork.queries import next_due_at, now
from tachiai.config.schedule import SWEEPS, run_due
from tachiai.config.voice import note, say
from tachiai.contracts import queries as contracts
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.refused import Refusal, Refused
from tachiai.safety import queries as safety

# Stops are never closer than this, which bounds the work of one move; what falls due between two waits so long.
LEAST_STEP = timedelta(minutes=10)

# When something falls due next, by those who know. What nobody announces here is done at the next stop.
UPCOMING: tuple[Callable[[], datetime | None], ...] = (
    next_due_at,
    contracts.next_publication_at,
    safety.next_measure_over_at,
)

Done = dict[str, Swept]


def run_until_settled(at: datetime, done: Done | None = None) -> Done:
    """Do everything due as of `at`, again and again until nothing is. Adds to `done` and answers it."""
    total = {} if done is None else done
    something = True
    while something:
        latest = run_due(at)
        add(total, latest)
        something = any(swept.fired for swept in latest.values())
    return total


def add(total: Done, latest: Mapping[str, Swept]) -> None:
    """Count `latest` into `total`."""
    for name, swept in latest.items():
        so_far = total.setdefault(name, Swept())
        so_far.fired += swept.fired
        so_far.failed += swept.failed


def run_through(since: datetime, until: datetime, *, reached: Callable[[datetime], object] | None = None) -> Done:
    """Do everything that falls due after `since` and up to `until`, each thing at its own moment, in order.

    `reached` is called with each moment that is settled, the last of them `until`.
    """
    done: Done = {}
    for at in stops(since, until):
        run_until_settled(at, done)
        if reached is not None:
            reached(at)
    return done


def upcoming() -> datetime | None:
    """When something falls due next; what is late already counts. None when nothing waits."""
    return min((moment for ask in UPCOMING if (moment := ask()) is not None), default=None)


def stops(since: datetime, until: datetime) -> Iterator[datetime]:
    """The moments after `since` at which something falls due, as they come, and at last `until`."""
    at = since
    while at < until:
        at = min(until, max(upcoming() or until, at + LEAST_STEP))
        yield at


def move_ahead(asked: MoveAsked) -> Done:
    """Listener: move the demo's clock, stop by stop, so that nothing sees a later moment before what comes first."""
    start = now()
    done = run_until_settled(start)
    add(done, run_through(start, start + asked.by, reached=_set_clock))
    return done


def _set_clock(at: datetime) -> None:
    """The clock counts whole seconds: it shows `at` or a moment later, never sooner."""
    if (ahead := at - now()) > timedelta(0):
        move_demo_clock(by=timedelta(seconds=math.ceil(ahead.total_seconds())))


def command(arguments: argparse.Namespace) -> int:
    """`tachiai clock`: 0 when all that was due as of `--at` is done, 1 when something failed (the log says what)."""
    at, present = moment(arguments.at), now()
    if at > present and not (settings.DEMO or arguments.ahead_of_time):
        raise Refusal(Refused("clock.refused.ahead", {"at": shown(at), "now": shown(present)}))
    done = run_until_settled(min(at, present))
    if at > present:
        add(done, run_through(present, at, reached=_set_clock if settings.DEMO else None))
        if settings.DEMO:
            note("clock.demo_moved", at=shown(at))
    say("clock.head", at=shown(at))
    width = max(map(len, SWEEPS))
    for name, swept in done.items():
        failed = f"  {swept.failed} failed" if swept.failed else ""
        sys.stdout.write(f"  {name:<{width}}  {swept.fired}{failed}\n")
    return 1 if any(swept.failed for swept in done.values()) else 0


def moment(said: str) -> datetime:
    """An ISO 8601 moment; without an offset it is read as Tokyo's. Refusal when it is none."""
    try:
        read = datetime.fromisoformat(said.strip())
        aware = read if read.tzinfo else read.replace(tzinfo=TOKYO)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(Refused("clock.refused.no_moment", {"said": said})) from None


def shown(at: datetime) -> str:
    """A moment as the command line writes it."""
    return at.astimezone(TOKYO).isoformat(" ", "seconds")
