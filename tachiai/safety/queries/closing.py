"""What of safety stands against the closing of an account."""

from __future__ import annotations

from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked
from tachiai.safety.models import Case


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Nothing that was said or decided of a person keeps them here: cases about them rest on what was kept when it was
    said, measures of theirs have no hold on a closed account, and what they reported or appealed against is answered
    without them. Only somebody of the staff gives back the cases that they have in hand."""
    held = Case.objects.filter(claimed_by_id=asked.person_id, closed_at=None).count()
    return [Refused("case.refused.staff_holds_cases", {"n": held})] if held else []
