"""The weights of the tone model, and the score of one sentence by them. Plain Python; see MODEL_CARD.md."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tachiai.screening.tone.features import SLOTS, features

WEIGHTS = Path(__file__).with_name("weights.bin")
OWN_MESSAGES = Path(__file__).with_name("own_messages.toml")


@dataclass(frozen=True)
class Table:
    """A linear model: a bias, and one signed byte for each slot, whose signed square in units of `step` is its weight:
    the few large weights are kept as well as the many small ones.
    """

    bias: float
    step: float
    weights: bytes


@dataclass(frozen=True)
class Model:
    """One table, ready to be asked."""

    bias: float
    weights: list[float]

    def score(self, groups: tuple[set[int], ...]) -> float:
        """How far the features lean to what the table is about."""
        weight, score = self.weights.__getitem__, self.bias
        for group in groups:
            if group:
                score += sum(map(weight, group)) / len(group) ** 0.5
        return score


def bluntness(sentence: str, language: str) -> float:
    """How plain or imperative (Japanese) or impolite (English) a sentence is; above 0 is more likely than not."""
    return models()[f"{language}_blunt"].score(features(sentence, language))


def level(sentence: str) -> float:
    """The level of politeness of a Japanese sentence, from 1 (most formal) to 4 (plain), as KeiCO counts."""
    return models()["ja_level"].score(features(sentence, "ja"))


def packed(tables: Mapping[str, Table]) -> bytes:
    """The content of the weights file: a line of JSON, then the compressed bytes of the tables in its order."""
    head = {name: [round(table.bias, 6), round(table.step, 12)] for name, table in tables.items()}
    return json.dumps(head).encode() + b"\n" + zlib.compress(b"".join(table.weights for table in tables.values()), 9)


@lru_cache(maxsize=1)
def models() -> Mapping[str, Model]:
    """The shipped models, by name."""
    head, _, body = WEIGHTS.read_bytes().partition(b"\n")
    weights = zlib.decompress(body)
    found = {}
    for place, (name, (bias, step)) in enumerate(json.loads(head).items()):
        # One object for each of the 256 values, in the order of a byte without sign: quick to load, small in memory.
        values = [signed * abs(signed) * step for signed in (*range(128), *range(-128, 0))]
        part = weights[place * SLOTS : (place + 1) * SLOTS]
        found[name] = Model(bias, list(map(values.__getitem__, part)))
    return found
