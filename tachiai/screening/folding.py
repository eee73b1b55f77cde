"""How single characters are read: width, case, style, look-alikes, signs nobody sees, katakana as hiragana."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tachiai.screening.rewriting import Steps, Writing

WRITING: Mapping[str, Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("writing.toml").read_text("utf-8"))

_LATIN = {sign: letter for letter, signs in WRITING["latin"].items() for sign in signs}
_SIGNS = dict.fromkeys(WRITING["signs"]["dashes"], "-") | dict.fromkeys(WRITING["signs"]["waves"], "~")
# A spacing voice mark means more than its compatibility form says: a blank under a mark.
_OWN = _LATIN | _SIGNS | {"\u309b": "\u3099", "\u309c": "\u309a", "\t": " ", "\u2800": " "}
_LETTER_NAME = re.compile(
    r"(?:LATIN|NEGATIVE|REGIONAL) .*LETTER (?:SMALL CAPITAL |DOTLESS |SCRIPT |OPEN |BARRED )?([A-Z])(?: WITH .+)?"
)
_MARKS = ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F))
_IGNORABLE = frozenset({0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810)})
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


class _Folds(dict[int, str]):
    """What a single character is read as; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded, before = _once(chr(code)), ""
        while folded != before:
            folded, before = "".join(map(_once, folded)), folded
        self[code] = folded
        return folded


def _once(character: str) -> str:
    if character in _OWN:
        return _OWN[character]
    if character in _LINE_ENDS:
        return "\n"
    if character.isascii() and character.isprintable():
        return character.lower()
    return _by_its_kind(character)


def _by_its_kind(character: str) -> str:
    code, kind = ord(character), unicodedata.category(character)
    if kind in ("Cc", "Cf") or code in _IGNORABLE or 0xE0000 <= code <= 0xE0FFF:
        return ""
    if kind == "Cs":
        return "\ufffd"
    if kind == "Zs":
        return " "
    if any(first <= code <= last for first, last in _MARKS):
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    letter = _LETTER_NAME.fullmatch(unicodedata.name(character, ""))
    return letter[1].lower() if letter else unicodedata.normalize("NFKC", character).casefold()


class _Hiragana(dict[int, str]):
    """Katakana as hiragana, all else as it is; `str.translate` is slow about what a table does not hold."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code)
        return self[code]


class _Both(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = FOLDS[code].translate(HIRAGANA)
        return self[code]


FOLDS = _Folds()
HIRAGANA = _Hiragana({code: chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)})
FOLDS_TO_HIRAGANA = _Both()
_VOICED = {
    kana + mark: whole
    for kana in map(chr, range(0x3041, 0x30FF))
    for mark in "\u3099\u309a"
    if len(whole := unicodedata.normalize("NFC", kana + mark)) == 1
}

JAPANESE = "\u3005\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc\u30fd\u30fe\u3400-\u9fff\uf900-\ufaff"
_KATAKANA, KANA, LONG = "\u30a1-\u30f4", "\u3041-\u3096\u30a1-\u30fa", "\u30fc"
ITSELF = "\u3041-\u3096\u4e00-\u9fff\u3001\u3002a-z0-9 \n!-/:-@\\[-`{-~"
_SMALL = "\u30a1\u30a3\u30a5\u30a7\u30a9\u30e3\u30e5\u30e7\u30f3\u30fc"
_ALIKE = {sign: kana for kana, signs in WRITING["kana"].items() for sign in signs}
_REAL = "|".join(map(re.escape, WRITING["real"]["words"]))

# What is not read as itself; most of a Japanese text is.
_FOREIGN = re.compile(f"[^{ITSELF}]+")
_VOICE = re.compile("[\u3041-\u30fe]?[\u3099\u309a]+")
_SPACES = re.compile(" {2,}")
_DASH = re.compile(f"(?<=[{_KATAKANA}])[-~](?=[{KANA}{LONG}]|[ \n\u3002\u3001)]|$)")
_GAP = re.compile(f"(?<=[{JAPANESE}]) (?=[{JAPANESE}])")
_KANJI = re.compile(
    f"(?!{_REAL})(?:(?<=[{_KATAKANA}{LONG}])[{''.join(_ALIKE)}](?=[{_KATAKANA}{LONG}])"
    f"|[{''.join(sorted(set(_ALIKE) - set(WRITING['kana'][LONG])))}](?=[{_SMALL}]))"
)
_LONGER = re.compile(f"{LONG}{{2,}}")
_LATIN_DASH = re.compile(f"(?<=[0-9a-z]){LONG}(?=[0-9a-z(])")


def fold(writing: Writing) -> None:
    """Fold every character; those that their neighbours decide about as well."""
    folded = _FOREIGN.sub(lambda found: found[0].translate(FOLDS_TO_HIRAGANA), writing.text)
    if _STEPS.may_apply(folded.encode()):
        writing.each(FOLDS)
        _STEPS.apply(writing)
        writing.each(HIRAGANA)
    elif writing.spans is None:
        writing.text = folded
    else:
        writing.each(FOLDS_TO_HIRAGANA)


def _voiced(match: re.Match[str]) -> str:
    return _VOICED.get(match[0][:2], match[0].strip("\u3099\u309a"))


_STEPS = Steps(
    (
        (_VOICE, _voiced),
        (_SPACES, " "),
        (_DASH, LONG),
        (_GAP, ""),
        (_KANJI, lambda match: _ALIKE[match[0]]),
        (_LONGER, LONG),
        (_LATIN_DASH, "-"),
    ),
    HIRAGANA,
)
