"""Pure decisions about inquiries: what one may come with, until when staff answer, what is wrong with what is said."""

from tachiai.inquiries.rules.asking import (
    CATEGORIES,
    KINDS,
    LED_TO,
    LONGEST,
    LONGEST_CANNED_TITLE,
    LONGEST_WORD,
    MOST_CANNED,
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
    "LED_TO",
    "LONGEST",
    "LONGEST_CANNED_TITLE",
    "LONGEST_WORD",
    "MOST_CANNED",
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
