"""What somebody may ask about, the facts that decide about an inquiry, and what is wrong with what people write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from tachiai.help_centre.rules.articles import SITUATIONS
from tachiai.inquiries.rules.numbers import NUMBERS
from tachiai.kernel.calendar import add_business_days, end_of_day, local_date
from tachiai.kernel.refused import Refused

CATEGORIES = SITUATIONS
"""An inquiry is about one of the situations of the help centre."""
KINDS = PERSON, STAFF, NOTE, SYSTEM = ("person", "staff", "note", "system")
"""Who says a message: whoever asked, staff, staff among themselves, or the product itself."""
SUGGESTIONS = ("contact_reminder", "mediation", "report")
"""What staff may put before whoever asked: only a side of the contract can open it."""
LED_TO = ("contact_reminder", "mediation")
"""Of these the requests beside a contract: an inquiry may end with the way to one."""
MOST_REPLIES: int = NUMBERS["inquiries"]["replies"]
LONGEST: int = NUMBERS["inquiries"]["longest"]
LONGEST_WORD: int = NUMBERS["inquiries"]["longest_word"]
LONGEST_TITLE = 80
LONGEST_CANNED_TITLE = 80
MOST_CANNED: int = NUMBERS["inquiries"]["canned"]
_WITHIN: int = NUMBERS["inquiry"]["1"]["waiting"]["business_days"]
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")

Mistakes = list[tuple[str, Refused]]


@dataclass(frozen=True)
class InquiryFacts:
    """`answer_by`: until when staff answer. `is_assigned`: one of the staff has it. `is_contacted`: the other side of
    the contract was told already. `has_contract`: it is about one; `is_handed_over`: of a contest after the adoption,
    or something was delivered. `replies`: how often whoever asked went on after an answer."""

    state: str
    answer_by: datetime
    is_assigned: bool = False
    is_contacted: bool = False
    has_contract: bool = False
    is_handed_over: bool = False
    replies: int = 0


def answer_by(asked_at: datetime) -> datetime:
    """Until when staff answer what was asked then: counted in business days, as a contact reminder counts them."""
    return end_of_day(add_business_days(local_date(asked_at), _WITHIN))


def title_of(text: str) -> str:
    """What an inquiry is called: its first line, cut."""
    line = " ".join(text.strip().split("\n")[0].split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def ask_mistakes(*, category: str, text: str, address: str | None) -> Mistakes:
    """`address`: None for whoever is signed in."""
    found: Mistakes = [] if category in CATEGORIES else [("category", Refused("inquiry.refused.no_category"))]
    return found + text_mistakes(text) + ([] if address is None else address_mistakes(address))


def text_mistakes(text: str) -> Mistakes:
    return _length("text", text, 1, LONGEST)


def word_mistakes(word: str) -> Mistakes:
    return _length("word", word, 0, LONGEST_WORD)


def address_mistakes(address: str) -> Mistakes:
    is_one = len(address) <= 254 and _ADDRESS.fullmatch(address) is not None
    return [] if is_one else [("address", Refused("inquiry.refused.no_address"))]


def _length(field: str, text: str, least: int, most: int) -> Mistakes:
    length = len(text.strip())
    if length < least:
        return [(field, Refused("inquiry.refused.no_text"))]
    return [(field, Refused("inquiry.refused.too_long", {"most": most}))] if length > most else []
