"""Text into search words, alike for what is stored and for what is typed: width, kana, spelling and endings forgiven.

Japanese goes through Sudachi (normalised forms, compounds whole and in parts), Latin words through a stemmer; both
are folded to one width, one case and katakana. The results are PostgreSQL literals: `vector` and `query`.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import jaconv
import snowballstemmer
from sudachipy import Morpheme, SplitMode

from tachiai.kernel.japanese import LONGEST_PIECE, tokenizer

LONGEST_QUERY = 200
MOST_TERMS = 12
_LONGEST_LEXEME = 60
_LATIN = re.compile(r"[A-Za-z0-9]+[+#]*")
_RUN = re.compile(r"[A-Za-z0-9]+[+#]*|[^A-Za-z0-9]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fc]+")
_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff]")
_COMPOUND = re.compile(r"[\u30a1-\u30fc]{6,24}")
_LONG_VOWEL_END = re.compile(r"(?<=[\u30a1-\u30fc]{2})\u30fc$")
_EMPTY_ENGLISH = frozenset(
    re.findall(
        "[a-z]+",
        """
    a an and are as at be by for from has have i in is it of on or our that the this to we will with you your
""",
    )
)
# Sudachi's names of the parts of speech: particle, auxiliary verb, punctuation, symbol, blank; noun; dependent; name of
# a person.
_EMPTY = frozenset({"\u52a9\u8a5e", "\u52a9\u52d5\u8a5e", "\u88dc\u52a9\u8a18\u53f7", "\u8a18\u53f7", "\u7a7a\u767d"})
_NOUN, _DEPENDENT = "\u540d\u8a5e", "\u975e\u81ea\u7acb\u53ef\u80fd"
_OF_A_PERSON = "\u4eba\u540d"
_local = threading.local()


@dataclass(frozen=True)
class Word:
    """One word. `forms` are alternatives, each a set of lexemes that must all be there; `typed` as it was written."""

    typed: str
    forms: tuple[tuple[str, ...], ...]


def vector(parts: Mapping[str, str]) -> str:
    """A tsvector literal of `parts`: weight (A, B or C) to text. A word keeps the best weight it has anywhere."""
    weights: dict[str, str] = {}
    for weight in sorted(parts):
        for lexeme in lexemes(parts[weight]):
            weights.setdefault(lexeme, weight)
    return " ".join(f"{_quoted(lexeme)}:1{weight}" for lexeme, weight in weights.items())


def words(text: str) -> Iterator[Word]:
    """Every word that says something, in order."""
    return _words(_one_width(text))


def lexemes(text: str) -> Iterator[str]:
    """Every lexeme under which `text` is found."""
    for word in _words(_one_width(text)):
        yield from (lexeme for form in word.forms for lexeme in form)
        if _LATIN.fullmatch(word.typed):
            yield word.typed


@dataclass(frozen=True)
class Query:
    """A parsed search. `every` asks for all words (the last one may be unfinished), `any` for at least one of them."""

    every: str
    any: str
    count: int


def query(text: str) -> Query | None:
    """What was typed, as tsquery literals; None when it holds nothing to search for."""
    typed = [term for term in _one_width(text[:LONGEST_QUERY]).split() if any(c.isalnum() for c in term)]
    if not typed:
        return None
    terms = _as_meant(typed[:MOST_TERMS])
    said = [_term(term, may_go_on=index == len(terms) - 1) for index, term in enumerate(terms)]
    said = [term for term in said if term] or [_quoted(_folded(term)) for term in terms]
    finished = [term for term in (_term(term, may_go_on=False) for term in terms) if term]
    return Query(" & ".join(said), " | ".join(finished or said), len(said))


def _as_meant(terms: list[str]) -> list[str]:
    """Whoever types "it" with nothing in English around it means the field."""
    if any(_LATIN.fullmatch(term) and term.lower() not in _EMPTY_ENGLISH for term in terms):
        return terms
    return [term.upper() if term.lower() in _EMPTY_ENGLISH else term for term in terms]


def _term(term: str, *, may_go_on: bool) -> str:
    """One term between spaces, read in each way that it may be meant."""
    said = [reading for each in _scripts(term) if (reading := _reading(list(_words(each)), may_go_on))]
    return f"({' | '.join(said)})" if said else ""


def _scripts(term: str) -> tuple[str, ...]:
    """Kana that is no word of the dictionary is also read in the other script, where it may be one."""
    if not _KANA.fullmatch(term) or _is_known(term):
        return (term,)
    others = {jaconv.hira2kata(term), jaconv.kata2hira(term)} - {term}
    return (term, *sorted(others))


def _is_known(term: str) -> bool:
    morphemes = list(tokenizer().tokenize(term, SplitMode.C))
    return len(morphemes) == 1 and not morphemes[0].is_oov()


def _reading(words: list[Word], may_go_on: bool) -> str:
    parts = [_alternatives(word) for word in words]
    if words and may_go_on and _may_be_a_beginning(words[-1].typed):
        parts[-1] = f"({parts[-1]} | {_quoted(_fold_kana(words[-1].typed))}:*)"
    return f"({' & '.join(parts)})" if parts else ""


def _alternatives(word: Word) -> str:
    return "(" + " | ".join("(" + " & ".join(map(_quoted, form)) + ")" for form in word.forms) + ")"


def _may_be_a_beginning(typed: str) -> bool:
    """A single Latin letter or kana begins too many words to mean one of them, and so does "it"."""
    if typed in _EMPTY_ENGLISH:
        return False
    return len(typed) > 1 or not (_LATIN.fullmatch(typed) or _KANA.fullmatch(typed))


def _words(text: str) -> Iterator[Word]:
    for found in _RUN.finditer(text):
        run = found[0]
        if not _LATIN.fullmatch(run):
            yield from _japanese(run.lower())
        elif run.lower() not in _EMPTY_ENGLISH or _says_something(text, *found.span()):
            yield from _latin(run.lower())


def _says_something(text: str, start: int, end: int) -> bool:
    """Whether what is an empty word in English is a name here: in capitals (IT), or a letter of a Japanese word."""
    around = text[start - 1 : start] + text[end : end + 1]
    return (end - start > 1 and text[start:end].isupper()) or _JAPANESE.search(around) is not None


def _latin(run: str) -> Iterable[Word]:
    if len(run) > _LONGEST_LEXEME:
        return ()
    known = _known_as(run)
    return (Word(run, ((_stem(run),), (known,)) if known else ((_stem(run),),)),)


def _japanese(run: str) -> Iterator[Word]:
    for start in range(0, len(run), LONGEST_PIECE):
        for morpheme in tokenizer().tokenize(run[start : start + LONGEST_PIECE], SplitMode.C):
            kind = morpheme.part_of_speech()
            if kind[0] in _EMPTY or (kind[0] != _NOUN and kind[1] == _DEPENDENT):
                continue
            whole = _fold_kana(morpheme.normalized_form())
            parts = _parts(morpheme)
            forms = ((whole,), parts) if len(parts) > 1 else ((whole,),)
            if len(whole) <= _LONGEST_LEXEME and any(c.isalnum() for c in whole):
                yield Word(morpheme.surface(), forms)


def _parts(morpheme: Morpheme) -> tuple[str, ...]:
    """What a compound is made of, as the dictionary has it, or guessed where it has not."""
    if morpheme.is_oov():
        return tuple(lexeme for part in _cut(morpheme.surface()) for lexeme in _parts_of_known(part))
    return tuple(_fold_kana(piece.normalized_form()) for piece in morpheme.split(SplitMode.A))


@lru_cache(maxsize=20_000)
def _cut(word: str) -> tuple[str, ...]:
    """The words of a compound in katakana that the dictionary has not: one that it has at the end, the longest, and
    before it one that it has, or a compound again, or else what may be new by itself (スマホ, インスタ). Empty: none.

    Short words are left whole: ライン is not meant by オンライン.
    """
    if not _COMPOUND.fullmatch(word):
        return ()
    places = [place for place in range(2, len(word) - 1) if _is_noun(word[place:])]
    found = [(word[:place], word[place:]) for place in places]
    for head, tail in found:
        if _is_noun(head):
            return (head, tail)
    long = [(head, tail) for head, tail in found if min(len(head), len(tail)) > 2]
    return next(((*cut, tail) for head, tail in long if (cut := _cut(head))), long[0] if long else ())


def _parts_of_known(word: str) -> Iterator[str]:
    for morpheme in tokenizer().tokenize(word, SplitMode.A):
        yield _fold_kana(morpheme.normalized_form())


@lru_cache(maxsize=20_000)
def _is_noun(word: str) -> bool:
    """Whether the dictionary has it as a noun; a name of a person is none here, as almost any two syllables are one."""
    morphemes = list(tokenizer().tokenize(word, SplitMode.C))
    kind = morphemes[0].part_of_speech()
    return len(morphemes) == 1 and not morphemes[0].is_oov() and kind[0] == _NOUN and kind[2] != _OF_A_PERSON


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return word if word.endswith(("+", "#")) else str(_stemmer().stemWord(word))


@lru_cache(maxsize=20_000)
def _known_as(word: str) -> str | None:
    """The Japanese word that the dictionary counts as the same as this Latin one (web), if any."""
    morphemes = list(tokenizer().tokenize(word, SplitMode.C))
    known = _fold_kana(morphemes[0].normalized_form()) if len(morphemes) == 1 else word
    return None if known.isascii() else known


def _one_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\x00", " "))


def _folded(text: str) -> str:
    return _one_width(text).lower()


def _fold_kana(text: str) -> str:
    return _LONG_VOWEL_END.sub("", jaconv.hira2kata(_folded(text)))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _stemmer() -> snowballstemmer.stemmer:
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("english")
    return _local.stemmer
