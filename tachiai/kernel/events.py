"""How a lower module tells a higher one, without knowing it.

An event is a frozen dataclass defined beside the action that publishes it. Who listens is said in one table,
`config/wiring.py`. Listeners run at once, in the publisher's transaction: if one fails, nothing happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_listeners: dict[type, list[Callable[[Any], object]]] = defaultdict(list)


def wire(table: Mapping[type, Sequence[Callable[[Any], object]]]) -> None:
    """Replace all subscriptions by `table`."""
    _listeners.clear()
    for event_type, listeners in table.items():
        _listeners[event_type].extend(listeners)


def publish(event: object) -> list[object]:
    """Tell every listener; return what they answered, without the Nones (a question gets its objections so)."""
    answers = [listener(event) for listener in _listeners[type(event)]]
    return [answer for answer in answers if answer is not None]
