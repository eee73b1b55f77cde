"""What contests hear from the listings that they belong to."""

from __future__ import annotations

from tachiai.contests.models import Contest
from tachiai.contests.walking import count_anew
from tachiai.jobs.events import ListingClosed, ListingExtended
from tachiai.kernel.refused import Refusal, Refused


def hear_extension(extended: ListingExtended) -> None:
    """Listener: the deadline of a contest is that of its listing."""
    contest = _open(extended.listing_id)
    if contest is not None:
        contest.apply_by = extended.apply_by
        count_anew(contest, extended.at)
        contest.save(update_fields=["apply_by", "due_at", "remind_at"])


def hear_closing(closed: ListingClosed) -> None:
    """Listener: before its deadline a contest is ended early, with a day's notice, not closed. Refusal."""
    contest = _open(closed.listing_id)
    if contest is not None and closed.at < contest.apply_by:
        raise Refusal(Refused("contests.refused.close_by_early_end"))


def _open(listing_id: int) -> Contest | None:
    rows = Contest.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(listing_id=listing_id, state="open").first()
