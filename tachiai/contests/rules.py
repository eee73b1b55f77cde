"""Pure decisions about contests: what a plan lacks, who may do what when, and how a prize is shared. Yen throughout."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tachiai.kernel.calendar import end_of_day, local_date
from tachiai.kernel.refused import Refused
from tachiai.terms.rules import Terms, digest_of

NUMBERS = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text("utf-8"))
_LIMITS = NUMBERS["limits"]
MOST_PRIZES: int = _LIMITS["prizes"]
MOST_CRITERIA: int = _LIMITS["criteria"]
LONGEST_CRITERION: int = _LIMITS["criterion_length"]
MOST_PROPOSALS: int = _LIMITS["proposals"]
MOST_FILES: int = _LIMITS["files"]
MOST_QUESTIONS: int = _LIMITS["questions"]
LONGEST_TEXT: int = _LIMITS["text_length"]
LONGEST_REASON: int = _LIMITS["reason_length"]
LONGEST_QUESTION: int = _LIMITS["question_length"]
EARLY_END_BEFORE = timedelta(days=NUMBERS["early_end"]["days_before"])
EARLY_END_NOTICE = timedelta(days=NUMBERS["early_end"]["notice_days"])
ADDITIONAL_FOR = timedelta(days=NUMBERS["additional"]["days"])
DATA_DAYS = timedelta(days=NUMBERS["award"]["data_days"])
CHOOSING = ("selecting", "selecting_overdue")


@dataclass(frozen=True)
class Plan:
    """What only a contest settles beforehand. `is_guaranteed` (採用確約): at least one proposal is adopted, or the
    prizes are shared. `is_public`: everybody sees the proposals; otherwise makers see their own only, and the client
    all."""

    prizes: int = 1
    is_guaranteed: bool = False
    is_public: bool = True
    criteria: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "prizes": self.prizes,
            "is_guaranteed": self.is_guaranteed,
            "is_public": self.is_public,
            "criteria": list(self.criteria),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Plan:
        return cls(data["prizes"], data["is_guaranteed"], data["is_public"], tuple(data["criteria"]))


def plan_mistakes(plan: Plan) -> tuple[tuple[str, Refused], ...]:
    """What is filled in wrongly, as (field, reason). That criteria are missing is an objection, no mistake."""
    return tuple(_plan_mistakes(plan))


def _plan_mistakes(plan: Plan) -> Iterator[tuple[str, Refused]]:
    if not 1 <= plan.prizes <= MOST_PRIZES:
        yield "prizes", Refused("contests.refused.prizes", {"most": MOST_PRIZES})
    if len(plan.criteria) > MOST_CRITERIA:
        yield "criteria", Refused("contests.refused.too_many_criteria", {"most": MOST_CRITERIA})
    if any(len(line) > LONGEST_CRITERION for line in plan.criteria):
        yield "criteria", Refused("terms.refused.too_long", {"most": LONGEST_CRITERION})


def plan_objections(plan: Plan | None) -> tuple[Refused, ...]:
    """Why a contest cannot be published with this plan: nobody works towards what is judged by nothing."""
    if plan is None or not plan.criteria:
        return (Refused("contests.refused.criteria_missing"),)
    return tuple(refused for _, refused in plan_mistakes(plan))


def digest_of_brief(title: str, description: str, terms: Terms, apply_on: date | None, plan: Plan) -> str:
    """SHA-256 of all that is going to be published: a deposit is for exactly this."""
    said = {
        "title": title,
        "description": description,
        "terms": terms.as_data(),
        "apply_on": apply_on.isoformat() if apply_on else None,
        "plan": plan.as_data(),
    }
    return digest_of(said)


@dataclass(frozen=True)
class ContestFacts:
    """A frozen snapshot of one contest. `proposals` counts those that can be adopted (not withdrawn, not removed,
    not adopted yet), `adopted` the prizes given. Yen, moments aware."""

    state: str
    apply_by: datetime
    prize: int = 0
    prizes: int = 1
    adopted: int = 0
    proposals: int = 0
    is_guaranteed: bool = False
    is_stopped: bool = False
    is_ended_early: bool = False
    funds_ready: int = 0

    @property
    def deposit(self) -> int:
        return self.prize * self.prizes

    @property
    def prizes_left(self) -> int:
        return self.prizes - self.adopted

    @property
    def held(self) -> int:
        """What is still deposited for prizes that were not given."""
        return self.prize * self.prizes_left


def funds_are_ready(facts: ContestFacts, at: datetime) -> Refused | None:
    """The client's wallet covers every prize."""
    missing = facts.deposit - facts.funds_ready
    return Refused("contests.refused.funds_not_ready", {"missing_yen": missing}) if missing > 0 else None


def is_not_stopped(facts: ContestFacts, at: datetime) -> Refused | None:
    """While staff have stopped the listing nothing new comes of it; its clock goes on."""
    return Refused("jobs.refused.listing_stopped") if facts.is_stopped else None


def there_is_a_proposal(facts: ContestFacts, at: datetime) -> Refused | None:
    return None if facts.proposals else Refused("contests.refused.no_proposal")


def the_deadline_is_far(facts: ContestFacts, at: datetime) -> Refused | None:
    """An early end (早期終了) only two days or more before the deadline: somebody may be at work (domain 1.5)."""
    if facts.is_ended_early:
        return Refused("contests.refused.ended_early_already", {"until": facts.apply_by})
    last = facts.apply_by - EARLY_END_BEFORE
    return None if at <= last else Refused("contests.refused.too_late_to_end_early", {"until": last})


def more_than_one_prize_is_left(facts: ContestFacts, at: datetime) -> Refused | None:
    return None if facts.prizes_left > 1 else Refused("contests.refused.one_prize_left")


def one_prize_is_left(facts: ContestFacts, at: datetime) -> Refused | None:
    return None if facts.prizes_left == 1 else Refused("contests.refused.more_prizes_left", {"n": facts.prizes_left})


def the_promise_is_kept(facts: ContestFacts, at: datetime) -> Refused | None:
    """Who promised to adopt ends the contest after the first adoption only."""
    return Refused("contests.refused.guaranteed") if is_promised(facts) else None


def is_promised(facts: ContestFacts) -> bool:
    """The promise to adopt (採用確約) stands until it is kept, which one adoption does."""
    return facts.is_guaranteed and not facts.adopted


def early_end(at: datetime) -> datetime:
    """When proposals end that the client ends early: at the end of the next day."""
    return end_of_day(at + EARLY_END_NOTICE)


def data_due_on(at: datetime, agreed: date | None) -> date:
    """By when the data of a proposal adopted at `at` are due: a week, or the later day that the terms name."""
    due = local_date(at + DATA_DAYS)
    return max(due, agreed) if agreed else due


@dataclass(frozen=True)
class Standing:
    """One proposal when the clock shares what was left: whose it is, and what became of it."""

    proposal_id: int
    worker_id: int
    sent_at: datetime
    is_out: bool = False
    is_marked: bool = False


def sharing(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The proposals among which prizes are shared, the earliest first: those that meet the brief.

    `is_out`: withdrawn, removed by staff or adopted already. `is_marked`: the client says, with a reason that its maker
    reads, that it does not meet the brief. Marks on everything that stands count for nothing: nobody gets out of a
    promise by one's own word alone.
    """
    here = (each for each in standings if not each.is_out)
    standing = sorted(here, key=lambda each: (each.sent_at, each.proposal_id))
    fit = [each for each in standing if not each.is_marked]
    return tuple(fit or standing)


def shares(held: int, among: Sequence[Standing]) -> dict[int, int]:
    """`held` yen in equal parts by proposal; the yen that cannot be divided go to the earliest. Entries that would get
    nothing are left out. Empty when there is nobody to share with."""
    if not among:
        return {}
    each, rest = divmod(held, len(among))
    parts = {one.proposal_id: each for one in among}
    parts[among[0].proposal_id] += rest
    return {proposal_id: amount for proposal_id, amount in parts.items() if amount}


def by_worker(parts: Mapping[int, int], among: Sequence[Standing]) -> dict[int, int]:
    """The same by person: several proposals of one maker are one payment."""
    paid: dict[int, int] = {}
    for one in among:
        if parts.get(one.proposal_id):
            paid[one.worker_id] = paid.get(one.worker_id, 0) + parts[one.proposal_id]
    return paid


def proposal_mistakes(text: str, note: str, files: int) -> tuple[tuple[str, Refused], ...]:
    """What is wrong in a proposal, as (field, reason). A name or an idea needs no file, a picture no words."""
    found = []
    if not text.strip() and not files:
        found.append(("text", Refused("contests.refused.nothing_sent")))
    for name, said in (("text", text), ("note", note)):
        if len(said) > LONGEST_TEXT:
            found.append((name, Refused("terms.refused.too_long", {"most": LONGEST_TEXT})))
    if files > MOST_FILES:
        found.append(("files", Refused("jobs.refused.too_many_files", {"most": MOST_FILES})))
    return tuple(found)


def reason_mistakes(reason: str, longest: int = LONGEST_REASON) -> tuple[Refused, ...]:
    """Whoever decides about another's work says why."""
    if not reason.strip():
        return (Refused("jobs.refused.reason_missing"),)
    return (Refused("terms.refused.too_long", {"most": longest}),) if len(reason) > longest else ()
