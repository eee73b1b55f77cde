"""What people write, judged by somebody who had not seen the rules: each text with the danger in it, or none.

One example a line in `examples.jsonl`: `danger` (empty: harmless), `where` the text stands, `text`, and in `also` other
dangers that may be named in it without being wrong. A third is held out: whoever writes or tunes a rule looks at the
open part only, so that the figures of the two parts show whether the rules know the dangers or only the examples.

`second.jsonl` was written after the rules had been widened, was run once and is never tuned on; its author knows the
rules and wrote around their words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".jsonl")
SECOND = FILE.with_name("second.jsonl")


@dataclass(frozen=True)
class Example:
    danger: str
    where: str
    text: str
    also: tuple[str, ...] = ()
    is_held_out: bool = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        object.__setattr__(self, "is_held_out", int(digest, 16) % 3 == 0)

    @property
    def is_harmful(self) -> bool:
        return bool(self.danger)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Example:
        return cls(row["danger"], row["where"], row["text"], tuple(row.get("also", ())))


@cache
def examples(file: Path = FILE) -> tuple[Example, ...]:
    return tuple(Example.of(json.loads(line)) for line in file.read_text("utf-8").splitlines())


def open_part() -> tuple[Example, ...]:
    return tuple(example for example in examples() if not example.is_held_out)


def held_out() -> tuple[Example, ...]:
    return tuple(example for example in examples() if example.is_held_out)
