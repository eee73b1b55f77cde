"""What becomes of work by the hour, kind by kind: weeks that are paid in, logged, looked at and settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tachiai.config.demo.content import STAFF
from tachiai.config.demo.year.course import CLIENT, OTHER, RESERVED, WORKER, Course
from tachiai.config.demo.year.projects import SOON, declined, nobody

SUNDAY, TUESDAY, WEDNESDAY = 6, 1, 2
# So long after the end even the last week is settled, and the contract can be rated.
SETTLED = (5, 8)
_APPROVED = 0.7


@dataclass
class Hours(Course):
    """The same talk, and a contract of weeks. `weekday`: that of the day on which the year ends; `monday`: the first
    day of the week that is being told."""

    weekday: int = 0
    monday: int = 0

    def begun(self) -> None:
        """Agreed, and the first week paid in on its Monday."""
        self.offered()
        self.agreed()
        self.turned_down()
        self.monday = self.pen.day + 7 - (self.pen.day + self.weekday) % 7
        self.at(self.monday, 9, CLIENT, "deposit")

    def logged(self) -> None:
        """A week's one or two stretches of work."""
        for day in sorted(self.rng.sample(range(TUESDAY, 5), self.rng.randint(1, 2))):
            hours = self.rng.choice((1.5, 2, 2, 2.5, 3))
            begins = f"{self.monday + day} 10:{self.rng.randint(10, 50)}"
            self.at(self.monday + day, 19, WORKER, "log", begins=begins, hours=hours, note=self.word("line"))

    def paid_on(self) -> None:
        """On Sunday the next week is paid in."""
        self.at(self.monday + SUNDAY, 19, CLIENT, "fund")
        self.monday += 7

    def looked_at(self) -> None:
        """The week before is approved, or left to the clock."""
        if self.rng.random() < _APPROVED:
            self.at(self.monday + TUESDAY, 8, CLIENT, "approve")

    def weeks(self, least: int, most: int) -> None:
        """So many weeks of work; what was logged in the last is looked at too."""
        self.logged()
        for _ in range(self.rng.randint(least, most) - 1):
            self.paid_on()
            self.looked_at()
            self.logged()
        self.monday += 7
        self.looked_at()


def _closed(c: Hours, side: str) -> None:
    c.at(c.monday + WEDNESDAY, 10, side, "ask", kind="contract_close", reason=c.word("close_hourly"))
    c.answer(OTHER[side], "contract_close", "accept", (0, 1))
    c.rate(CLIENT, WORKER, days=SETTLED)


def ended_together(c: Hours) -> None:
    c.begun()
    c.weeks(1, 3)
    _closed(c, CLIENT)


def ended_by_worker(c: Hours) -> None:
    c.begun()
    c.weeks(1, 3)
    c.at(c.monday + WEDNESDAY, 11, WORKER, "give_up", reason=c.word("leave"))
    c.rate(CLIENT, WORKER, mood=RESERVED, days=SETTLED)


def ran_out(c: Hours) -> None:
    """No further week is paid in: the clock ends it."""
    c.begun()
    c.weeks(1, 3)


def going_on(c: Hours) -> None:
    """Week after week, to this day where it began lately enough."""
    c.begun()
    c.weeks(4, 6)
    _closed(c, WORKER)


def _contested(c: Hours) -> None:
    c.begun()
    c.logged()
    c.at(c.monday + 7 + TUESDAY, 12, CLIENT, "contest", lines={1: c.word("contest_line")})


def contested(c: Hours) -> None:
    """The two divide it between them."""
    _contested(c)
    c.then(WORKER, "offer", SOON, worker_share=c.price // 200 * 100, reason=c.word("line_offer"))
    c.then(CLIENT, "accept_offer", SOON)
    c.monday += 14
    _closed(c, WORKER)


def contested_in_vain(c: Hours) -> None:
    _contested(c)
    c.then(CLIENT, "withdraw_contest", SOON)


def decided(c: Hours) -> None:
    """Staff divide it."""
    _contested(c)
    c.then(STAFF, "decide", (11, 16), worker_share=c.price // 200 * 100, reason=c.word("split_end"))


def never_paid(c: Hours) -> None:
    """The first week is never paid in."""
    c.offered()
    c.agreed()


KINDS: Mapping[Callable[[Hours], None], int] = {
    ended_together: 32,
    ended_by_worker: 12,
    ran_out: 12,
    going_on: 14,
    contested: 8,
    contested_in_vain: 4,
    decided: 4,
    never_paid: 6,
    nobody: 12,
    declined: 8,
}
