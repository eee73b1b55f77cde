"""What the clock does with tasks: steps that nobody took in time, reminders before them, results told together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tachiai.clockwork.actions import BY_CLOCK, ROUND, Swept, fire_due, fire_reminders, postpone
from tachiai.clockwork.quiet import is_quiet
from tachiai.tasks import announcements
from tachiai.tasks.actions.settling import free, settle_by_clock
from tachiai.tasks.lifecycles import HELD, SUBMISSION, TASK
from tachiai.tasks.models import Standing, Submission, TaskJob
from tachiai.tasks.queries.facts import dated_facts, submission_facts
from tachiai.tasks.walking import walk_job, walk_submission


def sweep_tasks(at: datetime) -> Swept:
    """Lapse what was not deposited, end what has come to its day, complete what was reviewed long enough."""
    return fire_due(_jobs(), _fire_job, at=at)


def sweep_submissions(at: datetime) -> Swept:
    """Offer abandoned places again, and settle what nobody reviewed in time."""
    return fire_due(_submissions(), _fire_submission, at=at)


def remind_tasks(at: datetime) -> Swept:
    """Tell clients of deadlines that come near."""
    return fire_reminders(_jobs(), _remind_job, at=at)


def remind_submissions(at: datetime) -> Swept:
    """Tell workers that their time for a unit is nearly over, and clients what the clock will settle."""
    return fire_reminders(_submissions(), _remind_submission, at=at)


def tell_settled(at: datetime) -> Swept:
    """Tell workers what has become of their answers: everything since the last time in one notice."""
    swept = Swept()
    if is_quiet(Standing._meta.db_table, "tell_at") or not Standing.objects.filter(tell_at__lte=at).exists():
        return swept
    while swept.fired < ROUND and _tell_next(at):
        swept.fired += 1
    return swept


def _jobs() -> QuerySet[TaskJob]:
    return TaskJob.objects.select_related("listing").defer("listing__search", "listing__description")


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related("job__listing").defer("job__listing__search", "job__listing__description")


def _fire_job(job: TaskJob, at: datetime) -> None:
    """The clock step; before a job is completed its answers are settled, a chunk each time."""
    step = TASK.clock_step(job.state)
    if step is None:
        raise LookupError(f"task job {job.pk}: state {job.state} has a deadline and no clock step")
    if step.name != "complete" or not settle_by_clock(job, at):
        walk_job(job, step.name, by=BY_CLOCK, at=at)


def _fire_submission(submission: Submission, at: datetime) -> None:
    """A place is freed; unreviewed answers are settled with the others of their job that are due."""
    if submission.state in HELD:
        free(submission, submission.job, at)
        return
    if submission.state == "refused":
        walk_submission(submission, submission.job, "keep_refusal", by=BY_CLOCK, at=at)
        return
    # Somebody is reviewing, or the clock settles the whole job: then it is their turn first.
    if (locked := _free_job(submission)) is not None:
        settle_by_clock(locked, at)


def _remind_job(job: TaskJob, at: datetime) -> None:
    announcements.reminder(job, at)
    postpone(job, TASK, dated_facts(job), at)
    job.save(update_fields=["due_at", "remind_at"])


def _remind_submission(submission: Submission, at: datetime) -> None:
    job = submission.job
    if submission.state in HELD:
        announcements.place_reminder(submission, at)
        postpone(submission, SUBMISSION, submission_facts(submission, job), at)
        submission.save(update_fields=["due_at", "remind_at"])
        return
    if _free_job(submission) is None:
        # Somebody else tells of this very job and clears this answer too; each would wait for the other's answers.
        return
    announcements.answers_reminder(job, submission.state, at)
    # One word for all of them: none of the others needs a turn of its own.
    Submission.objects.filter(job_id=job.pk, state=submission.state, remind_at__lte=at).update(remind_at=None)


def _free_job(submission: Submission) -> TaskJob | None:
    """The job of an answer, locked; None while somebody else has it."""
    job = TaskJob.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=submission.job_id)
    return job.first()


@transaction.atomic
def _tell_next(at: datetime) -> bool:
    due = Standing.objects.select_related("job__listing").filter(tell_at__lte=at).order_by("tell_at")
    standing = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if standing is None:
        return False
    announcements.settled(standing.job, standing, at)
    standing.untold_approved = standing.untold_refused = 0
    standing.tell_at = None
    standing.save(update_fields=["untold_approved", "untold_refused", "tell_at"])
    return True
