"""Pure decisions about tasks: what the guards look at, how much a job costs, how many refusals there may be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from tachiai.kernel.refused import Refused

NUMBERS: Mapping[str, Any] = tomllib.loads(Path(__file__).parents[1].joinpath("numbers.toml").read_text("utf-8"))
REFUSALS, JOB, REVIEW = NUMBERS["refusals"], NUMBERS["job"], NUMBERS["review"]


@dataclass(frozen=True)
class TaskFacts:
    """What guards and deadlines of a task job look at. Amounts in yen. `ends_at`: when it ends by the listing's
    deadline. `unsettled`: held places, unreviewed answers and refusals that may still be taken back."""

    state: str
    ends_at: datetime
    funds_ready: int = 0
    needed: int = 0
    pauses: int = 0
    unsettled: int = 0


@dataclass(frozen=True)
class SubmissionFacts:
    """The same of a submission. `ends_at`: when its job ends or ended. `is_in_review`: its job can still settle
    answers. `room`: answers that its unit still waits for and nobody holds. `refusals_left`: how many more answers of
    the job may be refused."""

    state: str
    slot_ends_at: datetime
    ends_at: datetime
    is_in_review: bool = True
    room: int = 0
    refusals_left: int = 0


def funds_are_ready(facts: TaskFacts, at: datetime) -> Refused | None:
    """The client's wallet covers the whole job."""
    if facts.funds_ready >= facts.needed:
        return None
    return Refused("tasks.refused.funds_missing", {"missing_yen": facts.needed - facts.funds_ready})


def a_pause_is_left(facts: TaskFacts, at: datetime) -> Refused | None:
    """A job is paused so often and no more: whoever works on it should be able to rely on it."""
    most = JOB["most_pauses"]
    return Refused("tasks.refused.no_pause_left", {"n": most}) if facts.pauses >= most else None


def everything_is_settled(facts: TaskFacts, at: datetime) -> Refused | None:
    """No place is held, no answer waits, no refusal can be taken back any more."""
    return Refused("tasks.refused.unsettled", {"n": facts.unsettled}) if facts.unsettled else None


def a_place_is_left(facts: SubmissionFacts, at: datetime) -> Refused | None:
    """A late answer counts while nobody else has taken its place."""
    return None if facts.room > 0 else Refused("tasks.refused.place_lost")


def a_refusal_is_left(facts: SubmissionFacts, at: datetime) -> Refused | None:
    """Refusals are counted: the larger of a number and a share of what was wanted at first."""
    return None if facts.refusals_left > 0 else Refused("tasks.refused.no_refusal_left")


def the_job_goes_on(facts: SubmissionFacts, at: datetime) -> Refused | None:
    """Money is held for it until the job is completed."""
    return None if facts.is_in_review else Refused("tasks.refused.job_is_over")


def most_refusals(original: int) -> int:
    """How many of the `original` answers wanted may be refused in all: 30 per cent, rounded down, but three always.

    What is answered again after a refusal does not enlarge it (the field's rule is stretched that way).
    """
    return max(REFUSALS["least"], original * REFUSALS["percent"] // 100)


def cost(units: int, answers_per_unit: int, golds: int, answers_per_gold: int, reward: int) -> int:
    """What a job holds when it opens, in yen: every answer wanted, those of gold units too."""
    return answers_wanted(units, answers_per_unit, golds, answers_per_gold) * reward


def answers_wanted(units: int, answers_per_unit: int, golds: int, answers_per_gold: int) -> int:
    """How many answers a plan asks for. `units` counts all units, gold ones too."""
    return (units - golds) * answers_per_unit + golds * answers_per_gold


def approval_rate(approved: int, refused: int) -> int | None:
    """Per cent of the settled answers that were approved, rounded down; None while there are too few to tell."""
    settled = approved + refused
    return None if settled < NUMBERS["approval_rate"]["least_answers"] else approved * 100 // settled


def yen_an_hour(reward: int, seconds: list[int]) -> int | None:
    """What the median worker earns in an hour before fees, from how long each answer took; None without answers."""
    return int(reward * 3600 / max(1, median(seconds))) if seconds else None


def reason_mistake(reason: str) -> Refused | None:
    """What is wrong with the reason of a refusal, which its worker reads."""
    length = len(reason.strip())
    if length < REFUSALS["least_letters"]:
        return Refused("tasks.refused.reason_too_short", {"least": REFUSALS["least_letters"]})
    if length > REFUSALS["most_letters"]:
        return Refused("tasks.refused.reason_too_long", {"most": REFUSALS["most_letters"]})
    return None
