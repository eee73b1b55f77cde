"""What makers do with their proposals: send, send the next version, take back, let everybody see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.contests import announcements
from tachiai.contests.actions.pictures import ask_marked
from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Contest, ContestProposal, ProposalVersion
from tachiai.contests.queries.facts import KIND, adoptable
from tachiai.contests.rules import CHOOSING, MOST_PROPOSALS, proposal_mistakes
from tachiai.contests.walking import locked_contest, locked_proposal, walk_contest
from tachiai.conversations import queries as conversations
from tachiai.conversations.actions.judging import look_at_public, record
from tachiai.conversations.queries.blocks import is_blocked_between
from tachiai.jobs.queries.stopping import is_held_up, is_stopped
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted, restore_text
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import Signature


@dataclass(frozen=True)
class Work:
    """What a maker sends: `text` for a name or an idea, `files` (ids of own files), a `note` for the client alone."""

    text: str = ""
    note: str = ""
    files: tuple[int, ...] = ()

    def without(self, dropped: Collection[int]) -> Work:
        """The same without some of its files."""
        return replace(self, files=tuple(file for file in self.files if file not in dropped))


@transaction.atomic
def send_contest_proposal(
    *, listing_id: int, worker_id: int, work: Work, signed: Signature, at: datetime, seen: str = "", once: str = ""
) -> int:
    """Answer a contest. Answers the proposal's id; the same `once` (a double click) sends once.

    `signed`: the maker's consent to the digest of the terms as published. Refused: one's own contest, one that takes
    none (before, after, while staff have stopped it or its client may not agree to anything), more than MOST_PROPOSALS
    of one maker, terms other than those that stand, somebody else's files, a text that its maker has to look at first,
    a note while staff keep them from writing to the client.
    """
    refuse_restricted(worker_id, Act.PROPOSE, at)
    contest = locked_contest(listing_id)
    if sent := _sent_before(worker_id, once):
        return sent
    if contest.client_id == worker_id:
        raise Refusal(Refused("jobs.refused.own_listing"))
    _refuse_closed(contest, at)
    if is_blocked_between(worker_id, contest.client_id):
        raise Refusal(Refused("jobs.refused.not_between_you"))
    mine = ContestProposal.objects.filter(contest=contest, worker_id=worker_id, withdrawn_at=None).count()
    if mine >= MOST_PROPOSALS:
        raise Refusal(Refused("contests.refused.too_many_proposals", {"most": MOST_PROPOSALS}))
    proposal = ContestProposal.objects.create(
        contest=contest,
        worker_id=worker_id,
        number=ContestProposal.objects.filter(contest=contest).count() + 1,
        sent_at=at,
        changed_at=at,
    )
    _add_version(contest, proposal, work, signed, at, seen, once)
    announcements.received(contest, proposal, at, is_new=True)
    return proposal.pk


@transaction.atomic
def revise_contest_proposal(
    *, proposal_id: int, worker_id: int, work: Work, signed: Signature, at: datetime, seen: str = "", once: str = ""
) -> None:
    """The next version of one's proposal: until the deadline, and after it while the client chooses and has asked."""
    refuse_restricted(worker_id, Act.PROPOSE, at)
    contest, proposal = _own(proposal_id, worker_id)
    if _sent_before(worker_id, once):
        return
    if contest.state in CHOOSING and proposal.wishes.filter(asked_at__gt=proposal.changed_at).exists():
        _refuse_stopped(contest, at)
    else:
        _refuse_closed(contest, at)
    _refuse_settled(proposal)
    proposal.changed_at = at
    proposal.save(update_fields=["changed_at"])
    _add_version(contest, proposal, work, signed, at, seen, once)
    restore_text(kind=KIND, subject_id=proposal_id, by_staff_id=None, at=at)
    announcements.received(contest, proposal, at, is_new=False)


def _add_version(
    contest: Contest, proposal: ContestProposal, work: Work, signed: Signature, at: datetime, seen: str, once: str
) -> None:
    if work.note.strip():
        _refuse_note(contest, proposal.worker_id, at)
    if wrong := proposal_mistakes(work.text, work.note, len(work.files)):
        raise Refusal(*(refused for _, refused in wrong))
    if (signed.person_id, signed.digest) != (proposal.worker_id, contest.terms_digest):
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    if not conversations.owns_files(proposal.worker_id, work.files):
        raise Refusal(Refused("jobs.refused.not_your_file"))
    said = "\n".join(each for each in (work.text, work.note) if each)
    judged = look_at_public(text=said, where="proposal", seen=seen)
    if judged.found.hits:
        record(judged, "proposal", KIND, proposal.pk, at)
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=ProposalVersion.objects.filter(proposal=proposal).count() + 1,
        text=work.text.strip(),
        note=work.note.strip(),
        digest=signed.digest,
        method=signed.method,
        proof=dict(signed.proof),
        sent_at=at,
        once=f"{proposal.worker_id}:{once}"[:60] if once else None,
    )
    version.files.add(*work.files)
    ask_marked(work.files)


def _refuse_note(contest: Contest, worker_id: int, at: datetime) -> None:
    """What the client alone reads is talk, whatever it comes with."""
    talk = conversations.talk_between(worker_id, contest.client_id)
    if people.forbidding(worker_id, Act.TALK, at, thread_id=talk) is not None:
        raise Refusal(Refused("contests.refused.note_restricted"))


def _sent_before(worker_id: int, once: str) -> int | None:
    """The proposal that this very form has sent already."""
    sent = ProposalVersion.objects.filter(once=f"{worker_id}:{once}"[:60]) if once else ProposalVersion.objects.none()
    return sent.values_list("proposal_id", flat=True).first()


@transaction.atomic
def withdraw_contest_proposal(*, proposal_id: int, worker_id: int, at: datetime) -> None:
    """Take one's proposal back, for good, until it is adopted. When nothing is left that could be adopted after the
    deadline, the contest ends and what is left of the deposit goes back."""
    contest, proposal = _own(proposal_id, worker_id)
    if proposal.withdrawn_at is not None:
        return
    _refuse_settled(proposal)
    if contest.state not in RUNNING:
        raise Refusal(Refused("contests.refused.is_over"))
    proposal.withdrawn_at = at
    proposal.save(update_fields=["withdrawn_at"])
    announcements.withdrawn(contest, proposal, at)
    return_if_empty(contest, By(Actor.WORKER, worker_id), at)


def return_if_empty(contest: Contest, by: By, at: datetime) -> bool:
    """After the deadline, with nothing left that could be adopted: the contest ends at once. Whether it did."""
    if contest.state not in CHOOSING or adoptable(contest.pk).exists():
        return False
    walk_contest(contest, "return_unanswered", by=by, at=at)
    return True


@transaction.atomic
def show_contest_proposal(*, proposal_id: int, worker_id: int, may_show: bool, at: datetime) -> None:
    """Whether everybody may see a work that was not adopted, once the contest is over. Its maker alone decides."""
    refuse_restricted(worker_id, Act.PROPOSE, at)
    _, proposal = _own(proposal_id, worker_id)
    proposal.may_show = may_show
    proposal.save(update_fields=["may_show"])


def _own(proposal_id: int, worker_id: int) -> tuple[Contest, ContestProposal]:
    contest, proposal = locked_proposal(proposal_id)
    if proposal.worker_id != worker_id:
        raise Refusal(Refused("contests.refused.no_such_proposal"))
    return contest, proposal


def _refuse_closed(contest: Contest, at: datetime) -> None:
    """Proposals come until the deadline, to the minute, whether the clock has been there or not."""
    if contest.state != "open" or at > contest.apply_by:
        raise Refusal(Refused("jobs.refused.not_open"))
    _refuse_stopped(contest, at)


def _refuse_stopped(contest: Contest, at: datetime) -> None:
    if is_stopped(contest.listing_id):
        raise Refusal(Refused("jobs.refused.listing_stopped"))
    if is_held_up(contest.client_id, at):
        raise Refusal(Refused("jobs.refused.held_up"))


def _refuse_settled(proposal: ContestProposal) -> None:
    if proposal.withdrawn_at is not None:
        raise Refusal(Refused("contests.refused.withdrawn"))
    if proposal.adopted_at is not None:
        raise Refusal(Refused("contests.refused.adopted_already"))
