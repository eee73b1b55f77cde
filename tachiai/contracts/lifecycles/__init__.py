"""The life cycles of contracts, each said once, with their numbers in `numbers.toml` beside them."""

from tachiai.contracts.lifecycles.fixed_price import FIXED_PRICE
from tachiai.kernel.lifecycle import Lifecycle

LIFECYCLES: tuple[Lifecycle, ...] = (FIXED_PRICE,)


def lifecycle(name: str, version: int) -> Lifecycle:
    """The declaration that a contract pinned when it was made. LookupError when this release lacks it."""
    for known in LIFECYCLES:
        if (known.name, known.version) == (name, version):
            return known
    raise LookupError(f"no life cycle {name} version {version}")
