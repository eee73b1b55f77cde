"""A small contract with two requests beside it, sound; tests break it in one place at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tachiai.kernel.joint import Product
from tachiai.kernel.joint_faults import Walk, walk
from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.refused import Refused
from tachiai.kernel.requests import Request
from tachiai.kernel.soundness import Effect

CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
ASKER, ASKED = frozenset({Actor.ASKER}), frozenset({Actor.ASKED})
NOBODY: frozenset[Actor] = frozenset()
BOTH = CLIENT | WORKER
EFFECTS = {
    "hold": Effect(1),
    "pay": Effect(-1, WORKER),
    "give_back": Effect(-1, CLIENT),
    "split": Effect(-1, BOTH),
}
WEEK = Deadline(timedelta(days=7), (timedelta(days=3),))


def seldom(facts: object, at: datetime) -> Refused | None:
    """A guard: asking again and again is refused."""
    return None


WORK = Lifecycle(
    "work",
    1,
    "asked",
    states=(
        State("asked", Actor.CLIENT, WEEK),
        State("working", Actor.WORKER, WEEK),
        State("delivered", Actor.CLIENT, WEEK),
        State("talking", deadline=WEEK),
        State("paid", final=True),
        State("ended", final=True),
    ),
    steps=(
        Step("deposit", ("asked",), "working", CLIENT, moves=("hold",)),
        Step("lapse", ("asked",), "ended", CLOCK),
        Step("deliver", ("working",), "delivered", WORKER),
        Step("refund", ("working",), "ended", CLOCK, moves=("give_back",)),
        Step("accept", ("delivered",), "paid", CLIENT, moves=("pay",)),
        Step("deem_accepted", ("delivered",), "paid", CLOCK, moves=("pay",)),
        Step("settle", ("working", "talking"), "ended", NOBODY, moves=("split",), through=("parting", "talks")),
        Step("end", ("working",), "ended", NOBODY, moves=("give_back",), through=("parting",)),
        Step("talk", ("working", "delivered"), "talking", NOBODY, through=("talks",)),
        Step("halve", ("talking",), "ended", CLOCK, moves=("split",)),
    ),
)
PARTING = Request(
    Lifecycle(
        "parting",
        1,
        "proposed",
        states=(
            State("proposed", Actor.ASKED, WEEK),
            State("agreed", final=True),
            State("lapsed", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step("accept", ("proposed",), "agreed", ASKED),
            Step("refuse", ("proposed",), "closed", ASKED),
            Step("withdraw", ("proposed",), "closed", ASKER),
            Step("lapse", ("proposed",), "lapsed", CLOCK),
            Step("overtake", ("proposed",), "closed", NOBODY, through=("contract",)),
        ),
    ),
    by=BOTH,
    opens_in=("working",),
    guards=(seldom,),
    overtaken="overtake",
    causes={"agreed": ("settle",), "lapsed": ("end",)},
    blocks=("deliver",),
)
TALKS = Request(
    Lifecycle(
        "talks",
        1,
        "open",
        states=(
            State("open", Actor.ASKED, WEEK),
            State("staff", Actor.STAFF, WEEK),
            State("settled", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step("ask_staff", ("open",), "staff", ASKER | ASKED | CLOCK),
            Step("offer", ("open", "staff"), "", ASKER | ASKED),
            Step("decide", ("staff",), "settled", STAFF),
            Step("fall_to_rule", ("staff",), "settled", CLOCK),
            Step("overtake", ("open", "staff"), "closed", NOBODY, through=("contract",)),
        ),
    ),
    by=BOTH,
    opens_in=("working", "delivered"),
    opens="talk",
    stays_in=("talking",),
    overtaken="overtake",
    causes={"settled": ("settle",)},
)


@dataclass(frozen=True)
class Toy:
    """The three together; `work`, `parting` and `talks` say what is different."""

    contract: Lifecycle = WORK
    part: Request = PARTING
    talk: Request = TALKS

    @property
    def product(self) -> Product:
        return Product(self.contract, (self.part, self.talk))

    def walk(self) -> Walk:
        return walk(self.product, EFFECTS)

    def found(self) -> set[str]:
        return {fault.id for fault in self.walk().faults}

    def work(self, step: str, **changes: object) -> Toy:
        return replace(self, contract=_with(self.contract, step, changes))

    def parting(self, step: str = "", **changes: object) -> Toy:
        return replace(self, part=_changed(self.part, step, changes))

    def talks(self, step: str = "", **changes: object) -> Toy:
        return replace(self, talk=_changed(self.talk, step, changes))


def _changed(request: Request, step: str, changes: dict[str, object]) -> Request:
    if not step:
        return replace(request, **changes)  # type: ignore[arg-type]
    return replace(request, lifecycle=_with(request.lifecycle, step, changes))


def _with(cycle: Lifecycle, name: str, changes: dict[str, object]) -> Lifecycle:
    """With that step changed, or added when there is none of that name."""
    if name not in {step.name for step in cycle.steps}:
        return replace(cycle, steps=(*cycle.steps, Step(name, **changes)))  # type: ignore[arg-type]
    steps = tuple(replace(s, **changes) if s.name == name else s for s in cycle.steps)  # type: ignore[arg-type]
    return replace(cycle, steps=steps)
