"""The log of the staff in words: what was done, and where the thing that it was done to can be seen."""

from __future__ import annotations

from django.urls import reverse

from tachiai.kernel.texts import CATALOGUE
from tachiai.web import reading

# What can be asked for by name; every step of a life cycle that staff take is logged beside these.
ACTS = (
    *("look", "look_around", "note_finding", "claim", "release", "defer", "decide", "confirm", "reject"),
    *("uphold", "reverse", "grant", "refuse", "return", "end_measure"),
)
PAGES = {
    "safety.case": "desk:case",
    "safety.decision": "desk:decision",
    "safety.appeal": "desk:appeal",
    "people.person": "desk:person",
    "profile": "desk:person",
    "conversations.heldmessage": "desk:held_message",
    "conversations.offsiterequest": "desk:off_site_request",
    "listing": "jobs:detail",
    "jobs.listing": "jobs:detail",
}


def act_text(act: str) -> str:
    """What was done; the name of the step where there are no words for it."""
    return _said(f"desk.acts.did.{act}", act)


def subject_text(kind: str, number: int) -> str:
    """The thing, by its sort and number."""
    return f"{_said(f'desk.acts.thing.{kind}', kind)} {number}"


def subject_href(kind: str, number: int) -> str:
    """The page of the thing; empty where it has none for staff."""
    page = PAGES.get(kind)
    return reverse(page, args=[number]) if page else ""


def _said(key: str, otherwise: str) -> str:
    return reading.plain(key) if key in CATALOGUE else otherwise
