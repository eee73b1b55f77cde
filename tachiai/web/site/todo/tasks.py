"""Everything that waits for one person, from all modules, as the list, the home page and the calendar show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.clockwork.waiting import Place, first
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.queries import waiting as contests
from tachiai.contracts import announcements
from tachiai.contracts import queries as contracts
from tachiai.contracts.hourly.queries import WeekView
from tachiai.contracts.queries import ContractView, todo
from tachiai.contracts.queries.requests import RequestView
from tachiai.jobs.lifecycles import CONFIDENTIALITY, LISTING, PROPOSAL
from tachiai.jobs.queries import waiting as jobs
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.safety.queries import waiting as safety
from tachiai.safety.rules import MEASURES, appeal_until
from tachiai.tasks.lifecycles import SUBMISSION, TASK
from tachiai.tasks.queries import waiting as task_jobs
from tachiai.web import reading
from tachiai.web.site.contracts.beside import request_clock
from tachiai.web.site.contracts.clock import clock_bar

if TYPE_CHECKING:
    from tachiai.contests.models import Contest
    from tachiai.jobs.models import Confidentiality, Listing, Proposal
    from tachiai.people.models import Person
    from tachiai.safety.models import Decision
    from tachiai.tasks.models import Submission, TaskJob

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Task:
    """One thing to do: `act` about what is called `title`, with `other` (empty when nobody else waits).

    `then` is what happens when nothing is done; `turn` whose it is, as the clock bar says it. `key` names the deadline
    for good; each time it is changed, at `changed_at`, its `revision` grows.
    """

    place: Place
    due_at: datetime
    act: str
    title: str
    other: str
    then: str
    href: str
    key: str
    revision: int
    changed_at: datetime
    turn: str = "you"

    @property
    def is_late(self) -> bool:
        return not self.place.is_on_time


@dataclass(frozen=True)
class Tasks:
    """A page of them. `next_after` is the place after which the next page begins; empty on the last one."""

    tasks: Sequence[Task]
    next_after: str


# Whose turn it is in place of who may only read; nothing else is anybody's then.
_WHILE_STOOD_IN_FOR = {todo.CONTRACT: "staff", todo.REQUEST: "staff", todo.WEEK: "staff", safety.DECISION: "you"}


def tasks_of(
    person_id: int, at: datetime, *, most: int, after: Place | None = None, is_stood_in_for: bool = False
) -> Tasks:
    """What waits for this person: late things first, then by deadline. At most twelve queries. Who is stood in for sees
    what staff have to do in their place, and what they may still do themselves."""
    pieces = (each.places_waiting(person_id, at, after, most + 1) for each in (todo, contests, task_jobs, jobs, safety))
    found = first(chain.from_iterable(pieces), most + 1)
    here = found[:most]
    rows = _rows(here, person_id, at)
    told = [_TELL[place.thing](place, row) for place in here if (row := rows[place.thing].get(place.id)) is not None]
    if is_stood_in_for:
        turns = ((each, _WHILE_STOOD_IN_FOR.get(each.place.thing)) for each in told)
        told = [replace(each, turn=turn) for each, turn in turns if turn]
    return Tasks(told, str(here[-1]) if len(found) > most else "")


def _rows(places: Iterable[Place], person_id: int, at: datetime) -> Mapping[str, Mapping[int, Any]]:
    """The rows behind the places, by kind of thing and id; nothing is asked for about kinds that do not occur."""
    ids: dict[str, set[int]] = {thing: set() for thing in _TELL}
    for place in places:
        ids[place.thing].add(place.id)
    ended_or_not = ids[todo.CONTRACT] | ids[todo.RATING]
    agreed = todo.contracts_waiting(ended_or_not, person_id, at) if ended_or_not else {}
    requests, proposals, drafts = ids[todo.REQUEST], ids[jobs.PROPOSAL], ids[jobs.DRAFT]
    secrets, decided = ids[jobs.CONFIDENTIALITY], ids[safety.DECISION]
    task, held = ids[task_jobs.JOB], ids[task_jobs.PLACE]
    return {
        todo.CONTRACT: agreed,
        todo.RATING: agreed,
        todo.REQUEST: todo.requests_waiting(requests, person_id, at) if requests else {},
        todo.WEEK: todo.weeks_waiting(ids[todo.WEEK], person_id, at) if ids[todo.WEEK] else {},
        contests.CONTEST: _contests(ids[contests.CONTEST], person_id),
        task_jobs.JOB: task_jobs.jobs_waiting(task, person_id) if task else {},
        task_jobs.PLACE: task_jobs.submissions_waiting(held, person_id) if held else {},
        jobs.PROPOSAL: _with_reader(jobs.proposals_waiting_for(proposals, person_id), person_id) if proposals else {},
        jobs.CONFIDENTIALITY: jobs.confidentiality_waiting_for(secrets, person_id) if secrets else {},
        jobs.DRAFT: jobs.drafts_waiting_for(drafts, person_id) if drafts else {},
        safety.DECISION: safety.decisions_waiting_for(decided, person_id) if decided else {},
    }


def _contests(ids: set[int], person_id: int) -> Mapping[int, Contest]:
    return contests.contests_waiting(ids, person_id) if ids else {}


def _with_reader(proposals: Mapping[int, Proposal], person_id: int) -> Mapping[int, tuple[Proposal, Person]]:
    """Each proposal with the one on the other side of it."""
    return {pk: (row, row.worker if row.client_id == person_id else row.client) for pk, row in proposals.items()}


def _contract(place: Place, view: ContractView) -> Task:
    """A step of a contract. Past the agreed date the same state has another deadline, with a key of its own."""
    contract, clock = view.contract, clock_bar(view)
    return Task(
        place,
        due_at=place.until,
        act=clock.act,
        title=contract.title,
        other=str(_other(view)),
        then=clock.then,
        href=_page(view),
        key=f"contract-{contract.pk}-{contract.part}-{contract.state}-{'due' if place.is_on_time else 'late'}",
        revision=contract.steps_taken,
        changed_at=contract.entered_at,
    )


def _request(place: Place, view: RequestView) -> Task:
    request, clock = view.request, request_clock(view)
    return Task(
        place,
        due_at=place.until,
        act=clock.act,
        title=view.contract.contract.title,
        other=str(_other(view.contract)),
        then=clock.then,
        href=announcements.request_path(request),
        key=f"request-{request.pk}-{request.state}",
        revision=request.steps_taken,
        changed_at=request.entered_at,
    )


def _rating(place: Place, view: ContractView) -> Task:
    """A rating can be given to the end of the day on which its place lies."""
    contract = view.contract
    return Task(
        place,
        due_at=contracts.rating_closes_at(contract) or place.until,
        act=reading.plain("todo.rate"),
        title=contract.title,
        other=str(_other(view)),
        then=reading.plain("todo.rating_closes"),
        href=f"{_page(view)}#ratings",
        key=f"rating-{contract.pk}",
        revision=0,
        changed_at=contract.entered_at,
    )


def _week(place: Place, view: WeekView) -> Task:
    week, words = view.week, view.lifecycle.words
    title = reading.plain("hours.week.of", title=view.contract.contract.title, number=week.number)
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"{words}.act.{week.state}"),
        title=title,
        other=str(_other(view.contract)),
        then=_then(view.lifecycle, week.state),
        href=reverse("hours:week", args=[view.contract.contract.reference, week.number]),
        key=f"week-{week.pk}-{week.state}",
        revision=week.steps_taken,
        changed_at=week.entered_at,
    )


def _contest(place: Place, contest: Contest) -> Task:
    page = "contests:deposit" if contest.state == CONTEST.first else "contests:selection"
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"contest.act.{contest.state}"),
        title=contest.title,
        other="",
        then=_then(CONTEST, contest.state),
        href=reverse(page, args=[contest.listing_id]),
        key=f"contest-{contest.pk}-{contest.state}",
        revision=contest.steps_taken,
        changed_at=contest.entered_at,
    )


def _task_job(place: Place, job: TaskJob) -> Task:
    page = "tasks:deposit" if job.state == TASK.first else "tasks:review"
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"task.act.{job.state}"),
        title=job.listing.title,
        other="",
        then=_then(TASK, job.state),
        href=reverse(page, args=[job.listing_id]),
        key=f"task-{job.pk}-{job.state}",
        revision=job.steps_taken,
        changed_at=job.entered_at,
    )


def _held_place(place: Place, submission: Submission) -> Task:
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"submission.act.{submission.state}"),
        title=submission.job.listing.title,
        other=str(submission.job.client),
        then=_then(SUBMISSION, submission.state),
        href=reverse("tasks:place", args=[submission.pk]),
        key=f"place-{submission.pk}-{submission.state}",
        revision=submission.steps_taken,
        changed_at=submission.entered_at,
    )


def _proposal(place: Place, met: tuple[Proposal, Person]) -> Task:
    proposal, other = met
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"proposal.act.{proposal.state}"),
        title=proposal.listing.title,
        other=str(other),
        then=_then(PROPOSAL, proposal.state),
        href=reverse("proposals:detail", args=[proposal.pk]),
        key=f"proposal-{proposal.pk}-{proposal.state}",
        revision=(proposal.changed_at - proposal.sent_at) // _MINUTE,
        changed_at=proposal.changed_at,
    )


def _confidentiality(place: Place, row: Confidentiality) -> Task:
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"confidentiality.act.{row.state}"),
        title=row.proposal.listing.title,
        other=str(row.asker),
        then=_then(CONFIDENTIALITY, row.state),
        href=reverse("confidentiality:detail", args=[row.proposal_id]),
        key=f"confidentiality-{row.pk}",
        revision=row.steps_taken,
        changed_at=row.entered_at,
    )


def _draft(place: Place, draft: Listing) -> Task:
    return Task(
        place,
        due_at=place.until,
        act=reading.plain(f"listing.act.{draft.state}"),
        title=draft.title or reading.plain("todo.untitled"),
        other="",
        then=_then(LISTING, draft.state),
        href=reverse("jobs:edit", args=[draft.pk]),
        key=f"draft-{draft.pk}",
        revision=(draft.changed_at - draft.created_at) // _MINUTE,
        changed_at=draft.changed_at,
    )


def _decision(place: Place, row: Decision) -> Task:
    """What staff decided can be appealed against to the end of the day on which its place lies."""
    issued_at = row.issued_at or row.decided_at
    labels = [reading.plain(MEASURES[each.name].label) for each in row.measures.all()]
    return Task(
        place,
        due_at=appeal_until(issued_at),
        act=reading.plain("decisions.todo.act"),
        title=reading.plain("decisions.todo.title", labels=reading.plain("decisions.joint").join(labels)),
        other="",
        then=reading.plain("decisions.todo.then"),
        href=reverse("safety:decision", args=[row.pk]),
        key=f"decision-{row.pk}",
        revision=0,
        changed_at=issued_at,
    )


_TELL: Mapping[str, Callable[[Place, Any], Task]] = {
    todo.CONTRACT: _contract,
    todo.REQUEST: _request,
    todo.WEEK: _week,
    todo.RATING: _rating,
    contests.CONTEST: _contest,
    task_jobs.JOB: _task_job,
    task_jobs.PLACE: _held_place,
    jobs.PROPOSAL: _proposal,
    jobs.CONFIDENTIALITY: _confidentiality,
    jobs.DRAFT: _draft,
    safety.DECISION: _decision,
}


def _other(view: ContractView) -> Person:
    return view.contract.worker if view.role is Actor.CLIENT else view.contract.client


def _page(view: ContractView) -> str:
    return reverse("contracts:detail", args=[view.contract.reference])


def _then(cycle: Lifecycle, state: str) -> str:
    """What the clock does when the deadline passes, as a sentence."""
    step = cycle.clock_step(state)
    if step is None:
        return ""
    return reading.plain("contracts.page.then_one", what=reading.plain(f"{cycle.words}.then.{step.name}"))
