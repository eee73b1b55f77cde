"""What stands beside a contract, for the one page that shows all of it: read once, with what that page has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tachiai.contracts.models import ContractStep
from tachiai.contracts.queries import TIMELINE, ContractView
from tachiai.contracts.queries.requests import PAGE, RequestView, latest_beside, openings
from tachiai.contracts.rules import SIDES
from tachiai.conversations.queries import ThreadPage
from tachiai.kernel.lifecycle import Actor, Offered


@dataclass(frozen=True)
class Beside:
    """`latest`: the open requests and those closed last; `openings`: what the reader may open, by kind."""

    latest: Sequence[RequestView]
    openings: Mapping[str, Offered]

    @property
    def open(self) -> list[RequestView]:
        """What is open, oldest first; at most one of each kind."""
        return sorted((view for view in self.latest if not view.state.final), key=lambda view: view.request.pk)


def beside(view: ContractView, level: str, *, steps: Sequence[ContractStep], thread: ThreadPage | None) -> Beside:
    """Everything beside the contract. `steps` are its latest, `thread` its newest messages (None: not read)."""
    latest = latest_beside(view)
    if view.role not in SIDES or view.is_over:
        return Beside(latest, {})
    heard_at = _heard_at(view, latest, steps, thread)
    requests = [each.request for each in latest]
    return Beside(latest, openings(view, level, latest=requests, heard_at=heard_at))


def _heard_at(
    view: ContractView, latest: Sequence[RequestView], steps: Sequence[ContractStep], thread: ThreadPage | None
) -> datetime | None:
    """The other side's last word, when what was read already surely contains it; else None."""
    contract = view.contract
    other = contract.worker_id if view.role is Actor.CLIENT else contract.client_id
    written = [message.posted_at for message in thread.messages if message.author_id == other] if thread else []
    is_cut_off = thread is None or (thread.earlier is not None and not written)
    if is_cut_off or len(steps) >= TIMELINE or len(latest) >= PAGE:
        return None
    taken = [step.taken_at for step in steps if step.person_id == other]
    asked = [each.request.opened_at for each in latest if each.request.opened_by_id == other]
    answered = [moment for each in latest if (moment := getattr(each.request, "heard_at", None)) is not None]
    return max([contract.made_at, *written, *taken, *asked, *answered])
