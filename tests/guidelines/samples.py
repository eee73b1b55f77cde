"""A small document of an operator, as a file says it."""

from __future__ import annotations

from pathlib import Path

CLAUSE = """
[[section.clause]]
number = {number}
title = {{ ja = "席", en = "Seats" }}
text = {{ ja = "{ja}", en = "{en}" }}
"""
BREACH = """
[section.clause.breach]
distinguishes = { ja = "座る", en = "Sitting is fine." }
example = { ja = "立つ", en = "Standing on a seat." }
severity = 1
often = 2
places = ["message"]
dangers = ["abuse"]
category = "OTHER_VIOLATION_TC"
explanation = { ja = "立った", en = "Somebody stood on a seat." }
"""


def clause(number: int, en: str = "Keep your seat.", ja: str = "席を立たない。", breach: str = "") -> str:
    return CLAUSE.format(number=number, ja=ja, en=en) + breach


def source(
    *clauses: str, document: str = "message", version: str = "1", announced: str = "2026-06-01", on: str = "2026-07-01"
) -> str:
    head = f"""
document = "{document}"
version = "{version}"
announced_on = {announced}
effective_on = {on}
title = {{ ja = "汽車の約束", en = "Rules of the train" }}
lead = {{ ja = "静かに。", en = "Quietly." }}

[[section]]
name = "1"
title = {{ ja = "車内", en = "On board" }}
"""
    return head + "".join(clauses)


def write(folder: Path, text: str, document: str = "message", version: str = "1") -> Path:
    path = folder / document / f"{version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
