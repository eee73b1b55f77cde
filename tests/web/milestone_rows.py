"""Milestones as a browser sends them: numbered rows of the form."""

from __future__ import annotations

from collections.abc import Iterable

from tachiai.terms.rules import Milestone


def rows(milestones: Iterable[Milestone], *, first: int = 0) -> dict[str, str]:
    """The fields of these parts, from row `first` on."""
    sent: dict[str, str] = {}
    for number, part in enumerate(milestones, first):
        sent |= {
            f"milestones-{number}-title": part.title,
            f"milestones-{number}-price": "" if part.price is None else f"{part.price:,}",
            f"milestones-{number}-due_on": part.due_on.isoformat() if part.due_on else "",
            f"milestones-{number}-acceptance_items": "\r\n".join(part.acceptance_items),
        }
    return sent
