"""The life cycles of contracts, each said once, with their numbers in `numbers.toml` beside them."""

from collections.abc import Mapping

from tachiai.contracts.lifecycles.award import AWARD, OF_AWARD
from tachiai.contracts.lifecycles.fixed_price import FIXED_PRICE
from tachiai.contracts.lifecycles.hourly import CONTRACT_CLOSE, HOURLY, HOURLY_REMINDER, WEEK
from tachiai.contracts.lifecycles.requests import (
    CHANGE,
    CONTACT_REMINDER,
    MEDIATION_LEVELS,
    PLEA,
    TERMINATION,
)
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.kernel.requests import Request

CONTRACTS: tuple[Lifecycle, ...] = (FIXED_PRICE, AWARD, HOURLY)
OF_FIXED_PRICE: tuple[Request, ...] = (CONTACT_REMINDER, TERMINATION, CHANGE, *MEDIATION_LEVELS.values())
# What may be opened beside a contract whose life cycle has its own requests; beside all others: those of fixed price.
OF_OTHERS: Mapping[str, tuple[Request, ...]] = {AWARD.name: OF_AWARD, HOURLY.name: (HOURLY_REMINDER, CONTRACT_CLOSE)}
REQUESTS: tuple[Request, ...] = (*OF_FIXED_PRICE, CONTRACT_CLOSE)
LIFECYCLES: tuple[Lifecycle, ...] = (*CONTRACTS, WEEK, *(request.lifecycle for request in REQUESTS), PLEA)


def lifecycle(name: str, version: int) -> Lifecycle:
    """The declaration that a row pinned when it was made. LookupError when this release lacks it."""
    for known in LIFECYCLES:
        if (known.name, known.version) == (name, version):
            return known
    raise LookupError(f"no life cycle {name} version {version}")


def requests_of(contract: str) -> tuple[Request, ...]:
    """What may be opened beside a contract with the life cycle called `contract`."""
    return OF_OTHERS.get(contract, OF_FIXED_PRICE)


def request_called(name: str, contract: str = "") -> Request:
    """The request with that life cycle, as it acts on a contract with the life cycle `contract`. LookupError when there
    is none."""
    for known in (*requests_of(contract), *REQUESTS):
        if known.name == name:
            return known
    raise LookupError(f"no request {name}")
