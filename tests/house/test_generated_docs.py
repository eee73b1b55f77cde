"""What `make docs` writes is what is in the repository."""

import pytest

from tachiai.config.docs import FOLDER, documents


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["lifecycles.md", "database.md", "packs.md"])
def test_generated_documents_are_fresh(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == documents()[name], "run `make docs`"
