"""What stands beside a contract, for the one page that shows all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.requests import RequestView, latest_beside, openings
from tachiai.kernel.lifecycle import Offered


@dataclass(frozen=True)
class Beside:
    """`latest`: the open requests and those closed last; `openings`: what the reader may open, by kind."""

    latest: Sequence[RequestView]
    openings: Mapping[str, Offered]

    @property
    def open(self) -> list[RequestView]:
        """What is open, oldest first; at most one of each kind."""
        return sorted((view for view in self.latest if not view.state.final), key=lambda view: view.request.pk)


def beside(view: ContractView, level: str) -> Beside:
    """Everything beside the contract, as the person of `view` meets it."""
    latest = latest_beside(view)
    return Beside(latest, openings(view, level, latest=[each.request for each in latest]))
