from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tachiai.kernel import events


@dataclass(frozen=True)
class BellRang:
    times: int


@pytest.fixture
def wired() -> Iterator[list[int]]:
    heard: list[int] = []
    before = dict(events._listeners)
    events.wire({BellRang: (lambda bell: heard.append(bell.times), lambda bell: bell.times * 2 or None)})
    yield heard
    events.wire(before)


def test_every_listener_hears_and_answers_come_back_without_the_nones(wired: list[int]) -> None:
    assert events.publish(BellRang(3)) == [6]
    assert events.publish(BellRang(0)) == []
    assert wired == [3, 0]


def test_nobody_listening_is_no_fault() -> None:
    assert events.publish(object()) == []
