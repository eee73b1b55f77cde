"""Milliseconds from a Document to its PDF, cold and warm, beside a bare typst compile of a one-line document.

An order notice of two pages, an invoice, a receipt and a record of 2,000 blocks. Cold is the first paper of a fresh
process, with the search for fonts and without the interpreter's start; warm every further one, each another document.
Medians. The one-line document is set in the same fonts and the same archive form.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import typst

from benchmarks.__main__ import measure
from tachiai.documents.gateways import typst_pdf
from tachiai.documents.gateways.typst_pdf import pdf
from tests.documents.samples import INVOICE, ORDER, RECEIPT, timeline

PAPERS = {"order notice": ORDER, "invoice": INVOICE, "receipt": RECEIPT}
ONE_LINE = b'#set text(font: ("Noto Serif CJK JP",), lang: "ja")\n#sys.inputs.text'


def bare(number: int) -> bytes:
    """What typst needs for one line, the fonts looked for once a process."""
    fonts, _ = typst_pdf._fonts()
    text = {"text": f"発注書 {number}"}
    return typst.compile(ONE_LINE, font_paths=fonts, sys_inputs=text, pdf_standards=typst_pdf.ARCHIVE)


def makers() -> dict[str, Callable[[int], bytes]]:
    """By name, what makes the PDF of one more paper of that sort."""

    def of(name: str) -> Callable[[int], bytes]:
        return lambda number: pdf(replace(PAPERS[name], number=f"{name}-{number}"))

    return {"one line": bare, **{name: of(name) for name in PAPERS}}


def milliseconds(make: Callable[[int], bytes], number: int) -> float:
    started = time.perf_counter()
    make(number)
    return 1000 * (time.perf_counter() - started)


def first(name: str) -> float:
    """The first paper of a fresh process."""
    command = [sys.executable, "-m", "benchmarks.papers", "--first", name]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def report(times: int, blocks: int) -> None:
    """One of each in turn, so that whatever else the machine does meets them all."""
    made = makers()
    cold: dict[str, list[float]] = {name: [] for name in made}
    warm: dict[str, list[float]] = {name: [] for name in made}
    for number in range(times + 1):
        for name, make in made.items():
            took = milliseconds(make, number)
            if number:
                cold[name].append(first(name))
                warm[name].append(took)
    colds, warms = ({name: median(took) for name, took in each.items()} for each in (cold, warm))
    for name, make in made.items():
        size = len(make(0)) / 1000
        ratios = f"ratio {colds[name] / colds['one line']:.1f} and {warms[name] / warms['one line']:.1f}"
        print(f"=> {name:12} cold {colds[name]:5.0f} ms, warm {warms[name]:5.1f} ms, {size:4.0f} kB; {ratios}")
    document = timeline(blocks)
    took_all = [milliseconds(lambda each: pdf(replace(document, number=str(each))), each) for each in range(3)]
    print(f"=> {blocks} blocks: {median(took_all) / 1000:.2f} s, {1000 * blocks / median(took_all):.0f} blocks/s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="two papers each: shows that it works, measures nothing")
    parser.add_argument(
        "--first", metavar="NAME", help="make one such paper in this process and print how long it took"
    )
    asked = parser.parse_args()
    if asked.first:
        print(milliseconds(makers()[asked.first], 0))
        return 0
    times = 2 if asked.small else 20
    print(f"=> {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {times}")
    report(times, 200 if asked.small else 2_000)
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ or "--first" in sys.argv else measure(["papers"], sys.argv[1:]))
