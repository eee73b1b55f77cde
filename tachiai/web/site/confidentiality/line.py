"""One line for the pages of the proposal and of the contract: the way to the agreement, or to asking for one."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from tachiai.web import reading

_STANDING = ("asked", "agreed")


def confidentiality_line(proposal_id: int, state: str) -> Mapping[str, str]:
    """What `confidentiality/_line.html` shows as `line`. `state` is that of the newest request, empty without one."""
    return {
        "href": reverse("confidentiality:detail", args=[proposal_id]),
        "label": reading.plain("confidentiality.name" if state in _STANDING else "confidentiality.link"),
        "state": reading.plain(f"confidentiality.state.{state}") if state else "",
    }
