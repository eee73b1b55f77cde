"""What the demo's people ask the office, and what becomes of it; told in inquiries.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tachiai.config.demo.content import Act, Asked
from tachiai.config.demo.stage import Stage
from tachiai.inquiries import actions
from tachiai.notices import actions as notices


def act(stage: Stage, at: datetime, told: Asked, one: Act) -> None:
    """Somebody does what the story says, having read what they were told."""
    person = stage.people.get(one.side)
    if person is not None:
        notices.mark_all_read(person_id=person, at=at)
    VERBS[one.verb](stage, at, told, one, person)


def ask(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    receipt = actions.ask_office(
        person_id=person,
        address=told.address,
        category=told.category,
        article=told.article,
        text=one.particulars["text"],
        language="ja",
        at=at,
    )
    stage.inquiries[told.key] = receipt


def take(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    actions.take(inquiry_id=stage.inquiries[told.key].inquiry_id, staff_id=person or stage.staff(), at=at)


def note(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    text = one.particulars["text"]
    actions.note(inquiry_id=stage.inquiries[told.key].inquiry_id, staff_id=person or stage.staff(), text=text, at=at)


def answer(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    text = one.particulars["text"]
    actions.answer(inquiry_id=stage.inquiries[told.key].inquiry_id, staff_id=person or stage.staff(), text=text, at=at)


def merge(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    """Into the one of another story, named `into`."""
    into = stage.inquiries[one.particulars["into"]].number
    actions.merge(
        inquiry_id=stage.inquiries[told.key].inquiry_id, into_number=into, staff_id=person or stage.staff(), at=at
    )


def lead_on(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    """To the case about a listing."""
    actions.lead_on(
        inquiry_id=stage.inquiries[told.key].inquiry_id,
        staff_id=person or stage.staff(),
        subject_kind="listing",
        subject_id=stage.listings[one.particulars["listing"]],
        clause=one.particulars["clause"],
        text=one.particulars["text"],
        at=at,
    )


def close(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    actions.close_inquiry(inquiry_id=stage.inquiries[told.key].inquiry_id, person_id=person, at=at)


def rate(stage: Stage, at: datetime, told: Asked, one: Act, person: int | None) -> None:
    said = {"is_helped": one.particulars["helped"], "word": one.particulars["word"]}
    actions.rate_answer(inquiry_id=stage.inquiries[told.key].inquiry_id, person_id=person, at=at, **said)


VERBS: Mapping[str, Callable[[Stage, datetime, Asked, Act, int | None], None]] = {
    "ask": ask,
    "take": take,
    "note": note,
    "answer": answer,
    "merge": merge,
    "lead_on": lead_on,
    "close": close,
    "rate": rate,
}
