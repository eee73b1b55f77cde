from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.jobs.market import Market


@pytest.fixture
def market(cast: Cast) -> Market:
    return Market(cast)
