"""What the rules in force find in a text, before anybody else reads it."""

from __future__ import annotations

from tachiai.conversations.queries.consent import is_needed
from tachiai.conversations.queries.off_site import is_contact_allowed
from tachiai.conversations.safety import UNLOCKED, Judged, Spot, summed_up
from tachiai.screening import queries as screening
from tachiai.screening.rules import ENFORCE

# What one person says to another; all else is said in public.
PRIVATE = ("message", "proposal")


def judged(text: str, *, where: str, thread_id: int | None = None) -> Judged:
    """The text as the rules in force judge it at this place. In a thread in which contact data may be exchanged, the
    rules against it do not count. Where the installation gives hints only, nothing private is graver than a warning."""
    found = screening.judge(text, where=where)
    spots = [Spot.of(hit) for hit in found.hits if hit.mode == ENFORCE]
    is_unlocked = (
        thread_id is not None and any(spot.instead == UNLOCKED for spot in spots) and is_contact_allowed(thread_id)
    )
    at_most = "warn" if where in PRIVATE and not is_needed() else "refuse"
    return summed_up(text, spots, found, is_unlocked=is_unlocked, at_most=at_most)
