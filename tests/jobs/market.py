"""A small market for tests: Aoi asks for a logo, others answer. Every verb takes place at AT unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tachiai.clockwork.actions import By
from tachiai.jobs import actions
from tachiai.jobs.models import Listing, Proposal
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.terms import queries as terms
from tachiai.terms.queries import TermsVersion
from tachiai.terms.rules import Terms
from tests.cast import Cast
from tests.talk import talk_through, yes
from tests.terms.samples import AT, SETTLED

DRAFT = Draft(
    title="焼き菓子店のロゴ作成",
    category="design.logo",
    description="駅から歩いて5分の小さな店です。",
    terms=replace(SETTLED, price=None),
    budget_min=20_000,
    budget_max=40_000,
    apply_on=date(2026, 11, 16),
)
OFFER = Offer("ロゴを10年作っています。やわらかい線でご提案します。", 35_000, date(2026, 11, 28))


class Market:
    """One listing of Aoi's and what happens to it."""

    def __init__(self, cast: Cast):
        self.cast = cast

    def draft(self, *, at=AT, listing_id=None, **changes: Any) -> int:
        return actions.save_draft(
            client_id=self.cast.aoi.pk, draft=replace(DRAFT, **changes), at=at, listing_id=listing_id
        )

    def listing(self, *, at=AT, **changes: Any) -> int:
        listing_id = self.draft(at=at, **changes)
        actions.publish(listing_id=listing_id, client_id=self.cast.aoi.pk, at=at)
        return listing_id

    def proposal(self, listing_id: int | None = None, *, worker=None, at=AT, offer: Offer = OFFER) -> int:
        return actions.send_proposal(
            listing_id=self.listing() if listing_id is None else listing_id,
            worker_id=(worker or self.cast.ren).pk,
            offer=offer,
            at=at,
        )

    def negotiation(self, listing_id: int | None = None, *, at=AT) -> int:
        proposal_id = self.proposal(listing_id, at=at)
        actions.open_terms(proposal_id=proposal_id, client_id=self.cast.aoi.pk, at=at)
        return proposal_id

    def terms_on_table(self, proposal_id: int) -> TermsVersion:
        return terms.current(Proposal.objects.get(pk=proposal_id).sheet_id)

    def propose(self, proposal_id: int, person, *, at=AT, **changes: Any) -> TermsVersion:
        current = self.terms_on_table(proposal_id)
        return actions.propose_terms(
            proposal_id=proposal_id,
            person_id=person.pk,
            values=replace(current.terms, **changes),
            base_number=current.number,
            at=at,
        )

    def agree(self, proposal_id: int, person, *, at=AT, version: TermsVersion | None = None) -> str | None:
        """The person's yes, after both have gone through what is on the table by now."""
        version = version or self.terms_on_table(proposal_id)
        talk_through(proposal_id, at)
        signed = yes(person.pk, version.digest, at)
        return actions.agree(proposal_id=proposal_id, version_number=version.number, signed=signed, at=at)

    def close(self, listing_id: int, *, at=AT) -> None:
        actions.close(listing_id=listing_id, by=By(Actor.CLIENT, self.cast.aoi.pk), at=at)


def state_of(listing_id: int) -> str:
    return Listing.objects.get(pk=listing_id).state


def proposal_state(proposal_id: int) -> str:
    return Proposal.objects.get(pk=proposal_id).state


def refusal_of(call, *args: Any, **kwargs: Any) -> list[str]:
    """The keys of the reasons for which `call` is refused."""
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    return [reason.key for reason in caught.value.reasons]


def settled(**changes: Any) -> Terms:
    return replace(SETTLED, **changes)
