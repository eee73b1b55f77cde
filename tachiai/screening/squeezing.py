"""Undoing what is done to hide an address or a number: letters spread apart, digits and signs spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tachiai.screening.folding import JAPANESE, LONG, WRITING, fold
from tachiai.screening.rewriting import Step, Steps, Writing


def squeeze(writing: Writing) -> None:
    """Of a folded text; again while something changes, because one layer may hide another."""
    for _ in range(_MOST_LAYERS):
        if not _STEPS.apply_some(writing):
            return
        fold(writing)


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _joined(match: re.Match[str]) -> str:
    return match[0].translate(_NO_SEPARATORS)


def _kanji_number(match: re.Match[str]) -> str:
    return match[0].translate(_KANJI_DIGITS)


def _english_number(match: re.Match[str]) -> str:
    return _ENGLISH_DIGIT.sub(lambda word: _DIGITS["english"][word[0]], match[0])


def _kana_number(match: re.Match[str]) -> str:
    return _KANA_DIGIT.sub(lambda word: _SPELLED.get(word[0], word[0]), match[0])


_MOST_LAYERS = 6
_DIGITS, _SPOKEN = WRITING["digits"], WRITING["spoken"]
_SPELLED = _DIGITS["kana"] | _DIGITS["short"]
_KANJI_DIGITS = str.maketrans(_DIGITS["kanji"])
_KANJI = f"[{''.join(_DIGITS['kanji'])}]"
_DIGIT = f"[0-9{''.join(_DIGITS['kanji'])}]"
_LOOSE = rf"[ \-{LONG}\u30fb]?"
# Digits as words: two in a row that can be nothing else, and one more. "sanni", "goku" are prose as well.
_SOUNDS = f"(?:{_either(_DIGITS['kana'])})"
_ANY_SOUND = f"(?:{_either(_SPELLED)}|[0-9])"
_PAUSE = rf"[ \-{LONG},.\u3001\u30fb]{{0,2}}"
_WORDS = f"(?:{_either(_DIGITS['english'])})"
_KANA_DIGIT = re.compile(f"{_either(_SPELLED)}|[0-9]")
_ENGLISH_DIGIT = re.compile(_either(_DIGITS["english"]))
_POINTS = r".*_\-/~\u00b7\u2022\u30fb"
_NO_SEPARATORS = str.maketrans("", "", " .,*_-/~()[]\u00b7\u2022\u30fb\u306e")
_OPEN, _SHUT = r" ?[(\[{<\u300c\u3010\u3014\u300e] ?", r" ?[)\]}>\u300d\u3011\u3015\u300f] ?"
_MAIL = f"(?=(?:{_either(_SPOKEN['mail'])})\\b)"


def _spread(letter: str, first: str, points: str) -> re.Pattern[str]:
    """Three or more single letters, each apart from the next by the same signs, or by any one sign that is no blank."""
    return re.compile(f"{first}(?:(?P<by>[ {points}]{{1,3}}){letter}(?:(?P=by){letter})+|(?:[{points}]{letter}){{2,}})")


_SQUEEZES: tuple[Step, ...] = (
    (_spread("[a-z](?![a-z0-9])", "(?<![a-z0-9])[a-z](?![a-z0-9])", f"{_POINTS},"), _joined),
    # Words stand close together in Japanese: only the letters between two signs are seen to be single.
    (_spread(f"[{JAPANESE}]", f"[{JAPANESE}]", _POINTS), _joined),
    (re.compile(f"(?<=[a-z{JAPANESE}])[*\u00b7\u2022](?=[a-z{JAPANESE}])"), ""),
    (re.compile(f"{_OPEN}(?:at|{_either((*_SPOKEN['at'], *_SPOKEN['at_loose']))}|@){_SHUT}"), "@"),
    (re.compile(f" ?(?:{_either(_SPOKEN['at'])}) ?"), "@"),
    (re.compile(rf"(?<=[a-z0-9._\-])(?: ?(?:{_either(_SPOKEN['at_loose'])}) ?|\(a\))(?=[a-z0-9])"), "@"),
    (re.compile(rf"(?<=[a-z0-9])(?:[ \-_*]at[ \-_*]|[\u2605\u2606\u25ce\u25cf\u25a0]){_MAIL}", re.ASCII), "@"),
    (re.compile(r"(?<=[a-z0-9._\-])(?: @ ?|@ )(?=[a-z0-9])"), "@"),
    (re.compile(rf"{_OPEN}(?:dot|{_either(_SPOKEN['dot_loose'])}|\.){_SHUT}"), "."),
    (re.compile(f"(?<=[a-z0-9]) ?(?:{_either(_SPOKEN['dot'])})"), ".com"),
    (re.compile(rf"(?<=[a-z0-9])(?: ?(?:{_either(_SPOKEN['dot_loose'])}) ?| dot | \. ?)(?=[a-z])"), "."),
    (re.compile(rf"(?<=[a-z0-9])\. (?=(?:{_either(_SPOKEN['endings'])})\b)", re.ASCII), "."),
    (
        re.compile(
            f"(?:{_KANJI}{_LOOSE}{_DIGIT}{_LOOSE}{_DIGIT}|{_DIGIT}{_LOOSE}(?:{_KANJI}{_LOOSE}{_DIGIT}|{_DIGIT}{_LOOSE}{_KANJI}))"
            f"(?:{_LOOSE}{_DIGIT})*"
        ),
        _kanji_number,
    ),
    (
        re.compile(f"(?:{_ANY_SOUND}{_PAUSE}){{0,2}}{_SOUNDS}{_PAUSE}(?:{_SOUNDS}|[0-9])(?:{_PAUSE}{_ANY_SOUND})+"),
        _kana_number,
    ),
    (re.compile(rf"\b{_WORDS}(?:[ ,\-]{{1,2}}(?:{_WORDS}|[0-9]+)){{2,}}\b", re.ASCII), _english_number),
    (re.compile("(?<=[0-9])o(?=[0-9])|(?<![a-z0-9])o(?=[5-9][o0])|(?<=0[5-9])o(?![a-z])"), "0"),
    (re.compile(r"(?<![0-9.])0[0-9]{1,4}[./*\u306e][0-9]{2,4}[./*\u306e][0-9]{3,4}(?![0-9.])"), _joined),
    (re.compile(r"(?<=[0-9])[ ()\[\]_\-\u30fb]{1,3}(?=[0-9])"), ""),
)
_STEPS = Steps(_SQUEEZES)
