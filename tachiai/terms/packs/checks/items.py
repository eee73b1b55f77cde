"""What has to be said and is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tachiai.terms.packs.applied import Applied
from tachiai.terms.packs.schema import Item
from tachiai.terms.rules import FIELD, label_key


def missing(applied: Applied, items: Mapping[str, Item]) -> Iterator[tuple[str, Item]]:
    """The items that are needed, or might be, of which no fact is known."""
    for name, item in items.items():
        if applied.holds(item.when) and not any(fact in applied.facts for fact in item.facts):
            yield name, item


def called(name: str, item: Item) -> str:
    """Text key of what a missing item is called: as the point of the terms is that would say it, where it is one."""
    point = FIELD.get(item.facts[0].removeprefix("terms."))
    return label_key(point) if point and item.facts[0].startswith("terms.") else f"packs.item.{name}"
