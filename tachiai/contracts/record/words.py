"""How the record writes who did something, a file, and a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tachiai.clockwork.models import StepRecord
from tachiai.contracts.models import Contract
from tachiai.kernel.entries import moment


class File(Protocol):
    """A file somebody handed over, as `conversations` keeps it."""

    @property
    def pk(self) -> int: ...

    name: str
    content_type: str
    size: int
    sha256: str


def by(contract: Contract, person_id: int | None, role: str = "") -> dict[str, Any]:
    """Who: the role they acted in, and the number of the person (none for the clock)."""
    sides = {contract.client_id: "client", contract.worker_id: "worker"}
    return {"role": role or sides.get(person_id or 0, "staff"), "person": person_id}


def readers_of_removed(author: Mapping[str, Any], readers: Sequence[str]) -> tuple[str, ...]:
    """Who reads an entry whose text staff removed: of its `readers` (none named: all) whoever wrote it, and staff."""
    staff = ("staff",) if not readers or "staff" in readers else ()
    return tuple(dict.fromkeys((author["role"], *staff)))


def file_fact(file: File) -> dict[str, Any]:
    """What tells a file from all others, and how it was called. Its bytes have this SHA-256."""
    return {"file": file.pk, "name": file.name, "type": file.content_type, "size": file.size, "sha256": file.sha256}


def step_fact(contract: Contract, lifecycle: str, step: StepRecord) -> dict[str, Any]:
    """One step of a life cycle: what, from where to where, by whom, with which answers, at which deadline."""
    return {
        "lifecycle": lifecycle,
        "number": step.number,
        "step": step.step,
        "from": step.from_state,
        "to": step.to_state,
        "by": by(contract, step.person_id, step.actor),
        "deadline": step.deadline_at and moment(step.deadline_at),
        "answers": step.answers,
    }
