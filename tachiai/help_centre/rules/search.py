"""What a text is found by, and how much each of it counts: words in their dictionary form, and pairs of letters.

BM25, once for words and once for pairs. Impacts are computed when a text is indexed, so that a
search only adds up.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tachiai.jobs.words import words

VERSION = 6
"""Raised with every change of what is indexed: the index is then built anew."""
LONGEST_QUESTION = 200
MOST_TERMS = 120
TITLE, ASKED, LEAD = 2.0, 1.0, 0.5
"""What a term gives for standing in the title, in how people ask, or in the lead, beside what BM25 gives it for the
whole text: added up apart, since BM25 would hardly count a word of the title more than one that is said twice."""
PAIR_WEIGHT = 0.4
"""What a pair of letters counts beside a word."""
SYNONYM_WEIGHT = 0.5
NEAR_WEIGHT = 0.7
K1, B = 0.9, 0.4
"""How soon more of the same word stops counting, and how much a long text is held against it: what Anserini takes for
passages, and on JSQuAD better than 1.2 and 0.75 on either half of the questions."""
WORD = "="
"""What a word's term begins with; a pair of letters is itself."""
SHORTEST_NEAR = 3
_ASKING = """
    何 誰 ドコ 何処 イツ 何時 ドウ ドンナ ドレ ドノ 幾ツ 何故 ナゼ
    am can could did do doe get he how if me my not she should so there they was what when where which who whi would
"""
ASKING = frozenset(WORD + word for word in _ASKING.split())
"""Words by which something is asked, as they are indexed: they say nothing of what it is about."""
KEPT_FOR = timedelta(days=180)
"""How long a search that nobody repeats is remembered."""

_RUN = re.compile(r"[^\W_a-z0-9]+")
_SPACES = re.compile(r"\s+")
_SOMEBODY = re.compile(r"@|://|www\.|\d[\d -]{4,}")


@dataclass(frozen=True)
class Document:
    """One article in one language, as plain text."""

    name: str
    language: str
    title: str
    lead: str
    body: str
    audience: str = "common"
    asked: str = ""


@dataclass
class Weighed:
    """The terms of all documents of one language. `impacts`: term to what it gives each document, by its place."""

    impacts: dict[str, dict[int, float]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def folded(text: str) -> str:
    """One width, one case, single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text.replace("\x00", " ")).lower()).strip()


def is_about_somebody(asked: str) -> bool:
    """Whether a folded question holds what may name or reach a person: an address or a long number."""
    return _SOMEBODY.search(asked) is not None


def terms(text: str) -> tuple[Counter[str], dict[str, str]]:
    """How often each term stands in a text, and how its words were written."""
    found: Counter[str] = Counter()
    typed: dict[str, str] = {}
    for word in words(text):
        for lexeme in {lexeme for form in word.forms for lexeme in form}:
            found[WORD + lexeme] += 1
        typed.setdefault(WORD + word.forms[0][0], word.typed)
    found.update(pairs(text))
    return found, typed


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring letters, of Japanese only: words of Latin letters have spaces between them."""
    return [run[at : at + 2] for run in _RUN.findall(folded(text)) for at in range(len(run) - 1)]


def weighed(documents: Sequence[Document]) -> Weighed:
    """What every term gives every document: BM25 of the whole text, and TITLE and LEAD where it stands there."""
    result, counted = Weighed(), []
    for document in documents:
        counts: Counter[str] = Counter()
        bonus: Counter[str] = Counter()
        shares = ((document.title, TITLE), (document.asked, ASKED), (document.lead, LEAD), (document.body, 0.0))
        for text, share in shares:
            found, typed = terms(text)
            counts.update(found)
            bonus.update(dict.fromkeys(found, share))
            result.typed |= typed
        counted.append((counts, bonus))
    for is_word in (True, False):
        _weigh(counted, is_word, result)
    return result


def _weigh(counted: list[tuple[Counter[str], Counter[str]]], is_word: bool, into: Weighed) -> None:
    """Words, or pairs of letters: lengths are of one kind."""
    kept = [{t: n for t, n in counts.items() if t.startswith(WORD) is is_word} for counts, _ in counted]
    lengths = [sum(each.values()) for each in kept]
    usual = (sum(lengths) / len(lengths) if lengths else 0) or 1
    documents = Counter(term for each in kept for term in each)
    share = 1.0 if is_word else PAIR_WEIGHT
    for place, (counts, (_, bonus)) in enumerate(zip(kept, counted, strict=True)):
        damp = K1 * (1 - B + B * lengths[place] / usual)
        for term, often in counts.items():
            rarity = math.log(1 + (len(kept) - documents[term] + 0.5) / (documents[term] + 0.5))
            impact = share * rarity * (often * (K1 + 1) / (often + damp) + bonus[term])
            into.impacts.setdefault(term, {})[place] = impact


def question(text: str, synonyms: Iterable[Sequence[str]] = ()) -> dict[str, float]:
    """The terms of what was asked, with what each counts. Where a phrase of a group of `synonyms` stands in it, the
    others of the group are asked for too, the words of each together counting SYNONYM_WEIGHT of one that was typed."""
    asked = folded(text[:LONGEST_QUESTION])
    found = dict.fromkeys(_telling(asked), 1.0)
    squeezed = asked.replace(" ", "")
    for group in synonyms:
        if any(_stands(phrase, asked, squeezed) for phrase in group):
            for phrase in group:
                meant = _telling(phrase)
                share = SYNONYM_WEIGHT / max(1, sum(term.startswith(WORD) for term in meant))
                found |= {term: max(share, found.get(term, 0.0)) for term in meant}
    return dict(list(found.items())[:MOST_TERMS])


def _telling(asked: str) -> list[str]:
    """The terms without the words of asking, unless there are no others."""
    found = terms(asked)[0]
    return [term for term in found if term not in ASKING] or list(found)


def _stands(phrase: str, asked: str, squeezed: str) -> bool:
    if phrase.isascii():
        return re.search(rf"\b{re.escape(phrase)}\b", asked) is not None
    return phrase in squeezed


def grams(word: str) -> list[str]:
    """By which a word that is written slightly otherwise is looked for: its pairs, with its two ends."""
    edged = f"^{word}$"
    return sorted({edged[at : at + 2] for at in range(len(edged) - 1)})


def is_one_away(one: str, other: str) -> bool:
    """One letter more, less, another, or two neighbours changed over."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    first = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        swapped = one[:first] + one[first : first + 2][::-1] + one[first + 2 :]
        return one[first + 1 :] == other[first + 1 :] or swapped == other
    shorter, longer = sorted((one, other), key=len)
    return longer[:first] + longer[first + 1 :] == shorter


def near(unknown: str, candidates: Mapping[str, int]) -> str | None:
    """The most frequent known word that is one edit from `unknown`."""
    found = [word for word in candidates if is_one_away(unknown, word)]
    return max(found, key=lambda word: (candidates[word], word), default=None)


def _as_word(typed: str) -> str:
    """What finds it in a text. Words of letters end where they end, but for the endings of English."""
    literal = re.escape(typed)
    return rf"(?<![a-z0-9]){literal}(?:e?[sd]|ing)?(?![a-z0-9])" if typed.isascii() else literal


def snippet(body: str, asked: str, length: int = 110) -> list[tuple[str, bool]]:
    """The part of a body that holds most of what was asked, in pieces: text, and whether it is a hit. Its first words
    when nothing of it stands there as it was typed."""
    text = _SPACES.sub(" ", body).strip()
    hits = sorted({word.typed for word in words(asked) if len(word.typed) > 1}, key=len, reverse=True)
    pattern = re.compile("|".join(map(_as_word, hits)), re.IGNORECASE) if hits else None
    places = [match.start() for match in pattern.finditer(text)] if pattern else []
    best = max(places, key=lambda at: (sum(at <= other < at + length for other in places), -at), default=0)
    start = max(0, best - length // 4)
    part = text[start : start + length]
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = 0
    for match in pattern.finditer(part) if pattern else ():
        pieces += [(part[at : match.start()], False), (match[0], True)]
        at = match.end()
    pieces.append((part[at:] + ("…" if start + length < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]
