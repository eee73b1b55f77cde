"""What of safety stands against the closing of an account."""

from __future__ import annotations

from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked
from tachiai.people.rules.restrictions import STOOD_IN_FOR
from tachiai.safety.models import Appeal, Case
from tachiai.safety.rules import MEASURES

SHUTTING = tuple(name for name, spec in MEASURES.items() if spec.restricts in STOOD_IN_FOR)


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Little that was said or decided of a person keeps them here: cases about them rest on what was kept when it was
    said, and what they reported is answered without them. But an appeal against what shuts their account is answered
    first, or withdrawn; and somebody of the staff gives back the cases that they have in hand."""
    shut = {"decision__measures__name__in": SHUTTING, "decision__measures__ended_at": None}
    waiting = Appeal.objects.filter(**shut, person_id=asked.person_id, closed_at=None)
    found = [Refused("appeal.refused.closing")] if waiting.exists() else []
    held = Case.objects.filter(claimed_by_id=asked.person_id, closed_at=None).count()
    return found + ([Refused("case.refused.staff_holds_cases", {"n": held})] if held else [])
