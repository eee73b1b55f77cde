"""Pure decisions about inquiries: what one may come with, until when staff answer, what is wrong with what is said."""

from tachiai.inquiries.rules.asking import (
    CATEGORIES,
    KINDS,
    LONGEST,
    LONGEST_WORD,
    SUGGESTIONS,
    InquiryFacts,
    address_mistakes,
    answer_by,
    ask_mistakes,
    text_mistakes,
    title_of,
    word_mistakes,
)
from tachiai.inquiries.rules.numbers import NUMBERS

__all__ = [
    "CATEGORIES",
    "KINDS",
    "LONGEST",
    "LONGEST_WORD",
    "NUMBERS",
    "SUGGESTIONS",
    "InquiryFacts",
    "address_mistakes",
    "answer_by",
    "ask_mistakes",
    "text_mistakes",
    "title_of",
    "word_mistakes",
]
