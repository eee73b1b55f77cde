"""Proposals as pages show them: the grid of a contest, one with all its versions, one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from tachiai.contests.models import Contest, ContestProposal, MarkedPicture, ProposalVersion, Question, RevisionWish
from tachiai.contests.queries.facts import STANDING, proposals_with_removals
from tachiai.contests.queries.seeing import Eyes, has_bought, proposal_seen_by, seen_by
from tachiai.conversations.queries import files_beside

if TYPE_CHECKING:
    from tachiai.conversations.models import StoredFile

PAGE = 24


@dataclass(frozen=True)
class WorkLine:
    """One file of a version. `width` and `height` of its marked picture; None while, or when, there is none.
    `is_drawn`: whether a picture was tried already."""

    id: int
    name: str
    size: int
    width: int | None
    height: int | None
    is_drawn: bool


@dataclass(frozen=True)
class VersionLine:
    number: int
    text: str
    note: str
    sent_at: datetime
    works: Sequence[WorkLine]


@dataclass(frozen=True)
class ProposalLine:
    """One proposal as a reader meets it, with its newest version, or (`versions`) all of them, the newest first.

    `contract`: the reference of what its adoption became, for the two sides and staff; empty for everybody else.
    """

    id: int
    number: int
    worker_id: int
    worker: str
    sent_at: datetime
    changed_at: datetime
    is_liked: bool
    is_mine: bool
    is_marked: bool
    is_overturned: bool
    mark_reason: str
    is_adopted: bool
    is_additional: bool
    is_withdrawn: bool
    is_removed: bool
    may_show: bool
    shared: int
    contract: str
    versions: Sequence[VersionLine]
    wishes: Sequence[RevisionWish] = field(default_factory=tuple)

    @property
    def newest(self) -> VersionLine:
        return self.versions[0]

    @property
    def is_up(self) -> bool:
        """Whether it can still be adopted."""
        return not (self.is_adopted or self.is_withdrawn or self.is_removed)


def grid(eyes: Eyes, contest: Contest, *, before: int | None = None) -> list[ProposalLine]:
    """A page of the proposals that this reader sees, newest first; one more than PAGE tells of another."""
    rows = seen_by(eyes, contest).filter(Q(number__lt=before) if before else Q())
    rows = rows.select_related("worker", "contract").order_by("-number")[: PAGE + 1]
    return _lines(list(rows), eyes)


def proposal_for(eyes: Eyes, proposal_id: int) -> tuple[Contest, ProposalLine] | None:
    """One proposal with its versions and wishes, if this reader sees it."""
    row = proposal_seen_by(eyes, proposal_id)
    if row is None:
        return None
    (line,) = _lines([row], eyes, is_whole=True)
    return row.contest, line


def mine(worker_id: int, before: int | None = None) -> list[tuple[Contest, ProposalLine]]:
    """A page of one's own proposals to all contests, newest first; one more than PAGE tells of another."""
    eyes = Eyes(worker_id)
    rows = ContestProposal.objects.filter(Q(pk__lt=before) if before else Q(), worker_id=worker_id)
    page = list(rows.select_related("contest", "worker", "contract").order_by("-pk")[: PAGE + 1])
    return [(row.contest, line) for row, line in zip(page, _lines(page, eyes), strict=True)]


def how_many(listing_ids: Collection[int]) -> dict[int, int]:
    """How many proposals stand in the contests of these listings, by listing; asks nothing about none."""
    if not listing_ids:
        return {}
    standing = proposals_with_removals().filter(STANDING, contest__listing__in=listing_ids, removed_by=None)
    counted = standing.values_list("contest__listing").annotate(n=Count("pk"))
    return dict.fromkeys(listing_ids, 0) | dict(counted.order_by())


def own_count(eyes: Eyes, contest: Contest, page: Sequence[ProposalLine], *, before: int | None = None) -> int:
    """How many proposals of this reader stand in a contest of which `page` is before them. Where that is the whole grid
    it shows them all, and nothing is asked."""
    if eyes.person_id in (None, contest.client_id):
        return 0
    if before is None and len(page) <= PAGE:
        return sum(line.is_mine and not line.is_withdrawn for line in page)
    return ContestProposal.objects.filter(contest=contest, worker_id=eyes.person_id, withdrawn_at=None).count()


def _lines(rows: Sequence[ContestProposal], eyes: Eyes, *, is_whole: bool = False) -> list[ProposalLine]:
    versions = _versions([row.pk for row in rows])
    wishes = _wishes([row.pk for row in rows]) if is_whole else {}
    return [
        ProposalLine(
            id=row.pk,
            number=row.number,
            worker_id=row.worker_id,
            worker=str(row.worker),
            sent_at=row.sent_at,
            changed_at=row.changed_at,
            is_liked=row.liked_at is not None,
            is_mine=row.worker_id == eyes.person_id,
            is_marked=row.marked_at is not None,
            is_overturned=row.overturned_at is not None,
            mark_reason=row.mark_reason,
            is_adopted=row.adopted_at is not None,
            is_additional=row.is_additional,
            is_withdrawn=row.withdrawn_at is not None,
            is_removed=getattr(row, "removed_by", None) is not None,
            may_show=row.may_show,
            shared=row.shared,
            contract=_contract(row, eyes),
            versions=versions[row.pk] if is_whole else versions[row.pk][:1],
            wishes=wishes.get(row.pk, ()),
        )
        for row in rows
    ]


def _contract(row: ContestProposal, eyes: Eyes) -> str:
    contract = row.contract
    if contract is None or not (eyes.is_staff or eyes.person_id in (contract.client_id, contract.worker_id)):
        return ""
    return str(contract.reference)


def _versions(proposal_ids: Iterable[int]) -> dict[int, list[VersionLine]]:
    """Versions by proposal, the newest first, with their files and marked pictures."""
    found: dict[int, list[VersionLine]] = {}
    rows = ProposalVersion.objects.filter(proposal_id__in=list(proposal_ids)).order_by("-number")
    for row in rows.prefetch_related(Prefetch("files", files_beside("marked_picture").order_by("pk"))):
        works = [_work(file, getattr(file, "marked_picture", None)) for file in row.files.all()]
        line = VersionLine(row.number, row.text, row.note, row.sent_at, works)
        found.setdefault(row.proposal_id, []).append(line)
    return found


def _work(file: StoredFile, picture: MarkedPicture | None) -> WorkLine:
    width, height = (picture.width, picture.height) if picture else (None, None)
    return WorkLine(file.pk, file.name, file.size, width, height, picture is not None)


def _wishes(proposal_ids: Iterable[int]) -> dict[int, list[RevisionWish]]:
    found: dict[int, list[RevisionWish]] = {}
    for wish in RevisionWish.objects.filter(proposal_id__in=list(proposal_ids)).order_by("-pk"):
        found.setdefault(wish.proposal_id, []).append(wish)
    return found


def originals(eyes: Eyes, proposal: ProposalLine) -> Sequence[WorkLine]:
    """The files themselves of the newest version, for those who may have them."""
    may_have = proposal.is_mine or (proposal.is_adopted and has_bought(eyes.person_id, proposal.id))
    return proposal.newest.works if may_have else ()


def listing_of_question(question_id: int) -> int | None:
    """The listing about whose contest a question was asked."""
    return Question.objects.filter(pk=question_id).values_list("contest__listing_id", flat=True).first()
