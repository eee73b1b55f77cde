"""The log of the staff in words: what was done, and where the thing that it was done to can be seen."""

from __future__ import annotations

from django.urls import reverse

from tachiai.kernel.texts import CATALOGUE
from tachiai.web import reading

# What can be asked for by name. Steps of life cycles are named by these; what else is logged stands beside them.
ACTS = (
    *("look", "look_around", "export_record", "note_finding", "claim", "release", "defer", "decide"),
    *("propose_decision", "confirm", "reject", "end_measure", "uphold", "reverse"),
    *("confirm_pay_in", "record_pay_out"),
)
# Under which name the steps of a table have their words.
STEPS = {
    "safety.case": "case",
    "safety.decision": "decision",
    "safety.appeal": "appeal",
    "conversations.heldmessage": "held",
    "conversations.offsiterequest": "off_site",
    "jobs.listing": "listing",
}
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


def act_text(act: str, kind: str = "") -> str:
    """What was done to a thing of a kind; the name of the step where there are no words for it."""
    about, _, restriction = act.partition(".")
    if (name := f"people.restriction.{restriction}.name") in CATALOGUE:
        return reading.plain(f"desk.acts.did.{about}", what=reading.plain(name))
    return _said(f"{STEPS.get(kind, 'case')}.step.{act}") or _said(f"desk.acts.did.{act}") or act


def subject_text(kind: str, number: int) -> str:
    """The thing, by its sort and number."""
    name = _said(f"reports.subject.{kind}") or _said(f"desk.acts.thing.{kind}") or kind
    return f"{name} {number}"


def subject_href(kind: str, number: int) -> str:
    """The page of the thing; empty where it has none for staff."""
    page = PAGES.get(kind)
    return reverse(page, args=[number]) if page else ""


def _said(key: str) -> str:
    return reading.plain(key) if key in CATALOGUE else ""
