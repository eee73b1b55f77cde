"""What a worker does: take a place at a unit, save the half-typed answer, give the place back, answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from tachiai.clockwork.actions import BY_CLOCK, By, enter
from tachiai.clockwork.asking import Asked, Given
from tachiai.clockwork.writing import insert, update
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import OtherWindow, Save, new_save
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.actions.picking import pick_unit
from tachiai.tasks.lifecycles import HELD, HOLDING, LATE_MINUTES, SUBMISSION
from tachiai.tasks.models import Standing, Submission, TaskJob, Unit
from tachiai.tasks.queries.entering import held_by, objections, running_job_at
from tachiai.tasks.queries.facts import plan_in, submission_facts
from tachiai.tasks.rules.answers import Raw, half_typed, is_right, is_same, read_answers
from tachiai.tasks.rules.forms import Form
from tachiai.tasks.walking import holds_still, time_out, walk_submission

_ANSWERED = ("values", "draft", "submitted_at", "seconds", "gold_right")


class AnswerMistakes(Refusal):
    """An answer that its form does not take; `mistakes` says what is wrong, field by field. It was saved half-typed."""

    def __init__(self, mistakes: tuple[tuple[str, Refused], ...]):
        self.mistakes = mistakes
        super().__init__(*(reason for _, reason in mistakes))


@dataclass(frozen=True)
class _Outcome:
    """An answer that counts, or why it came to nothing: that is kept, so it must not undo what was written."""

    submission: Submission
    refused: Refused | None = None


@transaction.atomic
def take_next(*, listing_id: int, worker_id: int, at: datetime) -> Submission:
    """Hold a place at a unit that waits for an answer, for as long as the plan says. Who holds one already gets that
    one again.

    Refusal with every reason why this worker gets none (`queries.entering`), or when all units are taken.
    """
    refuse_restricted(worker_id, Act.PROPOSE, at)
    job, client_is_held_up = running_job_at(listing_id, at)
    if job is None:
        raise Refusal(Refused("tasks.refused.no_such_job"))
    plan = plan_in(job.plan)
    standing = _locked_standing(job, worker_id)
    if held := _still_held(job, worker_id, at):
        return held
    if refused := tuple(objections(job, plan, standing, worker_id, client_is_held_up)):
        raise Refusal(*refused)
    picked = pick_unit(job, plan, standing, at)
    if picked is None:
        raise Refusal(Refused("tasks.refused.all_taken"))
    unit_id, standing.last_number = picked
    standing.taken += 1
    update(standing, ("last_number", "taken"))
    return _hold(job, unit_id, worker_id, plan.slot_minutes, at)


def _hold(job: TaskJob, unit_id: int, worker_id: int, minutes: int, at: datetime) -> Submission:
    submission = Submission(
        job=job,
        unit_id=unit_id,
        worker_id=worker_id,
        taken_at=at,
        slot_ends_at=at + timedelta(minutes=minutes),
        state=SUBMISSION.first,
        lifecycle_version=SUBMISSION.version,
    )
    enter(submission, SUBMISSION, submission_facts(submission, job), at)
    insert(submission)
    return submission


def _still_held(job: TaskJob, worker_id: int, at: datetime) -> Submission | None:
    """The place that the worker holds. One whose time is over is theirs no more; while nobody else has taken its unit,
    a late answer still counts, so it is not given to them a second time."""
    held = held_by(job.pk, worker_id)
    if held is None or held.slot_ends_at <= at:
        return None
    held.job = job
    return held


def _locked_standing(job: TaskJob, worker_id: int) -> Standing:
    """How the worker stands in the job, locked, so that two clicks follow one another; made at the first."""
    found = _STANDING.first(job=job.pk, worker=worker_id)
    if found is None:
        start = secrets.randbelow(max(1, job.plan.units))
        try:
            with transaction.atomic():
                return Standing.objects.create(job_id=job.pk, worker_id=worker_id, last_number=start)
        except IntegrityError:
            return Standing.objects.select_for_update(no_key=True).get(job_id=job.pk, worker_id=worker_id)
    return found


def _standing() -> QuerySet[Standing]:
    return Standing.objects.select_for_update(no_key=True).filter(job_id=Given("job"), worker_id=Given("worker"))


_STANDING = Asked(_standing)


@transaction.atomic
def save_half(*, submission_id: int, worker_id: int, values: Raw, at: datetime, save: Save | None = None) -> bool:
    """Keep what the worker has typed so far on the place that they hold, unjudged. False when they hold it no more.
    `OtherWindow` when another window has kept something else and `save` may not go over that."""
    place = _locked(submission_id, worker_id)
    if place.state not in HELD:
        return False
    kept = half_typed(Form.from_data(place.job.plan.form), values)
    save = save or new_save()
    _refuse_unseen(place, kept, save)
    place.draft, place.drafted_at, place.saved_as = kept, at, save.name
    update(place, ("draft", "drafted_at", "saved_as"))
    return True


def _refuse_unseen(place: Submission, typed: Mapping[str, Any], save: Save) -> None:
    if place.draft and place.draft != typed:
        save.refuse_unseen(place.last_save, Refused("tasks.refused.kept_elsewhere"))


@transaction.atomic
def give_back(*, submission_id: int, worker_id: int, at: datetime) -> None:
    """Let a place go: it is offered to others at once, and nobody minds. Doing so twice changes nothing."""
    submission = _locked(submission_id, worker_id)
    if submission.state == "freed":
        return
    was_taken = submission.state == "taken"
    walk_submission(submission, submission.job, "give_back", by=By(Actor.WORKER, worker_id), at=at)
    if was_taken:
        Unit.objects.filter(pk=submission.unit_id).update(open=F("open") + 1)


def submit(*, submission_id: int, worker_id: int, values: Raw, at: datetime, save: Save | None = None) -> Submission:
    """Answer the unit of a place that the worker holds. Answering twice changes nothing: the first answer counts, and
    `OtherWindow` is raised for one that says something else, and when another window has kept something else half-typed
    that `save` may not go over.

    A few minutes late (`LATE_MINUTES`) it still counts while nobody else has taken the unit. Otherwise it is kept, for
    its worker to see, and the Refusal says why it came to nothing. `AnswerMistakes` for what the form does not take.
    """
    refuse_restricted(worker_id, Act.WALK, at)
    save = save or new_save()
    try:
        outcome = _submit(submission_id, worker_id, values, at, save)
    except AnswerMistakes:
        save_half(submission_id=submission_id, worker_id=worker_id, values=values, at=at, save=save)
        raise
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    return outcome.submission


@transaction.atomic
def _submit(submission_id: int, worker_id: int, raw: Raw, at: datetime, save: Save) -> _Outcome:
    submission = _locked(submission_id, worker_id)
    job = submission.job
    form = Form.from_data(job.plan.form)
    if submission.submitted_at is not None:
        return _answered(submission, form, raw)
    room = _on_time_or_late(submission, at)
    if room == 0:
        return _keep_late(submission, form, raw, at)
    _refuse_unseen(submission, half_typed(form, raw), save)
    read = read_answers(form, raw)
    if read.mistakes:
        raise AnswerMistakes(read.mistakes)
    if read.file_ids and not conversations.owns_files(worker_id, read.file_ids):
        raise Refusal(Refused("tasks.refused.answer.not_your_file"))
    is_late = submission.state == "overdue"
    _fill(submission, form, read.values, at)
    step = "submit_late" if is_late else "submit"
    by = By(Actor.WORKER, worker_id)
    walk_submission(submission, job, step, by=by, at=at, room=room, changed=_ANSWERED)
    if read.file_ids:
        submission.files.set(read.file_ids)
    _count(submission, worker_id)
    if is_late:
        Unit.objects.filter(pk=submission.unit_id).update(open=F("open") - 1)
    return _Outcome(submission)


def _answered(submission: Submission, form: Form, raw: Raw) -> _Outcome:
    if not is_same(form, raw, submission.values):
        raise OtherWindow(Refused("tasks.refused.answered_elsewhere"))
    return _Outcome(submission)


def _on_time_or_late(submission: Submission, at: datetime) -> int:
    """How many answers to the unit can still be counted: one while the place is held; when it is late, what is left of
    the unit (which is locked then)."""
    if at >= submission.slot_ends_at:
        # Who is late may be taking another unit at the same moment: how they stand is locked before any unit is.
        Standing.objects.select_for_update(no_key=True).get(job_id=submission.job_id, worker_id=submission.worker_id)
    if submission.state == "taken" and at >= submission.slot_ends_at:
        time_out(submission, submission.job, submission.slot_ends_at)
    if submission.state == "taken":
        return 1
    if submission.state != "overdue" or submission.job.state not in HOLDING:
        return 0
    if submission.due_at is not None and at > submission.due_at:
        walk_submission(submission, submission.job, "free", by=BY_CLOCK, at=at)
        return 0
    if not holds_still(submission.job_id, HOLDING):
        return 0
    return Unit.objects.select_for_update(no_key=True).get(pk=submission.unit_id).open


def _keep_late(submission: Submission, form: Form, raw: Raw, at: datetime) -> _Outcome:
    """The answer is kept as it was typed; its worker reads it, and why it came to nothing. Nobody else does."""
    typed = half_typed(form, raw)
    if submission.late and submission.late != typed:
        raise OtherWindow(Refused("tasks.refused.answered_elsewhere"))
    submission.late, submission.late_at = typed, at
    submission.save(update_fields=["late", "late_at"])
    ended = {"ended_at": submission.slot_ends_at, "n": LATE_MINUTES}
    is_taken = submission.state == "overdue" or submission.slot_ends_at + timedelta(minutes=LATE_MINUTES) >= at
    return _Outcome(submission, Refused("tasks.refused.place_lost" if is_taken else "tasks.refused.too_late", ended))


def _fill(submission: Submission, form: Form, values: Mapping[str, Any], at: datetime) -> None:
    submission.values, submission.draft, submission.submitted_at = dict(values), {}, at
    submission.seconds = max(0, int((at - submission.taken_at).total_seconds()))
    if submission.unit.is_gold:
        submission.gold_right = is_right(form, values, submission.unit.expected)


def _count(submission: Submission, worker_id: int) -> None:
    golds, right = int(submission.gold_right is not None), int(bool(submission.gold_right))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [golds, right, submission.job_id, worker_id])


_COUNT = """
UPDATE tasks_standing SET submitted = submitted + 1, golds = golds + %s, golds_right = golds_right + %s
WHERE job_id = %s AND worker_id = %s
"""


def _mine(submission_id: int, worker_id: int) -> Submission:
    rows = Submission.objects.select_related("job__plan").filter(pk=submission_id, worker_id=worker_id)
    found = rows.first()
    if found is None:
        raise Refusal(Refused("tasks.refused.no_such_place"))
    return found


def _locked(submission_id: int, worker_id: int) -> Submission:
    """The worker's own submission, locked, with its unit, job and plan."""
    found = _LOCKED.first(submission=submission_id, worker=worker_id)
    if found is None:
        raise Refusal(Refused("tasks.refused.no_such_place"))
    return found


def _one_locked() -> QuerySet[Submission]:
    rows = Submission.objects.select_related("job__plan", "unit").select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=Given("submission"), worker_id=Given("worker"))


_LOCKED = Asked(_one_locked)
