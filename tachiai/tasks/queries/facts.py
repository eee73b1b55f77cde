"""The snapshots that guards and deadlines look at, and the plan behind a row."""

from __future__ import annotations

from tachiai.money.queries import wallet_balance
from tachiai.tasks.lifecycles import HOLDING, TASK
from tachiai.tasks.models import Submission, TaskJob, TaskPlan
from tachiai.tasks.rules import SubmissionFacts, TaskFacts, answers_wanted, most_refusals
from tachiai.tasks.rules.plans import Plan


def plan_in(row: TaskPlan) -> Plan:
    """The plan as the rules know it."""
    return Plan.from_parts({name: getattr(row, name) for name in Plan().parts()})


def wanted_by(row: TaskPlan, plan: Plan) -> int:
    """How many answers would be paid for."""
    units = row.units if plan.repeats is None else plan.repeats
    return answers_wanted(units, plan.answers_per_unit, row.golds, plan.gold.answers)


def task_facts(job: TaskJob) -> TaskFacts:
    """Everything that the guards of a job ask about, at a cost of at most two questions."""
    is_waiting = job.state == TASK.first
    return TaskFacts(
        state=job.state,
        ends_at=job.ends_at,
        funds_ready=wallet_balance(job.client_id) if is_waiting else 0,
        needed=job.wanted * job.reward,
        pauses=job.pauses,
        unsettled=0 if is_waiting else unsettled(job.pk),
    )


def unsettled(job_id: int) -> int:
    """Places that are held and answers that wait for review, counted by their indexes. A late place is held no more."""
    rows = Submission.objects.filter(job_id=job_id)
    return rows.filter(state="taken").count() + rows.filter(state="submitted").count()


def dated_facts(job: TaskJob) -> TaskFacts:
    """The same for deadlines alone, without a question."""
    return TaskFacts(state=job.state, ends_at=job.ends_at)


def submission_facts(submission: Submission, job: TaskJob, room: int = 0) -> SubmissionFacts:
    """`room`: how many answers the unit still waits for, where that matters."""
    return SubmissionFacts(
        state=submission.state,
        slot_ends_at=submission.slot_ends_at,
        ends_at=job.ends_at,
        is_in_review=job.state in HOLDING,
        room=room,
        refusals_left=most_refusals(job.original) - job.refused,
    )
