"""Requests: life cycles that one side opens beside a contract, and how the two act on each other.

Entering a state of the request may cause a step of the contract; a step of the contract may overtake or answer the
request. Both happen in one transaction and are said here once: the pages, the doors and the proof read this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tachiai.kernel.lifecycle import Actor, Guard, Lifecycle, Step

SIDES = frozenset({Actor.CLIENT, Actor.WORKER})


@dataclass(frozen=True)
class Request:
    """Opened by one of `by` while the contract is in a state of `opens_in`; at most one of a kind is open.

    `opens`: the step of the contract that opening causes. `stays_in`: where the contract must remain for the request
    to stay open (like `opens_in` when empty); when it leaves, `overtaken` is taken. `answered` is taken when the asked
    side takes any step or writes. `causes`: by state of the request, the steps of the contract that entering it
    causes, of which the one fitting the contract's state is taken; a request step that fits none is refused.
    `blocks`: steps of the contract that wait while it is open. `asks`: what opening asks for.
    """

    lifecycle: Lifecycle
    by: frozenset[Actor]
    opens_in: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()
    opens: str = ""
    stays_in: tuple[str, ...] = ()
    overtaken: str = ""
    answered: str = ""
    causes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.lifecycle.name

    def stays(self, contract_state: str) -> bool:
        """Whether the request remains open when the contract enters that state."""
        return contract_state in (self.stays_in or self.opens_in)

    def caused(self, state: str, contract: Lifecycle, contract_state: str) -> Step | None:
        """The contract's step that entering `state` causes now. LookupError when none of those named fits."""
        named = self.causes.get(state, ())
        fitting = [contract.step(name) for name in named if contract_state in contract.step(name).sources]
        if named and not fitting:
            raise LookupError(f"{self.name}: {state} causes nothing in {contract_state}")
        return fitting[0] if fitting else None


def hats(actor: Actor, asked_by: Actor) -> frozenset[Actor]:
    """Everything that `actor` is in a request opened by the side `asked_by`: its own side, and asker or asked."""
    if actor not in SIDES:
        return frozenset({actor})
    return frozenset({actor, Actor.ASKER if actor is asked_by else Actor.ASKED})


def other_side(side: Actor) -> Actor:
    return Actor.WORKER if side is Actor.CLIENT else Actor.CLIENT
