"""Mutual ratings: double blind until both have rated or the window has closed; one public reply each.

Whoever let a contract end by silence is rated by rule with one star on every item, but only after two warnings at
least; the rule's rating is lifted when its rated side shows why they could not answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import (
    BY_CLOCK,
    By,
    Swept,
    authorise,
    enter,
    fire_due,
    fire_reminders,
    postpone,
    record,
)
from tachiai.clockwork.quiet import is_quiet
from tachiai.contracts import announcements, queries
from tachiai.contracts.lifecycles import PLEA
from tachiai.contracts.models import Contract, Plea, PleaStep, Rating
from tachiai.contracts.rules import LONGEST_REASON, RATING_ITEMS, STARS, average_stars, rating_mistakes, unanswered
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.requests import other_side
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act

BATCH = 500
WARNINGS = 2


@dataclass(frozen=True)
class _PleaFacts:
    state: str


@transaction.atomic
def rate(*, contract_id: int, rater_id: int, stars: Mapping[str, int], comment: str, at: datetime) -> Rating:
    """Rate the other side once. When both have rated, both ratings are published together."""
    refuse_restricted(rater_id, Act.RATE, at)
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    role = Actor.CLIENT if rater_id == contract.client_id else Actor.WORKER
    if rater_id not in (contract.client_id, contract.worker_id):
        raise Refusal(Refused("lifecycle.not_yours"))
    closes_at = queries.rating_closes_at(contract)
    if closes_at is None or at > closes_at:
        raise Refusal(Refused("contracts.refused.rating_closed"))
    if wrong := rating_mistakes(role, stars, comment):
        raise Refusal(*(refused for _, refused in wrong))
    by_hand = Rating.objects.filter(contract_id=contract_id, rater__isnull=False, period=None)
    given = {rating.rater_id: rating for rating in by_hand}
    if rater_id in given:
        raise Refusal(Refused("contracts.refused.rated_already"))
    rating = Rating.objects.create(
        contract=contract,
        rater_id=rater_id,
        rated_id=contract.worker_id if role is Actor.CLIENT else contract.client_id,
        rater_role=role,
        stars=dict(stars),
        average=average_stars(stars),
        comment=comment.strip(),
        given_at=at,
        publish_at=closes_at,
        published_at=at if given else None,
    )
    if given:
        Rating.objects.filter(contract_id=contract_id, period=None, published_at=None).update(published_at=at)
    announcements.rated(contract, role, at)
    return rating


@transaction.atomic
def reply(*, rating_id: int, person_id: int, text: str, at: datetime) -> Rating:
    """The rated side's one public reply. It cannot be changed afterwards."""
    refuse_restricted(person_id, Act.RATE, at)
    rating = Rating.objects.select_for_update(of=("self",)).get(pk=rating_id)
    text = text.strip()
    if rating.rated_id != person_id or rating.published_at is None:
        raise Refusal(Refused("lifecycle.not_yours"))
    if people.removal_of("rating", rating_id) is not None:
        raise Refusal(Refused("contracts.refused.no_such_rating"))
    if rating.reply:
        raise Refusal(Refused("contracts.refused.replied_already"))
    if not text or len(text) > LONGEST_REASON:
        raise Refusal(Refused("contracts.refused.reply_length", {"most": LONGEST_REASON}))
    rating.reply, rating.replied_at = text, at
    rating.save(update_fields=["reply", "replied_at"])
    return rating


def publish_single(at: datetime) -> Swept:
    """Publish every rating whose window has closed without an answer from the other side."""
    if is_quiet(Rating._meta.db_table, "publish_at"):
        return Swept()
    due = Rating.objects.filter(published_at=None, publish_at__lte=at).values("pk")[:BATCH]
    return Swept(fired=Rating.objects.filter(pk__in=due).update(published_at=at))


def rate_silence(contract: Contract, silent: Actor, warnings: int, at: datetime) -> Rating | None:
    """One star on every item for the side whose silence ended a locked contract; None without two warnings before,
    and for a side that is suspended and cannot answer.
    """
    silent_id = contract.client_id if silent is Actor.CLIENT else contract.worker_id
    if warnings < WARNINGS or people.is_suspended(silent_id, at):
        return None
    role = other_side(silent)
    stars = dict.fromkeys(RATING_ITEMS[role], min(STARS))
    return Rating.objects.create(
        contract=contract,
        rated_id=silent_id,
        rater_role=role,
        stars=stars,
        average=average_stars(stars),
        given_at=at,
        publish_at=at,
        published_at=at,
    )


@transaction.atomic
def plead(*, rating_id: int, person_id: int, text: str, files: Sequence[int] = (), at: datetime) -> Plea:
    """The rated side says, with proof, why they could not answer. Staff decide; once for each rating."""
    rating = Rating.objects.select_for_update(of=("self",)).select_related("contract").get(pk=rating_id)
    if rating.rated_id != person_id or rating.rater_id is not None:
        raise Refusal(Refused("lifecycle.not_yours"))
    if (opened := Plea.objects.filter(rating_id=rating_id).first()) is not None:
        return opened
    if wrong := unanswered(("reason",), {"reason": text}, 0):
        raise Refusal(*(refused for _, refused in wrong))
    if not conversations.owns_files(person_id, list(files)):
        raise Refusal(Refused("contracts.refused.not_your_file"))
    plea = Plea(rating=rating, text=text.strip(), opened_at=at, state=PLEA.first, entered_at=at)
    enter(plea, PLEA, _PleaFacts(PLEA.first), at)
    plea.save()
    plea.files.add(*files)
    announcements.plea_opened(rating, at)
    return plea


@transaction.atomic
def decide_plea(*, plea_id: int, lift: bool, reason: str, by_staff_id: int, at: datetime) -> Plea:
    """Staff lift the rating or uphold it, with a reason that both sides read."""
    if by_staff_id not in people.staff_ids():
        raise Refusal(Refused("lifecycle.not_yours"))
    plea = Plea.objects.select_for_update(of=("self",)).select_related("rating__contract").get(pk=plea_id)
    by = By(Actor.STAFF, by_staff_id)
    return _walk_plea(plea, "lift" if lift else "uphold", by, at, {"reason": reason})


def _walk_plea(plea: Plea, step_name: str, by: By, at: datetime, answers: Mapping[str, str]) -> Plea:
    step = authorise(PLEA, step_name, _PleaFacts(plea.state), by, at)
    if wrong := unanswered(step.asks, answers, 0):
        raise Refusal(*(refused for _, refused in wrong))
    record(plea, PleaStep, step, step.to, by=by, at=at, answers=answers)
    enter(plea, PLEA, _PleaFacts(step.to), at)
    plea.closed_at = at
    plea.save()
    if step.to == "lifted":
        Rating.objects.filter(pk=plea.rating_id).update(lifted_at=at)
    announcements.plea_taken(plea.rating, step, at, answers)
    return plea


def sweep_pleas(at: datetime) -> Swept:
    """A plea that staff leave unanswered is granted."""
    return fire_due(Plea.objects.select_related("rating__contract"), _fire_plea, at=at)


def _fire_plea(plea: Plea, at: datetime) -> None:
    step = PLEA.clock_step(plea.state)
    if step is not None:
        _walk_plea(plea, step.name, BY_CLOCK, at, {})


def remind_of_pleas(at: datetime) -> Swept:
    return fire_reminders(Plea.objects.select_related("rating__contract"), _remind_of_plea, at=at)


def _remind_of_plea(plea: Plea, at: datetime) -> None:
    announcements.plea_reminder(plea.rating, plea.state, at)
    postpone(plea, PLEA, _PleaFacts(plea.state), at)
    plea.save(update_fields=["due_at", "remind_at"])
