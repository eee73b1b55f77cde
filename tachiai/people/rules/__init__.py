"""Pure decisions about people: what a profile may say, what a restriction takes away, who someone is in trade."""

from tachiai.people.rules.profiles import (
    INTRODUCTION_LENGTH,
    LONGEST_REASON,
    NAME_LENGTH,
    address_digest,
    digest_of,
    profile_mistakes,
    reason_mistakes,
    says_otherwise,
    tidy_skills,
)
from tachiai.people.rules.trade import COUNTRIES, FIELDS, KINDS, REGIONS, Trader, changed, tidied, trader_mistakes

__all__ = [
    "COUNTRIES",
    "FIELDS",
    "INTRODUCTION_LENGTH",
    "KINDS",
    "LONGEST_REASON",
    "NAME_LENGTH",
    "REGIONS",
    "Trader",
    "address_digest",
    "changed",
    "digest_of",
    "profile_mistakes",
    "reason_mistakes",
    "says_otherwise",
    "tidied",
    "tidy_skills",
    "trader_mistakes",
]
