"""One way of writing for what reads alike, and where in the original every character of it stands.

Two views of a text: `plain` folds how single characters are written; `squeezed` also undoes what is done to hide an
address or a number (letters spread apart, digits spelled out). Both are for matching only: people read the original.
Every step is one pass over the text, and no pass tries a position more than a bounded number of times.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

PLAIN, SQUEEZED = VIEWS = ("plain", "squeezed")
WRITING: Mapping[str, Mapping] = tomllib.loads(Path(__file__).with_name("writing.toml").read_text("utf-8"))

_Span = tuple[int, int]
_By = str | Callable[[re.Match[str]], str]

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


FOLDS = _Folds()
HIRAGANA = {code: chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_VOICED = {
    kana + mark: whole
    for kana in map(chr, range(0x3041, 0x30FF))
    for mark in "\u3099\u309a"
    if len(whole := unicodedata.normalize("NFC", kana + mark)) == 1
}

_JAPANESE = "\u3005\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u3400-\u9fff\uf900-\ufaff"
_KATAKANA, _KANA, _LONG = "\u30a1-\u30f4", "\u3041-\u3096\u30a1-\u30fa", "\u30fc"
_SMALL = "\u30a1\u30a3\u30a5\u30a7\u30a9\u30e3\u30e5\u30e7\u30f3\u30fc"
_ALIKE = {sign: kana for kana, signs in WRITING["kana"].items() for sign in signs}
_REAL = "|".join(map(re.escape, WRITING["real"]["words"]))

_VOICE = re.compile("[\u3041-\u30fe]?[\u3099\u309a]+")
_SPACES = re.compile(" {2,}")
_DASH = re.compile(f"(?<=[{_KATAKANA}])[-~](?=[{_KANA}{_LONG}]|[ \n\u3002\u3001)]|$)")
_GAP = re.compile(f"(?<=[{_JAPANESE}]) (?=[{_JAPANESE}])")
_KANJI = re.compile(
    f"(?!{_REAL})(?:(?<=[{_KATAKANA}{_LONG}])[{''.join(_ALIKE)}](?=[{_KATAKANA}{_LONG}])"
    f"|[{''.join(sorted(set(_ALIKE) - set(WRITING['kana'][_LONG])))}](?=[{_SMALL}]))"
)
_LONGER = re.compile(f"{_LONG}{{2,}}")
_LATIN_DASH = re.compile(f"(?<=[0-9a-z]){_LONG}(?=[0-9a-z(])")


class View:
    """One text as it is matched, and the way back to the original."""

    def __init__(self, original: str, view: str = PLAIN):
        self.original = original
        self.view = view
        self.text = _read(_Writing(original, None), view).text

    def origin(self, start: int, end: int) -> _Span:
        """Where the characters from `start` to `end` (at least one) of `text` stand in the original."""
        return self._spans[start][0], self._spans[end - 1][1]

    @cached_property
    def _spans(self) -> list[_Span]:
        spans = [(place, place + 1) for place in range(len(self.original))]
        return _read(_Writing(self.original, spans), self.view).spans or []


def plain(text: str) -> str:
    return View(text, PLAIN).text


def squeezed(text: str) -> str:
    return View(text, SQUEEZED).text


class _Writing:
    """A text on its way, and where each of its characters came from if anybody wants to know."""

    def __init__(self, text: str, spans: list[_Span] | None):
        self.text = text
        self.spans = spans

    def each(self, table: Mapping[int, str]) -> None:
        if self.spans is not None:
            lengths = ((span, len(table[ord(one)])) for one, span in zip(self.text, self.spans, strict=True))
            self.spans = [span for span, length in lengths for _ in range(length)]
        self.text = self.text.translate(table)

    def sub(self, pattern: re.Pattern[str], by: _By) -> None:
        """Replace every match; `pattern` matches at least one character."""
        if self.spans is None:
            self.text = pattern.sub(by, self.text)
            return
        spans: list[_Span] = []
        pieces: list[str] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = by if isinstance(by, str) else by(match)
            pieces += self.text[done : match.start()], new
            spans += self.spans[done : match.start()]
            spans += _spans_of(new, match[0], self.spans[match.start() : match.end()])
            done = match.end()
        self.text, self.spans = "".join((*pieces, self.text[done:])), spans + self.spans[done:]


def _spans_of(new: str, old: str, spans: list[_Span]) -> list[_Span]:
    """Characters that only moved together keep their places; of others it is known only that they stand in `old`."""
    if len(new) == len(old):
        return spans
    kept, place = [], -1
    for character in new:
        place = old.find(character, place + 1)
        if place < 0:
            return [(spans[0][0], spans[-1][1])] * len(new)
        kept.append(spans[place])
    return kept


def _read(writing: _Writing, view: str) -> _Writing:
    writing.each(FOLDS)
    _in_context(writing)
    if view == SQUEEZED:
        _squeeze(writing)
    return writing


def _in_context(writing: _Writing) -> None:
    if writing.text.isascii():
        writing.sub(_SPACES, " ")
        return
    writing.sub(_VOICE, _voiced)
    writing.sub(_SPACES, " ")
    writing.sub(_DASH, _LONG)
    writing.sub(_GAP, "")
    writing.sub(_KANJI, lambda match: _ALIKE[match[0]])
    writing.sub(_LONGER, _LONG)
    writing.sub(_LATIN_DASH, "-")
    writing.text = writing.text.translate(HIRAGANA)


def _voiced(match: re.Match[str]) -> str:
    return _VOICED.get(match[0][:2], match[0].strip("\u3099\u309a"))


def _squeeze(writing: _Writing) -> None:
    """Undo what hides an address or a number, again while something changes: one layer may hide another."""
    for _ in range(_MOST_LAYERS):
        before = writing.text
        for pattern, by in _SQUEEZES:
            writing.sub(pattern, by)
        if writing.text == before:
            return
        _in_context(writing)


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _joined(match: re.Match[str]) -> str:
    return match[0].translate(_NO_SEPARATORS)


def _kanji_number(match: re.Match[str]) -> str:
    return match[0].translate(_KANJI_DIGITS)


def _english_number(match: re.Match[str]) -> str:
    return _ENGLISH_DIGIT.sub(lambda word: _DIGITS["english"][word[0]], match[0])


def _kana_number(match: re.Match[str]) -> str:
    """Digits, if most of the words can be nothing else: "sanni", "goku" are prose as well."""
    words = _KANA_DIGIT.findall(match[0])
    if 2 * sum(word not in _DIGITS["short"] for word in words) <= len(words):
        return match[0]
    return _KANA_DIGIT.sub(lambda word: _SPELLED.get(word[0], word[0]), match[0])


_MOST_LAYERS = 4
_DIGITS, _SPOKEN = WRITING["digits"], WRITING["spoken"]
_SPELLED = _DIGITS["kana"] | _DIGITS["short"]
_KANJI_DIGITS = str.maketrans(_DIGITS["kanji"])
_KANJI_DIGIT = f"[0-9{''.join(_DIGITS['kanji'])}]"
_KANA_DIGIT = re.compile(f"{_either(_SPELLED)}|[0-9]")
_ENGLISH_DIGIT = re.compile(_either(_DIGITS["english"]))
_POINTS = r".*_\-/~\u00b7\u2022\u30fb"
_NO_SEPARATORS = str.maketrans("", "", " .,*_-/~()[]\u00b7\u2022\u30fb\u306e")
_OPEN, _SHUT = r" ?[(\[{<\u300c\u3010\u3014\u300e] ?", r" ?[)\]}>\u300d\u3011\u3015\u300f] ?"
_MAIL = f"(?=(?:{_either(_SPOKEN['mail'])})\\b)"


def _spread(letter: str, first: str, points: str) -> re.Pattern[str]:
    """Three or more single letters, each apart from the next by the same signs, or by any one sign that is no blank."""
    return re.compile(f"{first}(?:(?P<by>[ {points}]{{1,3}}){letter}(?:(?P=by){letter})+|(?:[{points}]{letter}){{2,}})")


_SQUEEZES: tuple[tuple[re.Pattern[str], _By], ...] = (
    (_spread("[a-z](?![a-z0-9])", "(?<![a-z0-9])[a-z](?![a-z0-9])", f"{_POINTS},"), _joined),
    # Words stand close together in Japanese: only the letters between two signs are seen to be single.
    (_spread(f"[{_JAPANESE}]", f"[{_JAPANESE}]", _POINTS), _joined),
    (re.compile(f"(?<=[a-z{_JAPANESE}])[*\u00b7\u2022](?=[a-z{_JAPANESE}])"), ""),
    (re.compile(f"{_OPEN}(?:at|{_either((*_SPOKEN['at'], *_SPOKEN['at_loose']))}|@){_SHUT}"), "@"),
    (re.compile(f" ?(?:{_either(_SPOKEN['at'])}) ?"), "@"),
    (re.compile(rf"(?<=[a-z0-9._\-])(?: ?(?:{_either(_SPOKEN['at_loose'])}) ?|\(a\))(?=[a-z0-9])"), "@"),
    (re.compile(rf"(?<=[a-z0-9])(?:[ \-_*]at[ \-_*]|[\u2605\u2606\u25ce\u25cf\u25a0]){_MAIL}"), "@"),
    (re.compile(r"(?<=[a-z0-9._\-])(?: @ ?|@ )(?=[a-z0-9])"), "@"),
    (re.compile(rf"{_OPEN}(?:dot|{_either(_SPOKEN['dot_loose'])}|\.){_SHUT}"), "."),
    (re.compile(f"(?<=[a-z0-9]) ?(?:{_either(_SPOKEN['dot'])})"), ".com"),
    (re.compile(rf"(?<=[a-z0-9])(?: ?(?:{_either(_SPOKEN['dot_loose'])}) ?| dot | \. ?)(?=[a-z])"), "."),
    (re.compile(rf"(?<=[a-z0-9])\. (?=(?:{_either(_SPOKEN['endings'])})\b)"), "."),
    (re.compile(rf"{_KANJI_DIGIT}(?:[ \-{_LONG}\u30fb]?{_KANJI_DIGIT}){{2,}}"), _kanji_number),
    (
        re.compile(rf"(?:{_either(_SPELLED)})(?:[ \-{_LONG},.\u3001\u30fb]{{0,2}}(?:{_either(_SPELLED)}|[0-9])){{2,}}"),
        _kana_number,
    ),
    (
        re.compile(
            rf"\b(?:{_either(_DIGITS['english'])})(?:[ ,\-]{{1,2}}(?:{_either(_DIGITS['english'])}|[0-9]+)){{2,}}\b"
        ),
        _english_number,
    ),
    (re.compile("(?<=[0-9])o(?=[0-9])|(?<![a-z0-9])o(?=[5-9][o0])|(?<=0[5-9])o(?![a-z])"), "0"),
    (re.compile(r"(?<![0-9.])0[0-9]{1,4}[./*\u306e][0-9]{2,4}[./*\u306e][0-9]{3,4}(?![0-9.])"), _joined),
    (re.compile(r"(?<=[0-9])[ ()\[\]_\-\u30fb]{1,3}(?=[0-9])"), ""),
)
