"""What has to be said and is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tachiai.terms.packs.applied import Applied
from tachiai.terms.packs.schema import Item


def missing(applied: Applied, items: Mapping[str, Item]) -> Iterator[tuple[str, Item]]:
    """The items that are needed, or might be, of which no fact is known."""
    for name, item in items.items():
        if applied.holds(item.when) and not any(fact in applied.facts for fact in item.facts):
            yield name, item
