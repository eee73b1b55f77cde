"""What can be reported: for each kind of thing, the module below that knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tachiai.contests.queries.things import contest_proposal_thing
from tachiai.contracts.queries.things import contract_thing, rating_thing
from tachiai.conversations.queries.things import message_thing, thread_thing
from tachiai.jobs.queries.things import listing_thing, proposal_thing
from tachiai.kernel.things import Thing
from tachiai.people.queries.things import profile_thing
from tachiai.tasks.queries.questions import task_question_thing

SUBJECTS: Mapping[str, Callable[[int], Thing | None]] = {
    "listing": listing_thing,
    "thread": thread_thing,
    "message": message_thing,
    "contract": contract_thing,
    "profile": profile_thing,
    "proposal": proposal_thing,
    "rating": rating_thing,
    "contest_proposal": contest_proposal_thing,
    "task_question": task_question_thing,
}


def thing(kind: str, subject_id: int) -> Thing | None:
    """The thing as it stands now; None when there is none, or no such kind."""
    find = SUBJECTS.get(kind)
    return find(subject_id) if find else None


def thread_of(about: Thing) -> int | None:
    """The private talk that belongs to a thing, if one does."""
    return about.id if about.kind == "thread" else about.facts.get("thread_id")
