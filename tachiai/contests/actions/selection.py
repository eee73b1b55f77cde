"""What the client says to proposals before choosing: liked, another version asked for, said not to meet the brief."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.contests import announcements
from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Contest, ContestProposal, RevisionWish
from tachiai.contests.rules import CHOOSING, reason_mistakes
from tachiai.contests.walking import locked_proposal
from tachiai.conversations.actions.judging import look_at_public
from tachiai.conversations.queries import talk_between
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act, refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def like_proposal(*, proposal_id: int, client_id: int, is_liked: bool, at: datetime) -> None:
    """Say that one likes a proposal (お気に入り), or no longer; whoever sees the proposals sees it."""
    refuse_restricted(client_id, Act.ASK, at)
    contest, proposal = _to_judge(proposal_id, client_id)
    if (proposal.liked_at is not None) == is_liked:
        return
    proposal.liked_at = at if is_liked else None
    proposal.save(update_fields=["liked_at"])
    if is_liked:
        announcements.liked(contest, proposal, at)


@transaction.atomic
def wish_revision(*, proposal_id: int, client_id: int, text: str, at: datetime, seen: str = "") -> None:
    """Ask the maker for another version, and say what should differ. The same words twice in a row are one wish."""
    contest, proposal = _to_judge(proposal_id, client_id)
    refuse_restricted(client_id, Act.ASK, at, thread_id=talk_between(client_id, proposal.worker_id))
    if wrong := reason_mistakes(text):
        raise Refusal(*wrong)
    last = proposal.wishes.order_by("-pk").first()
    if last is not None and last.text == text.strip() and last.asked_at >= proposal.changed_at:
        return
    look_at_public(text=text, where="proposal", seen=seen)
    RevisionWish.objects.create(proposal=proposal, text=text.strip(), asked_at=at)
    announcements.wished(contest, proposal, text.strip(), at)


@transaction.atomic
def mark_proposal(*, proposal_id: int, client_id: int, reason: str, at: datetime, seen: str = "") -> None:
    """Say that a proposal does not meet the brief, with a reason that its maker reads: were the prizes shared by the
    clock, it would have no part. What staff have overturned is not marked again. `Warned` for a reason that has to be
    looked at first."""
    refuse_restricted(client_id, Act.WALK, at)
    contest, proposal = _to_judge(proposal_id, client_id)
    if contest.state not in CHOOSING:
        raise Refusal(Refused("contests.refused.not_choosing"))
    if proposal.overturned_at is not None:
        raise Refusal(Refused("contests.refused.overturned"))
    if proposal.marked_at is not None:
        return
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    look_at_public(text=reason, where="proposal", seen=seen)
    proposal.marked_at, proposal.mark_reason = at, reason.strip()
    proposal.save(update_fields=["marked_at", "mark_reason"])
    announcements.marked(contest, proposal, at)


@transaction.atomic
def unmark_proposal(*, proposal_id: int, client_id: int, at: datetime) -> None:
    """Take back that a proposal does not meet the brief."""
    _, proposal = _to_judge(proposal_id, client_id)
    proposal.marked_at, proposal.mark_reason = None, ""
    proposal.save(update_fields=["marked_at", "mark_reason"])


@transaction.atomic
def overturn_mark(*, proposal_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """Staff say that a marked proposal meets the brief after all. Both sides are told."""
    if not people.is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    contest, proposal = locked_proposal(proposal_id)
    if by_staff_id in (contest.client_id, proposal.worker_id):
        raise Refusal(Refused("people.refused.oneself"))
    if proposal.marked_at is None or proposal.overturned_at is not None or contest.state not in RUNNING:
        raise Refusal(Refused("contests.refused.not_marked"))
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    proposal.overturned_at = at
    proposal.save(update_fields=["overturned_at"])
    log_staff_act(
        staff_id=by_staff_id,
        act="overturn_mark",
        subject_kind="contests.contestproposal",
        subject_id=proposal_id,
        at=at,
        reason=reason.strip(),
    )
    announcements.overturned(contest, proposal, at)


def _to_judge(proposal_id: int, client_id: int) -> tuple[Contest, ContestProposal]:
    """The proposal and its contest, locked, while its client may still say something to it."""
    contest, proposal = locked_proposal(proposal_id)
    if contest.client_id != client_id:
        raise Refusal(Refused("contests.refused.no_such_proposal"))
    if contest.state not in RUNNING:
        raise Refusal(Refused("contests.refused.is_over"))
    if proposal.withdrawn_at is not None:
        raise Refusal(Refused("contests.refused.withdrawn"))
    if proposal.adopted_at is not None:
        raise Refusal(Refused("contests.refused.adopted_already"))
    return contest, proposal
