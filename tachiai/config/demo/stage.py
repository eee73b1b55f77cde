"""What there is so far while the demo's past is played, and what its people find when they look."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from tachiai.config.demo import content
from tachiai.config.demo.content import STAFF, Act, Talk
from tachiai.config.demo.documents import make
from tachiai.config.demo.when import When
from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.conversations import actions as conversations
from tachiai.inquiries.actions import Receipt
from tachiai.jobs import queries as jobs
from tachiai.kernel.calendar import local_date
from tachiai.money import actions as money
from tachiai.money import queries as money_queries
from tachiai.money.gateways import RECORD_ONLY
from tachiai.money.rules import Holder
from tachiai.people.actions import HashedPassword
from tachiai.terms.queries import TermsVersion


@dataclass(frozen=True)
class Scene:
    """One thing that happens. `kind` is what the progress line counts it as."""

    when: When
    kind: str
    play: Callable[[Stage, datetime], object]


@dataclass
class Stage:
    """By the keys of the content: ids, and references of contracts. The demo ends at `present`. `catches_up`: whoever
    acts has read before what they were told."""

    present: datetime
    password: HashedPassword = field(default_factory=lambda: HashedPassword.of(content.password()))
    people: dict[str, int] = field(default_factory=dict)
    listings: dict[str, int] = field(default_factory=dict)
    clients: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    appeals: dict[str, int] = field(default_factory=dict)
    inquiries: dict[str, Receipt] = field(default_factory=dict)
    works: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    catches_up: bool = True
    gone_through: set[tuple[str, int]] = field(default_factory=set)

    @property
    def today(self) -> date:
        return local_date(self.present)

    def person(self, talk: Talk, side: str) -> int:
        """Who is on that side of the talk; for staff, who decides in it."""
        if side == STAFF:
            return self.staff()
        return self.people[talk.worker] if side == "worker" else self.client(talk.listing)

    def client(self, listing: str) -> int:
        """Whose listing it is, by its key."""
        return self.clients[listing]

    def staff(self) -> int:
        return next(self.people[player.key] for player in content.players() if player.role == STAFF)


def bound(play: Callable[..., object], *told: object) -> Callable[[Stage, datetime], object]:
    """What a scene plays, with what is told in it."""
    return lambda stage, at: play(stage, at, *told)


def proposal(stage: Stage, talk: Talk, person: int) -> jobs.ProposalView:
    view = jobs.proposal_for(person, stage.proposals[talk.key])
    if view is None:
        raise LookupError(f"{talk.key}: no proposal")
    return view


def on_the_table(view: jobs.ProposalView) -> TermsVersion:
    """The version of the terms that is talked about."""
    if view.current is None:
        raise LookupError(f"proposal {view.proposal.pk}: no terms on the table")
    return view.current.version


def contract(stage: Stage, talk: Talk, person: int, at: datetime) -> ContractView:
    view = contracts.contract_for(person, person == stage.staff(), stage.contracts[talk.key], at)
    if view is None:
        raise LookupError(f"{talk.key}: no contract")
    return view


def hand_over(act: Act, person: int, at: datetime) -> list[int]:
    """Make and store the files that come with an act; their ids."""
    made = {name: make(name, content.documents().get(name, "")) for name in act.particulars.get("files", ())}
    return [
        conversations.store_file(name=name, content=io.BytesIO(file), owner_id=person, at=at).pk
        for name, file in made.items()
    ]


def confirm(stage: Stage, holder: Holder, at: datetime) -> None:
    """Staff confirm the transfer that is awaited for `holder`, if one is: with the demo bank it was there at once."""
    if pay_in := money_queries.awaited_pay_in(holder):
        money.confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=stage.staff(), at=at)


@contextmanager
def without_savepoints() -> Iterator[None]:
    """What is told in one transaction is there as a whole or not at all: marks to go back to within it would be a third
    of all questions."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        del connection.features.uses_savepoints


@contextmanager
def bank(*, is_slow: bool) -> Iterator[None]:
    """Within this a slow bank lets money be announced and not there yet, as a real one does: some who want to publish
    are looked at while they wait for it."""
    usual = settings.FUNDS
    settings.FUNDS = RECORD_ONLY if is_slow else usual
    try:
        yield
    finally:
        settings.FUNDS = usual
