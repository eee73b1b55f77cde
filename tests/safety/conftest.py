from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.safety.desk import Desk


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)
