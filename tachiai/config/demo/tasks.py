"""What people of the demo do in tasks; told in tasks.toml."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tachiai.clockwork.actions import By
from tachiai.config.demo.content import STAFF, Act
from tachiai.config.demo.formats import Task, person
from tachiai.config.demo.stage import Stage, bank, confirm
from tachiai.kernel.lifecycle import Actor
from tachiai.money.rules import listing_holder
from tachiai.notices import actions as notices
from tachiai.tasks import actions, queries

COLUMN = "text"
_STEPS = ("withdraw", "pause", "resume", "close", "stop", "finish")
_PAUSE_BETWEEN = 1


def settle(stage: Stage, at: datetime, told: Task) -> None:
    """What the draft needs beside its terms: the form, its rules and the table."""
    listing, client = stage.listings[told.key], stage.client(told.key)
    actions.save_plan(listing_id=listing, client_id=client, plan=told.plan, at=at)
    if told.rows:
        name = f"{told.key}.csv"
        actions.import_units(listing_id=listing, client_id=client, content=_table(told), name=name, at=at)


def _table(told: Task) -> bytes:
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow([COLUMN, f"gold.{told.question.name}"])
    rows.writerows([each.text, each.right if each.is_gold else ""] for each in told.rows)
    return file.getvalue().encode()


def deposit(stage: Stage, at: datetime, told: Task) -> None:
    """Publish by paying in every answer that is wanted, or announce that and wait."""
    listing, client = stage.listings[told.key], stage.client(told.key)
    with bank(is_slow=told.by_transfer):
        actions.announce_deposit(listing_id=listing, client_id=client, at=at)
    if not told.by_transfer:
        confirm(stage, listing_holder(listing), at)


def one_by_one(told: Task) -> Iterator[Act]:
    """Every act of the story. `answer` is taking a place and, `minutes` later, answering it, so many `times`; those in
    `slips` are answered wrongly."""
    for one in told.acts:
        if one.verb != "answer":
            yield one
            continue
        minutes, slips = one.particulars["minutes"], one.particulars.get("slips", ())
        for turn in range(one.particulars.get("times", 1)):
            taken = one.when.later(turn * (minutes + _PAUSE_BETWEEN))
            yield replace(one, when=taken, verb="take", particulars={})
            said = {**one.particulars, "is_slip": turn + 1 in slips}
            yield replace(one, when=taken.later(minutes), verb="submit", particulars=said)


def act(stage: Stage, at: datetime, told: Task, one: Act) -> None:
    """Somebody does what the story says, having read what they were told."""
    who = person(stage, told.key, one.side)
    if one.verb not in ("take", "submit"):
        notices.mark_all_read(person_id=who, at=at)
    VERBS[one.verb](stage, at, told, one, who)


def take(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    place = actions.take_next(listing_id=stage.listings[told.key], worker_id=who, at=at)
    stage.places[f"{told.key}.{one.side}"] = place.pk


def half(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """What was typed so far is kept."""
    actions.save_half(submission_id=_place(stage, told, one), worker_id=who, values=_raw(one), at=at)


def give_back(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    actions.give_back(submission_id=_place(stage, told, one), worker_id=who, at=at)


def submit(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """With the `values` that the act names and, in a table, with what the row should be answered."""
    place = _place(stage, told, one)
    values = _raw(one)
    if told.rows and (view := queries.place_for(who, place, at)):
        right = next(row.right for row in told.rows if row.text == view.values[COLUMN])
        values = {told.question.name: [_wrong(told, right) if one.particulars["is_slip"] else right], **values}
    actions.submit(submission_id=place, worker_id=who, values=values, at=at)


def _wrong(told: Task, right: str) -> str:
    return next(choice for choice in told.question.choices if choice != right)


def _raw(one: Act) -> dict[str, list[str]]:
    said: Mapping[str, str | list[str]] = one.particulars.get("values", {})
    return {name: [value] if isinstance(value, str) else value for name, value in said.items()}


def _place(stage: Stage, told: Task, one: Act) -> int:
    return stage.places[f"{told.key}.{one.side}"]


def sit_test(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """`answers`: the place of the choice, question by question."""
    listing, answers = stage.listings[told.key], one.particulars["answers"]
    actions.take_test(listing_id=listing, worker_id=who, answers=answers, at=at)


def wonder(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """Ask about the job; everybody who works on it reads it."""
    actions.ask_question(job_id=_job(stage, told), worker_id=who, text=one.particulars["text"], at=at)


def explain(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """Answer the oldest question that waits."""
    waiting = [each for each in queries.questions_of(_job(stage, told)) if each.answered_at is None]
    actions.answer_question(question_id=waiting[-1].pk, client_id=who, text=one.particulars["text"], at=at)


def approve(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """The oldest answers that wait, those `of` somebody, `most` of them."""
    ids = _answers(stage, told, one, "waiting")
    actions.approve(job_id=_job(stage, told), client_id=who, submission_ids=ids, at=at)


def refuse(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """The same, with a `reason`."""
    ids, reason = _answers(stage, told, one, "waiting"), one.particulars["reason"]
    actions.refuse(job_id=_job(stage, told), client_id=who, submission_ids=ids, reason=reason, at=at)


def take_back(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    """The refusal of somebody's answer was the client's mistake."""
    for answer in _answers(stage, told, one, "refused"):
        actions.take_back_refusal(submission_id=answer, client_id=who, at=at)


def step(stage: Stage, at: datetime, told: Task, one: Act, who: int) -> None:
    role = Actor.STAFF if one.side == STAFF else Actor.CLIENT
    actions.take_step(job_id=_job(stage, told), step=one.verb, by=By(role, who), at=at, answers=one.particulars)


def _job(stage: Stage, told: Task) -> int:
    job = queries.job_of(stage.listings[told.key])
    if job is None:
        raise LookupError(f"{told.key}: no job")
    return job.pk


def _answers(stage: Stage, told: Task, one: Act, which: str) -> Sequence[int]:
    job = queries.job_of(stage.listings[told.key])
    if job is None:
        raise LookupError(f"{told.key}: no job")
    whose = one.particulars.get("of")
    found = [each.submission for each in queries.to_review(job, which)]
    mine = [each.pk for each in found if whose is None or each.worker_id == stage.people[whose]]
    return mine[: one.particulars.get("most", len(mine))]


VERBS: Mapping[str, Callable[[Stage, datetime, Task, Act, int], None]] = {
    **dict.fromkeys(_STEPS, step),
    "take": take,
    "half": half,
    "give_back": give_back,
    "submit": submit,
    "test": sit_test,
    "wonder": wonder,
    "explain": explain,
    "approve": approve,
    "refuse": refuse,
    "take_back": take_back,
}
