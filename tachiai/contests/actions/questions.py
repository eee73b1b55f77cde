"""Questions about the brief, in public: whoever asks spares all others the same question."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.contests import announcements
from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Question
from tachiai.contests.rules import LONGEST_QUESTION, MOST_QUESTIONS
from tachiai.contests.walking import locked_contest
from tachiai.conversations.actions.judging import look_at_public
from tachiai.conversations.queries import talk_between
from tachiai.conversations.queries.blocks import is_blocked_between
from tachiai.jobs.queries.stopping import is_held_up, is_stopped
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def ask_question(*, listing_id: int, asker_id: int, text: str, at: datetime, seen: str = "") -> None:
    """Ask the client about the brief while proposals are taken. The same question twice in a row is one."""
    contest = locked_contest(listing_id)
    refuse_restricted(asker_id, Act.ASK, at, thread_id=talk_between(asker_id, contest.client_id))
    if contest.client_id == asker_id:
        raise Refusal(Refused("jobs.refused.own_listing"))
    if contest.state != "open" or at > contest.apply_by or is_stopped(listing_id):
        raise Refusal(Refused("jobs.refused.not_open"))
    if is_held_up(contest.client_id, at):
        raise Refusal(Refused("jobs.refused.held_up"))
    if is_blocked_between(asker_id, contest.client_id):
        raise Refusal(Refused("jobs.refused.not_between_you"))
    _refuse_unsayable(text)
    mine = Question.objects.filter(contest=contest, asker_id=asker_id)
    last = mine.order_by("-pk").first()
    if last is not None and last.text == text.strip():
        return
    if mine.count() >= MOST_QUESTIONS:
        raise Refusal(Refused("contests.refused.too_many_questions", {"most": MOST_QUESTIONS}))
    look_at_public(text=text, where="proposal", seen=seen)
    question = Question.objects.create(contest=contest, asker_id=asker_id, text=text.strip(), asked_at=at)
    announcements.asked(contest, question, at)


@transaction.atomic
def answer_question(*, question_id: int, client_id: int, text: str, at: datetime, seen: str = "") -> None:
    """Answer a question, once, for everybody to read."""
    refuse_restricted(client_id, Act.ASK, at)
    known = Question.objects.filter(pk=question_id).values_list("contest__listing_id", flat=True).first()
    contest = locked_contest(known or 0, client_id=client_id)
    question = Question.objects.select_for_update(no_key=True).get(pk=question_id)
    if question.answered_at is not None:
        if question.answer == text.strip():
            return
        raise Refusal(Refused("contests.refused.answered_already"))
    if contest.state not in RUNNING:
        raise Refusal(Refused("contests.refused.is_over"))
    _refuse_unsayable(text)
    look_at_public(text=text, where="proposal", seen=seen)
    question.answer, question.answered_at = text.strip(), at
    question.save(update_fields=["answer", "answered_at"])
    announcements.answered(contest, question, at)


def _refuse_unsayable(text: str) -> None:
    if not text.strip():
        raise Refusal(Refused("terms.refused.nothing_said"))
    if len(text) > LONGEST_QUESTION:
        raise Refusal(Refused("terms.refused.too_long", {"most": LONGEST_QUESTION}))
