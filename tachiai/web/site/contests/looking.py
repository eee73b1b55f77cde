"""What every page of a contest begins with: the contest or the proposal as this reader sees it, or not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from tachiai.contests.queries.contests import ContestView, contest_for
from tachiai.contests.queries.proposals import ProposalLine, proposal_for
from tachiai.contests.queries.seeing import Eyes
from tachiai.web.requests import PageRequest

if TYPE_CHECKING:
    from tachiai.contests.models import Contest


def eyes_of(request: PageRequest) -> Eyes:
    return Eyes(request.reader.person_id, request.reader.is_staff)


def seen_contest(request: PageRequest, listing_id: int) -> ContestView:
    view = contest_for(eyes_of(request), listing_id, request.now)
    if view is None:
        raise Http404
    return view


def own_contest(request: PageRequest, listing_id: int) -> ContestView:
    """The reader's own contest; 404 for everybody else."""
    view = seen_contest(request, listing_id)
    if not view.is_client:
        raise Http404
    return view


def seen_proposal(request: PageRequest, proposal_id: int) -> tuple[Contest, ProposalLine]:
    found = proposal_for(eyes_of(request), proposal_id)
    if found is None:
        raise Http404
    return found


def proposal_to_me(request: PageRequest, proposal_id: int) -> tuple[Contest, ProposalLine]:
    """A proposal to the reader's own contest; 404 for everybody else."""
    contest, line = seen_proposal(request, proposal_id)
    if contest.client_id != request.user.pk:
        raise Http404
    return contest, line


def own_proposal(request: PageRequest, proposal_id: int) -> tuple[Contest, ProposalLine]:
    """The reader's own proposal; 404 for everybody else."""
    contest, line = seen_proposal(request, proposal_id)
    if not line.is_mine:
        raise Http404
    return contest, line
