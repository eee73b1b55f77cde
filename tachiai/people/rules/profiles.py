"""What a profile may say, and what the reason of a decision about a person needs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import LANGUAGES

NAME_LENGTH = 50
INTRODUCTION_LENGTH = 4000
SKILL_LENGTH = 40
MOST_SKILLS = 30
LONGEST_REASON = 2000


def profile_mistakes(
    *, display_name: str, introduction: str, skills: Sequence[str], language: str, time_zone: str
) -> list[tuple[str, Refused]]:
    """What is wrong with a profile: pairs of field and reason."""
    name_fits = 0 < len(display_name.strip()) <= NAME_LENGTH
    skills_fit = len(skills) <= MOST_SKILLS and all(len(skill) <= SKILL_LENGTH for skill in skills)
    found = {
        "display_name": None if name_fits else Refused("people.refused.name", {"most": NAME_LENGTH}),
        "introduction": None
        if len(introduction) <= INTRODUCTION_LENGTH
        else Refused("people.refused.introduction", {"most": INTRODUCTION_LENGTH}),
        "skills": None
        if skills_fit
        else Refused("people.refused.skills", {"most": MOST_SKILLS, "length": SKILL_LENGTH}),
        "language": None if language in LANGUAGES else Refused("people.refused.language"),
        "time_zone": None if time_zone in _time_zones() else Refused("people.refused.time_zone"),
    }
    return [(field, refused) for field, refused in found.items() if refused]


@cache
def _time_zones() -> frozenset[str]:
    """Looking for them reads half a thousand files."""
    return frozenset(available_timezones())


def tidy_skills(typed: str) -> list[str]:
    """Skills from one text: separated by commas (also Japanese ones) or line ends, each once."""
    parts = typed.translate({ord(sign): "," for sign in "、,\n"}).split(",")
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def says_otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether other words stand where words were removed: another introduction, or, where there was none, not all of
    the skills any more. A new name, or one more skill, leaves them where they are."""
    if before["introduction"]:
        return bool(now["introduction"] != before["introduction"])
    return not set(before["skills"]) <= set(now["skills"])


def reason_mistakes(reason: str) -> list[tuple[str, Refused]]:
    """What is wrong with the reason of a decision about a person: pairs of field and reason."""
    if not reason.strip():
        return [("reason", Refused("people.refused.reason_missing"))]
    too_long = len(reason) > LONGEST_REASON
    return [("reason", Refused("people.refused.reason_too_long", {"most": LONGEST_REASON}))] if too_long else []


def address_digest(email: str, key: str) -> str:
    """What is kept of a mail address that nobody shall read again, only recognise: its HMAC-SHA-256 in hex under `key`,
    without which nobody can try addresses."""
    return hmac.new(key.encode(), email.strip().lower().encode(), "sha256").hexdigest()


def digest_of(secret: str) -> str:
    """What is kept of a secret that only its owner knows: the SHA-256 in hex. Secrets are long and random."""
    return hashlib.sha256(secret.encode()).hexdigest()
