"""Proposals to contests as things that people can point at."""

from __future__ import annotations

from tachiai.contests.models import ContestProposal
from tachiai.contests.queries.facts import KIND, plan_of, proposals_with_removals
from tachiai.kernel.things import Thing


def contest_proposal_thing(proposal_id: int) -> Thing | None:
    """A proposal with the words of its newest version, and the digests of its files; None when there is none."""
    row = proposals_with_removals().select_related("contest").filter(pk=proposal_id).first()
    if row is None:
        return None
    version = row.versions.order_by("-number")[0]
    files = version.files.order_by("pk").values_list("name", "sha256")
    return Thing(
        kind=KIND,
        id=row.pk,
        title=row.contest.title,
        text="\n".join(each for each in (version.text, version.note) if each),
        path=f"/contests/proposals/{row.pk}/",
        owners=(row.worker_id,),
        readers=None if _is_public(row) else frozenset({row.worker_id, row.contest.client_id}),
        is_removed=row.removed_by is not None,
        language=row.contest.language,
        facts={
            "contest": row.contest.listing_id,
            "number": row.number,
            "version": version.number,
            "files": [list(file) for file in files],
            "changed_at": row.changed_at.isoformat(),
        },
    )


def _is_public(row: ContestProposal) -> bool:
    """Whether more than its maker and its client may see it; what they see is for `queries.seeing` to say."""
    return plan_of(row.contest).is_public and row.withdrawn_at is None
