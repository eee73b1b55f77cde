"""Whatever someone of the staff does or looks at is logged: every action that takes a staff member leads to the log."""

from __future__ import annotations

from tests.house.calls import actions_named, reached

# Who acts, as actions name them.
STAFF = ("by_staff_id", "staff_id", "by_id")
# What writes the log, or tells of a step so that it is written.
LOGS = {
    "tachiai.people.actions.audit.log_staff_act",
    "tachiai.clockwork.actions.record",
    "tachiai.clockwork.events.StaffStepTaken",
}
# Part of an act that is logged: what became of a text says whether the rules were right about it.
PARTS = {"tachiai.screening.actions.decide_finding"}


def test_every_action_of_staff_leads_to_the_log() -> None:
    acts = set(actions_named(*STAFF)) - LOGS - PARTS
    assert {"tachiai.people.actions.restrictions.restrict", "tachiai.contracts.rating.decide_plea"} <= acts
    assert "tachiai.conversations.actions.holding.look_around" in acts
    silent = sorted(act for act in acts if not LOGS & reached(act))
    assert not silent, "never logged:\n" + "\n".join(silent)
