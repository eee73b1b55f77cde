"""Who sees which proposal, said once: pages, pictures, files and reports ask here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Contest, ContestProposal, MarkedPicture, ProposalVersion
from tachiai.contests.queries.facts import plan_of, proposals_with_removals
from tachiai.contracts.queries.awards import deposited
from tachiai.conversations.queries import FileAsked


@dataclass(frozen=True)
class Eyes:
    """Who looks. `person_id` is None for a visitor."""

    person_id: int | None
    is_staff: bool = False


def seen_by(eyes: Eyes, contest: Contest) -> QuerySet[ContestProposal]:
    """The proposals of a contest that this reader sees, each with `removed_by`.

    Makers see their own, the client and staff all that stand. Everybody else: while the contest runs those of a public
    one; after its end what its maker lets them see, and nothing that was adopted.
    """
    rows = proposals_with_removals().filter(contest_id=contest.pk)
    mine = Q(worker_id=eyes.person_id or 0)
    standing = Q(withdrawn_at=None, removed_by=None)
    if eyes.is_staff:
        return rows
    if eyes.person_id is not None and eyes.person_id == contest.client_id:
        return rows.filter(mine | standing)
    if contest.listing.is_hidden:
        return rows.filter(mine)
    if contest.state in RUNNING:
        return rows.filter(mine | standing) if plan_of(contest).is_public else rows.filter(mine)
    return rows.filter(mine | (standing & Q(may_show=True, adopted_at=None)))


def proposal_seen_by(eyes: Eyes, proposal_id: int) -> ContestProposal | None:
    """One proposal with its contest, if this reader sees it."""
    known = ContestProposal.objects.select_related("contest__listing").filter(pk=proposal_id).first()
    if known is None:
        return None
    rows = seen_by(eyes, known.contest).select_related("contest", "worker", "contract")
    return rows.filter(pk=proposal_id).first()


def picture_for(eyes: Eyes, file_id: int) -> MarkedPicture | None:
    """The marked picture of a file of a proposal, if there is one and this reader sees a version with that file."""
    places = ProposalVersion.objects.filter(files=file_id).values_list("proposal_id", flat=True)
    if not any(proposal_seen_by(eyes, proposal_id) for proposal_id in set(places)):
        return None
    return MarkedPicture.objects.exclude(content="").filter(pk=file_id).first()


def may_read_file(asked: FileAsked) -> bool:
    """Listener: originals are their maker's until the proposal is adopted and its prize deposited; then its client's
    too, unless staff removed it. Marked pictures are all that anybody else ever sees."""
    return _is_paid_for(Q(versions__files=asked.file_id), asked.person_id)


def has_bought(person_id: int | None, proposal_id: int) -> bool:
    """Whether the originals of a proposal are this client's: what the listener says of each of them, of all at once."""
    return person_id is not None and _is_paid_for(Q(pk=proposal_id), person_id)


def _is_paid_for(which: Q, client_id: int) -> bool:
    rows = proposals_with_removals().filter(which, contest__client_id=client_id, removed_by=None)
    return bool(deposited(rows.exclude(contract=None).values_list("contract_id", flat=True)))
