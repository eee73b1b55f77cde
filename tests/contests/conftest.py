from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.contests.stage import Stage


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Published, with one prize and no promise."""
    made = Stage(cast)
    made.deposit()
    return made


@pytest.fixture
def opened(cast: Cast) -> Callable[..., Stage]:
    """A published contest with another plan."""

    def make(**plan: object) -> Stage:
        made = Stage(cast, **plan)  # type: ignore[arg-type]
        made.deposit()
        return made

    return make
