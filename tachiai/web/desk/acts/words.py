"""The log of the staff in words: what was done, and where the thing that it was done to can be seen."""

from __future__ import annotations

from django.urls import reverse

from tachiai.contests.lifecycles import LIFECYCLES as CONTESTS
from tachiai.contracts.lifecycles import LIFECYCLES
from tachiai.conversations.lifecycles import LIFECYCLES as CONVERSATIONS
from tachiai.inquiries.lifecycles import LIFECYCLES as INQUIRIES
from tachiai.jobs.lifecycles import LIFECYCLES as JOBS
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.texts import CATALOGUE
from tachiai.safety.lifecycles import LIFECYCLES as SAFETY
from tachiai.tasks.lifecycles import LIFECYCLES as TASKS
from tachiai.web import reading

# What can be asked for by name. Steps of life cycles are named by these; what else is logged stands beside them.
ACTS = (
    *("look", "look_around", "export_record", "note_finding", "claim", "release", "defer", "decide"),
    *("propose_decision", "confirm", "reject", "end_measure", "uphold", "reverse"),
    *("confirm_pay_in", "record_pay_out", "confirm_identity", "withdraw_identity"),
    *("note", "handle_mail", "save_canned", "remove_canned"),
    *("add_rule", "enforce_rule", "retire_rule", "overturn_mark"),
)
# Under which names the steps of a table have their words; where a table holds several life cycles, in this order.
STEPS = {
    "safety.case": ("case",),
    "safety.decision": ("decision",),
    "safety.appeal": ("appeal",),
    "inquiries.inquiry": ("inquiry",),
    "conversations.heldmessage": ("held",),
    "conversations.offsiterequest": ("off_site",),
    "contracts.contract": ("fixed_price", "award", "hourly"),
    "contracts.request": ("mediation", "contact_reminder", "change", "termination", "contract_close"),
    "contracts.plea": ("plea",),
    "contracts.week": ("week",),
    "contests.contest": ("contest",),
    "tasks.taskjob": ("task",),
    "tasks.submission": ("submission",),
    "jobs.listing": ("listing",),
}
# The steps that staff take, by the words of their life cycle.
BY_STAFF = {
    cycle.words: tuple(step.name for step in cycle.steps if Actor.STAFF in step.by)
    for cycle in (*LIFECYCLES, *CONTESTS, *CONVERSATIONS, *INQUIRIES, *JOBS, *SAFETY, *TASKS)
}
WORDS = {cycle.name: cycle.words for cycle in LIFECYCLES}
PAGES = {
    "safety.case": "desk:case",
    "safety.decision": "desk:decision",
    "safety.appeal": "desk:appeal",
    "inquiries.inquiry": "desk:inquiry",
    "people.person": "desk:person",
    "profile": "desk:person",
    "conversations.heldmessage": "desk:held_message",
    "conversations.offsiterequest": "desk:off_site_request",
    "listing": "jobs:detail",
    "jobs.listing": "jobs:detail",
}


def acts_named() -> dict[str, str]:
    """Everything that can be asked for, with its words; what one name means of several things, with all of them."""
    found = {act: [act_text(act)] for act in ACTS}
    for kind, families in STEPS.items():
        for act in (step for words in families for step in BY_STAFF.get(words, ())):
            said = act_text(act, kind)
            if said not in found.setdefault(act, []):
                found[act].append(said)
    return {act: reading.plain("desk.acts.or").join(said) for act, said in found.items()}


def act_text(act: str, kind: str = "") -> str:
    """What was done to a thing of a kind; the name of the step where there are no words for it."""
    about, _, rest = act.partition(".")
    if about == "stand_in":
        return reading.plain("desk.acts.did.stand_in", what=act_text(rest, kind))
    for name in (f"people.restriction.{rest}.name", f"{WORDS.get(rest, rest)}.name"):
        if rest and name in CATALOGUE:
            return reading.plain(f"desk.acts.did.{about}", what=reading.plain(name))
    steps = (f"{words}.step.{act}" for words in STEPS.get(kind, ()))
    return next((said for key in (*steps, f"desk.acts.did.{act}", f"case.step.{act}") if (said := _said(key))), act)


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
