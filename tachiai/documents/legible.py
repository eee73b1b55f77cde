"""Text as it is drawn: what would be invisible, or turn the order of what is read, is named by its code.

A paper is read by people who trust their eyes. A direction mark can make 000,1 of 1,000 on paper while the record still
says 1,000; so such characters are shown as [U+202E]. The record itself keeps every text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Set
from typing import Any

# Control characters but tab and line break, the marks that set a direction, tags, and halves of surrogate pairs.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u206f\\ufff9-\\ufffb\\ud800-\\udfff"
    "\\U000e0000-\\U000e007f]"
)
_LINE_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029]")


def seen(text: str) -> str:
    """`text` with one kind of line break, and what nobody could see named by its code."""
    return _UNSEEN.sub(lambda found: _coded(found.group()), _LINE_BREAK.sub("\n", text))


def spelled(text: str, signs: Set[str]) -> str:
    """`text` with each of `signs`, which cannot be drawn, as its name: a thumb becomes [thumbs up sign]."""
    return "".join(_name(sign) if sign in signs else sign for sign in text)


def in_all_texts(data: Any, change: Callable[[str], str]) -> Any:
    """`data` as JSON has it, with every text (the names of fields are none) changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {name: in_all_texts(value, change) for name, value in data.items()}
    return [in_all_texts(value, change) for value in data] if isinstance(data, list | tuple) else data


def all_texts(data: Any) -> Iterator[str]:
    """Every text of `data` as JSON has it; the names of fields are none."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for value in data.values() if isinstance(data, dict) else data:
            yield from all_texts(value)


def _name(sign: str) -> str:
    known = unicodedata.name(sign, "").lower()
    return f"[{known}]" if known else _coded(sign)


def _coded(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"
