"""Where the sentences of a message are, and which of its lines are no sentences at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTED = re.compile(r"\u300c[^\u300d]*\u300d|\u300e[^\u300f]*\u300f|\u201c[^\u201d]*\u201d|\"[^\"\n]*\"|https?://\S+")
_LEFT_OUT = "\ufffc"
_SENTENCE = re.compile(r"[^\n\u3002.!?\uff01\uff1f]*(?:[.](?=\S)[^\n\u3002.!?\uff01\uff1f]*)*[\u3002.!?\uff01\uff1f]*")


def own_sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of each sentence; quotations and addresses, which are not the writer's words, left out."""
    own = _QUOTED.sub(lambda quoted: _LEFT_OUT * len(quoted.group()), text)
    for start, end in sentences_of(own):
        yield start, end, own[start:end].replace(_LEFT_OUT, "").strip()


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence in the text, signs at its end included, blanks around it not."""
    found = []
    for hit in _SENTENCE.finditer(text):
        words = hit.group().strip()
        if any(sign.isalpha() for sign in words):
            start = hit.start() + hit.group().index(words)
            found.append((start, start + len(words)))
    return found
