"""Adopting: a prize leaves the contest for the contract of its award; and the client's other ways out of a contest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.contests import announcements
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.queries.facts import adoptable, adoptable_again
from tachiai.contests.rules import ADDITIONAL_FOR, CHOOSING, data_due_on, early_end, reason_mistakes
from tachiai.contests.walking import count_anew, locked_contest, locked_proposal, walk_contest
from tachiai.contracts.awarding import Award, Chosen, make_award_contract
from tachiai.contracts.queries.awards import has_lapsed
from tachiai.conversations.actions.judging import look_at_public
from tachiai.conversations.queries.blocks import is_blocked_between
from tachiai.jobs.actions.deadlines import bring_forward
from tachiai.jobs.queries.awards import pins_of_award
from tachiai.jobs.queries.stopping import is_stopped, put_aside_by
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import SESSION, Signature
from tachiai.terms.rules import Terms


@transaction.atomic
def award_proposal(*, proposal_id: int, client_id: int, terms_digest: str, at: datetime) -> str:
    """Adopt a proposal (採用). Answers the reference of the contract that is made of it, with its deposit.

    `terms_digest`: of the terms that were shown. Refused before the deadline and after the end, for what is withdrawn,
    removed or adopted already, without a prize left, and while staff have stopped the listing. Adopting the same one
    again answers the contract that is there.
    """
    refuse_restricted(client_id, Act.AGREE, at)
    contest, proposal = _chosen(proposal_id, client_id)
    if proposal.contract is not None and proposal.contract.state != "lapsed":
        return str(proposal.contract.reference)
    if terms_digest != contest.terms_digest:
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    _refuse_unfit(contest, proposal)
    step = "award" if contest.prizes - contest.adopted > 1 else "award_last"
    proposal.adopted_at = at
    proposal.save(update_fields=["adopted_at"])
    walk_contest(contest, step, by=By(Actor.CLIENT, client_id), at=at, answers={"proposal": proposal_id})
    return _contract(contest, proposal, at, is_funded=True)


@transaction.atomic
def award_more(*, proposal_id: int, client_id: int, terms_digest: str, at: datetime) -> str:
    """Adopt one more proposal beyond the prizes (追加採用), for the same prize. Its contract waits for its own deposit.

    Possible once something was adopted, while the client chooses and for 180 days after the end. An award whose
    deposit never came may be made again.
    """
    refuse_restricted(client_id, Act.AGREE, at)
    contest, proposal = _chosen(proposal_id, client_id)
    if proposal.contract is not None and not has_lapsed(proposal.contract_id):
        return str(proposal.contract.reference)
    if terms_digest != contest.terms_digest:
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    if refused := more_refused(contest, at):
        raise Refusal(refused)
    _refuse_unfit(contest, proposal)
    proposal.adopted_at, proposal.is_additional = at, True
    proposal.save(update_fields=["adopted_at", "is_additional"])
    return _contract(contest, proposal, at, is_funded=False)


def more_refused(contest: Contest, at: datetime) -> Refused | None:
    """Why nothing can be adopted beyond the prizes now; None when it can."""
    if is_stopped(contest.listing_id):
        return Refused("jobs.refused.listing_stopped")
    if not contest.adopted:
        return Refused("contests.refused.nothing_adopted")
    is_open = contest.state in CHOOSING or (contest.closed_at is not None and at <= contest.closed_at + ADDITIONAL_FOR)
    return None if is_open else Refused("contests.refused.too_late_for_more", {"n": ADDITIONAL_FOR.days})


def _chosen(proposal_id: int, client_id: int) -> tuple[Contest, ContestProposal]:
    contest, proposal = locked_proposal(proposal_id)
    if contest.client_id != client_id:
        raise Refusal(Refused("contests.refused.no_such_proposal"))
    return contest, proposal


def _refuse_unfit(contest: Contest, proposal: ContestProposal) -> None:
    if proposal.withdrawn_at is not None:
        raise Refusal(Refused("contests.refused.withdrawn"))
    fit = adoptable if proposal.contract is None else adoptable_again
    if not fit(proposal.contest_id).filter(pk=proposal.pk).exists():
        raise Refusal(Refused("contests.refused.cannot_be_adopted"))
    if is_blocked_between(contest.client_id, proposal.worker_id):
        raise Refusal(Refused("contests.refused.not_between_you"))
    maker = people.public_profile(proposal.worker_id)
    if maker is None or maker.is_closed:
        raise Refusal(Refused("contests.refused.maker_left"))


def _contract(contest: Contest, proposal: ContestProposal, at: datetime, *, is_funded: bool) -> str:
    """The contract of the adopted proposal: the terms as published, agreed to by the client in publishing and by the
    maker in sending."""
    published = Terms.from_data(contest.terms)
    version = proposal.versions.order_by("-number")[0]
    made = make_award_contract(
        award=Award(
            listing_id=contest.listing_id,
            client_id=contest.client_id,
            worker_id=proposal.worker_id,
            title=contest.title,
            chosen=Chosen(
                number=proposal.number,
                version=version.number,
                text=version.text,
                note=version.note,
                files=list(version.files.values_list("pk", flat=True)),
                sent_at=version.sent_at,
            ),
            published=published,
            due_on=data_due_on(at, published.due_on),
            packs=pins_of_award(contest.listing_id, proposal.worker_id, published, at),
            of_client=Signature(contest.client_id, contest.terms_digest, SESSION, contest.published_at or at),
            of_worker=Signature(proposal.worker_id, version.digest, version.method, version.sent_at, version.proof),
            proof={"contest": contest.pk, "proposal": proposal.pk, "version": version.number},
        ),
        is_funded=is_funded,
        at=at,
    )
    proposal.contract_id = made.pk
    proposal.save(update_fields=["contract"])
    announcements.adopted(contest, proposal, f"/contracts/{made.reference}/", at)
    return str(made.reference)


@transaction.atomic
def finish_contest(*, listing_id: int, client_id: int, reason: str, at: datetime, seen: str = "") -> None:
    """End the contest with fewer adoptions than prizes, or none; what is left goes back. The makers read the reason.
    Refused while a promised adoption is missing; `Warned` for a reason that has to be looked at first."""
    refuse_restricted(client_id, Act.WALK, at)
    contest = locked_contest(listing_id, client_id=client_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    look_at_public(text=reason, where="proposal", seen=seen)
    walk_contest(contest, "finish", by=By(Actor.CLIENT, client_id), at=at, answers={"reason": reason.strip()})


@transaction.atomic
def end_contest_early(*, listing_id: int, client_id: int, at: datetime) -> None:
    """Let proposals end at 24:00 of the next day (早期終了). Makers, and those who put the listing aside, are told."""
    refuse_restricted(client_id, Act.WALK, at)
    locked_listing(listing_id, client_id=client_id)
    contest = locked_contest(listing_id, client_id=client_id)
    walk_contest(contest, "end_early", by=By(Actor.CLIENT, client_id), at=at, effect=_shorten)


def _shorten(contest: Contest, at: datetime) -> None:
    """What an early end does to the locked contest and its listing. Does not save the contest."""
    contest.apply_by, contest.ended_early_at = early_end(at), at
    bring_forward(listing_id=contest.listing_id, client_id=contest.client_id, apply_by=contest.apply_by, at=at)
    count_anew(contest, at)
    announcements.ended_early(contest, put_aside_by(contest.listing_id), at)
