"""A document as PDF, typeset by typst with the fonts of this machine.

The archive form PDF/A-2a, tagged for screen readers. Equal documents give equal bytes on one machine: the only moment
in the file is the day of issue. Everything a person wrote is handed over as data and never read as markup.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from tachiai.documents.legible import all_texts, in_all_texts, seen, spelled
from tachiai.documents.rules import Document
from tachiai.documents.words import words
from tachiai.kernel.refused import Refusal, Refused

log = logging.getLogger(__name__)
TEMPLATE = (Path(__file__).parent / "paper.typ").read_bytes()
ARCHIVE: Any = ["a-2a"]
PACKAGE = "fonts-noto-cjk"
MONO = "DejaVu Sans Mono"  # typst brings it along
LATIN = "Libertinus Serif"  # so it does this one

# By preference; the Japanese member of a collection, so that characters have their Japanese forms.
MINCHO = (
    "Noto Serif CJK JP", "Noto Serif JP", "Source Han Serif JP", "Source Han Serif", "Hiragino Mincho ProN",
    "Yu Mincho", "YuMincho", "BIZ UDPMincho", "BIZ UDMincho", "IPAexMincho", "IPAMincho", "TakaoMincho", "MS Mincho",
)  # fmt: skip
GOTHIC = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "Hiragino Sans",
    "Hiragino Kaku Gothic ProN", "Yu Gothic", "YuGothic", "BIZ UDPGothic", "BIZ UDGothic", "IPAexGothic", "IPAGothic",
    "TakaoGothic", "VL Gothic", "MS Gothic",
)  # fmt: skip


@dataclass(frozen=True)
class Faces:
    """The families that papers are set in."""

    serif: str
    sans: str


def faces(families: Iterable[str]) -> Faces:
    """The best of the machine's families. Where it has only one of the two kinds, that one serves for both.

    Refusal when it has no Japanese font.
    """
    there = set(families)
    serif, sans = (next((name for name in wanted if name in there), "") for wanted in (MINCHO, GOTHIC))
    if not serif and not sans:
        log.error("no Japanese font on this machine: install %s", PACKAGE)
        raise Refusal(Refused("documents.refused.no_japanese_font", {"package": PACKAGE}))
    return Faces(serif or sans, sans or serif)


def pdf(document: Document, *, digest: str = "", footer: str = "") -> bytes:
    """The PDF of `document`. `digest` stands at the foot of every page (its own, when not given), `footer` beside it.

    Refusal when this machine has no Japanese font.
    """
    fonts, family = _fonts()
    given = {
        "document": document.as_data(),
        "digest": digest or document.digest(),
        "footer": footer,
        "words": words(document),
    }
    given = in_all_texts(given, seen)
    missing = _undrawable(frozenset().union(*all_texts(given)))
    if missing:
        given = in_all_texts(given, lambda text: spelled(text, missing))
    given |= {"serif": [*_latin_first(document, family.serif)], "sans": [family.sans], "mono": [MONO, family.sans]}
    day = datetime.combine(document.issued_on, time(), UTC)
    return typst.compile(
        TEMPLATE, font_paths=fonts, sys_inputs={"paper": json.dumps(given)}, timestamp=day, pdf_standards=ARCHIVE
    )


def _latin_first(document: Document, serif: str) -> tuple[str, ...]:
    """English is set in an English face, with the Japanese one for names; Japanese in one face throughout."""
    return (serif,) if document.language == "ja" else (LATIN, serif)


@lru_cache(maxsize=1)
def _fonts() -> tuple[typst.Fonts, Faces]:
    """The fonts of this machine, looked for once. A refusal is not remembered."""
    fonts = typst.Fonts()
    return fonts, faces(fonts.families())


# Whether a character can be drawn and kept in the archive form, by character; fonts do not change while we run.
_drawn: dict[str, bool] = {}


def _undrawable(signs: frozenset[str]) -> frozenset[str]:
    """Those of `signs` that no font here can draw."""
    _draw(sorted(sign for sign in signs if sign not in _drawn))
    return frozenset(sign for sign in signs if not _drawn[sign])


def _draw(signs: list[str]) -> None:
    """Find out by drawing them: all at once, and by halves where that fails."""
    can = not signs or _can_draw(" ".join(signs))
    if can or len(signs) == 1:
        if not can:
            log.warning("no font of this machine draws U+%04X; papers name such a sign instead", ord(signs[0]))
        _drawn.update(dict.fromkeys(signs, can))
        return
    middle = len(signs) // 2
    _draw(signs[:middle])
    _draw(signs[middle:])


def _can_draw(text: str) -> bool:
    fonts, family = _fonts()
    source = b"#set text(font: json(bytes(sys.inputs.fonts)))\n#sys.inputs.text"
    inputs = {"fonts": json.dumps([family.serif, family.sans]), "text": text}
    try:
        typst.compile(source, font_paths=fonts, sys_inputs=inputs, pdf_standards=ARCHIVE)
    except typst.TypstError:
        return False
    return True
