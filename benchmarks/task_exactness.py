"""What must never happen to a worker's answer, tried on a site: sent twice, sent late, a place left alone, a killed process."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any, Protocol

from benchmarks.live import processes
from benchmarks.task_load import work
from tachiai.config.web_server import PROCESSES


class Side(Protocol):
    """A site. `audit` counts answers, held places and surplus (places at a unit beyond what it wanted) of a batch,
    `answers` gives what was answered, `expire` lets every held place have ended two days ago."""

    name: str
    port: int

    def batch(self, units: int, answers: int) -> int: ...
    def workers(self, batch: int, count: int) -> list[Any]: ...
    def audit(self, batch: int) -> dict[str, int]: ...
    def answers(self, batch: int) -> list[dict[str, Any]]: ...
    def expire(self, batch: int) -> Any: ...
    def publish(self, table: str, answers: int) -> tuple[int, float]: ...
    def export(self, batch: int) -> tuple[int, float]: ...


def try_all(side: Side, units: int, seconds: float) -> int:
    """How much of it went wrong; says each."""
    found = [twice(side), late(side), left_alone(side), kill_one(side, units, seconds)]
    return sum(found)


def twice(side: Side) -> int:
    """The same place answered twice, the second time otherwise: one answer, and the first."""
    batch = side.batch(1, 1)
    (worker,) = side.workers(batch, 1)
    worker.begin()
    slot, said = worker.slot, dict(worker.said)
    for mood in ("good", "bad"):
        worker.browser.post(slot, {**worker.form(mood), **said})
    kept = side.answers(batch)
    is_right = [each.get("mood") for each in kept] == ["good"]
    print(f"=> {side.name}, submitted twice: {len(kept)} answer, the {'first' if is_right else 'SECOND'} is kept")
    return int(not is_right)


def late(side: Side) -> int:
    """An answer two days after the end of its place, which somebody else has meanwhile: not counted, and said so."""
    batch = side.batch(1, 1)
    one, other = side.workers(batch, 2)
    one.begin()
    slot, said = one.slot, dict(one.said)
    side.expire(batch)
    taken = other.begin()
    answer = one.browser.post(slot, {**one.form("good"), **said})
    kept = side.audit(batch)
    counted = kept["answers"] + kept["held"]
    print(f"=> {side.name}, submitted two days late: {'refused with a page' if answer.status == 409 else f'answered {answer.status}'}, "
          f"{kept['answers']} counted, {'offered to somebody else meanwhile' if taken else 'NOT offered to anybody else'}")  # fmt: skip
    return max(0, counted - 1) + int(not taken)


def left_alone(side: Side) -> int:
    """A place whose end has passed: how long until it is offered again, no clock having come by."""
    batch = side.batch(1, 1)
    one, other = side.workers(batch, 2)
    one.begin()
    side.expire(batch)
    began = time.perf_counter()
    is_taken = other.begin()
    took = time.perf_counter() - began
    print(f"=> {side.name}, a place left alone: {f'offered again at once ({1000 * took:.0f} ms)' if is_taken else 'NOT offered again by itself'}")
    return int(not is_taken)


def kill_one(side: Side, units: int, seconds: float) -> int:
    """A process of the web server is killed in the middle of the work; what was lost or given out too often."""
    batch = side.batch(units, 3)
    workers = side.workers(batch, 8)
    threading.Timer(seconds / 2, lambda: os.kill(serving()[-1], signal.SIGKILL)).start()
    found = work(workers, seconds)
    kept = side.audit(batch)
    lost = max(0, found.acknowledged - kept["answers"])
    print(f"=> {side.name}, a process of the web server killed: {found.acknowledged} answers acknowledged, {kept['answers']} kept, "
          f"{lost} lost, {kept['surplus']} surplus; seen by the workers: {dict(found.failures)}")  # fmt: skip
    return lost + kept["surplus"]


def serving() -> list[int]:
    """The processes that answer requests, one site at a time: the youngest that this process has started indirectly."""
    return sorted(processes(0))[-PROCESSES:]
