"""The pages that lead newcomers through the code name files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "CONTRIBUTING.md", "docs/tour.md", "docs/changes.md", "docs/operating.md")
PATH = re.compile(r"`((?:tachiai|tests|docs|benchmarks)/[\w./-]*)`")


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_names_is_there(guide: str) -> None:
    named = PATH.findall((ROOT / guide).read_text("utf-8"))
    missing = sorted({path for path in named if not (ROOT / path).exists()})
    assert not missing, f"{guide}: {', '.join(missing)}"
