"""The screens of each side, the lures that newcomers meet, and the questions they can put to themselves."""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.contracts.lifecycles import LIFECYCLES
from tachiai.kernel.published import deadlines
from tachiai.money.rules import SCHEDULES

SCREENS = {
    "client": ("agree", "work", "pay"),
    "worker": ("agree", "work", "pay"),
}
"""By side, the names of its screens in order. Texts under start.<side>.<screen>, points under .points."""

POINTS = {
    "client": {
        "agree": ("describe", "confirm", "late"),
        "work": ("deposit", "talk", "change"),
        "pay": ("inspect", "silence", "trouble"),
    },
    "worker": {
        "agree": ("read", "confirm", "before"),
        "work": ("deposit", "talk", "late"),
        "pay": ("deliver", "paid", "trouble"),
    },
}

STAGES = ("agree", "deposit", "work", "deliver", "inspect", "pay")
"""The order of things, and which of them each screen is about."""
STAGES_OF = {"agree": ("agree",), "work": ("deposit", "work"), "pay": ("deliver", "inspect", "pay")}


@dataclass(frozen=True)
class Lure:
    """A pattern of deception. Texts under start.safety.lure.<name>: title, text, do; what gives it away under .mark.
    `article`: the help article about it."""

    name: str
    marks: tuple[str, ...]
    article: str


LURES = (
    Lure("survey", ("price", "leave", "sign_up"), "contact"),
    Lure("monitor", ("earn", "call", "famous"), "lures"),
    Lure("beginner", ("course", "paid_while", "no_work"), "side_jobs"),
    Lure("rejected", ("other_firm", "address"), "lures"),
    Lure("permitted", ("office", "proof"), "lures"),
    Lure("fee", ("deposit", "tool"), "advance"),
    Lure("buying", ("own_money", "refund"), "buying"),
    Lure("account", ("lend", "remote"), "side_jobs"),
)
QUESTIONS = ("leave", "pay", "before", "describe", "identity")


def figures() -> dict[str, int]:
    """What the texts may name: days of the life cycles, and the fee in percent of the first and of the last tier."""
    newest = max(SCHEDULES.values(), key=lambda schedule: schedule.valid_from)
    percents = [int(tier.percent) for tier in newest.tiers]
    return {**deadlines(LIFECYCLES), "fee_most": max(percents), "fee_least": min(percents)}
