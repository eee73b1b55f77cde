"""Mutual ratings: double blind until both have rated or the window has closed; one public reply each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import Swept
from tachiai.contracts import announcements, queries
from tachiai.contracts.models import Contract, Rating
from tachiai.contracts.rules import LONGEST_REASON, average_stars, rating_mistakes
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused

BATCH = 500


@transaction.atomic
def rate(*, contract_id: int, rater_id: int, stars: Mapping[str, int], comment: str, at: datetime) -> Rating:
    """Rate the other side once. When both have rated, both ratings are published together."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    role = Actor.CLIENT if rater_id == contract.client_id else Actor.WORKER
    if rater_id not in (contract.client_id, contract.worker_id):
        raise Refusal(Refused("lifecycle.not_yours"))
    closes_at = queries.rating_closes_at(contract)
    if closes_at is None or at > closes_at:
        raise Refusal(Refused("contracts.refused.rating_closed"))
    if wrong := rating_mistakes(role, stars, comment):
        raise Refusal(*(refused for _, refused in wrong))
    given = {rating.rater_id: rating for rating in Rating.objects.filter(contract_id=contract_id)}
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
        Rating.objects.filter(contract_id=contract_id, published_at=None).update(published_at=at)
    announcements.rated(contract, role, at)
    return rating


@transaction.atomic
def reply(*, rating_id: int, person_id: int, text: str, at: datetime) -> Rating:
    """The rated side's one public reply. It cannot be changed afterwards."""
    rating = Rating.objects.select_for_update(of=("self",)).get(pk=rating_id)
    text = text.strip()
    if rating.rated_id != person_id or rating.published_at is None:
        raise Refusal(Refused("lifecycle.not_yours"))
    if rating.reply:
        raise Refusal(Refused("contracts.refused.replied_already"))
    if not text or len(text) > LONGEST_REASON:
        raise Refusal(Refused("contracts.refused.reply_length", {"most": LONGEST_REASON}))
    rating.reply, rating.replied_at = text, at
    rating.save(update_fields=["reply", "replied_at"])
    return rating


def publish_single(at: datetime) -> Swept:
    """Publish every rating whose window has closed without an answer from the other side."""
    due = Rating.objects.filter(published_at=None, publish_at__lte=at).values("pk")[:BATCH]
    return Swept(fired=Rating.objects.filter(pk__in=due).update(published_at=at))
