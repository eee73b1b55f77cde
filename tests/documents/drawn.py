"""What a PDF of ours draws, read from its pages: where each run of text begins and how many signs it has."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

# A4 in points.
WIDTH, HEIGHT = 595.3, 841.9
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_RUN = re.compile(
    rb"q 1 0 0 -1 ([-\d.]+) ([-\d.]+) cm[^\n]*\nBT 0 Tr/f\d+ ([\d.]+) Tf [-\d. ]+Tm(.*?)T[jJ]\n", re.DOTALL
)
_SAID = re.compile(rb"\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(?:[0-7]{3}|.)", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """Text drawn at one go: its place from the lower left corner and its size in points, its signs as the file says."""

    x: float
    y: float
    size: float
    signs: tuple[bytes, ...]

    @property
    def length(self) -> int:
        """Two bytes a sign."""
        return sum(len(_ESCAPED.sub(b"x", each)) for each in self.signs) // 2


def pages(content: bytes) -> list[list[Run]]:
    """The runs of every page."""
    drawn = [_unpacked(found) for found in _STREAM.findall(content)]
    return [[_run(found) for found in _RUN.findall(page)] for page in drawn if b"\nBT 0 Tr" in page]


def length(content: bytes) -> int:
    """How many signs are drawn in all."""
    return sum(run.length for page in pages(content) for run in page)


def outside(content: bytes) -> list[Run]:
    """Text that begins beyond the edge of its page, or is too long for any line."""
    return [
        run
        for page in pages(content)
        for run in page
        if not (0 < run.x < WIDTH and 0 < run.y < HEIGHT) or run.length > 200
    ]


def _run(found: tuple[bytes, bytes, bytes, bytes]) -> Run:
    x, y, size, said = found
    return Run(float(x), float(y), float(size), tuple(_SAID.findall(said)))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
