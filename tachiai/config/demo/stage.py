"""What there is so far while the demo's past is played, and what its people find when they look."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime

from tachiai.config.demo import content
from tachiai.config.demo.content import STAFF, Act, Talk
from tachiai.config.demo.documents import make
from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.conversations import actions as conversations
from tachiai.jobs import queries as jobs
from tachiai.people.actions import HashedPassword
from tachiai.terms.queries import TermsVersion


@dataclass
class Stage:
    """By the keys of the content: ids, and references of contracts. The demo ends `today`."""

    today: date
    password: HashedPassword = field(default_factory=lambda: HashedPassword.of(content.password()))
    people: dict[str, int] = field(default_factory=dict)
    listings: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    appeals: dict[str, int] = field(default_factory=dict)

    def person(self, talk: Talk, side: str) -> int:
        """Who is on that side of the talk; for staff, who decides in it."""
        if side == STAFF:
            return self.staff()
        return self.people[talk.worker if side == "worker" else _client(talk.listing)]

    def staff(self) -> int:
        return next(self.people[player.key] for player in content.players() if player.role == STAFF)


def proposal(stage: Stage, talk: Talk, person: int) -> jobs.ProposalView:
    view = jobs.proposal_for(person, stage.proposals[talk.key])
    if view is None:
        raise LookupError(f"{talk.key}: no proposal")
    return view


def on_the_table(stage: Stage, talk: Talk, person: int) -> TermsVersion:
    """The version of the terms that is talked about."""
    current = proposal(stage, talk, person).current
    if current is None:
        raise LookupError(f"{talk.key}: no terms on the table")
    return current.version


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


def _client(listing: str) -> str:
    return next(each.client for each in content.listings() if each.key == listing)
