"""The life cycles of contracts, each said once, with their numbers in `numbers.toml` beside them."""

from tachiai.contracts.lifecycles.fixed_price import FIXED_PRICE
from tachiai.contracts.lifecycles.requests import (
    CHANGE,
    CONTACT_REMINDER,
    MEDIATION_LEVELS,
    PLEA,
    TERMINATION,
)
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.kernel.requests import Request

CONTRACTS: tuple[Lifecycle, ...] = (FIXED_PRICE,)
REQUESTS: tuple[Request, ...] = (CONTACT_REMINDER, TERMINATION, CHANGE, *MEDIATION_LEVELS.values())
LIFECYCLES: tuple[Lifecycle, ...] = (*CONTRACTS, *(request.lifecycle for request in REQUESTS), PLEA)


def lifecycle(name: str, version: int) -> Lifecycle:
    """The declaration that a row pinned when it was made. LookupError when this release lacks it."""
    for known in LIFECYCLES:
        if (known.name, known.version) == (name, version):
            return known
    raise LookupError(f"no life cycle {name} version {version}")


def request_called(name: str) -> Request:
    """The request with that life cycle. LookupError when there is none."""
    for known in REQUESTS:
        if known.name == name:
            return known
    raise LookupError(f"no request {name}")
