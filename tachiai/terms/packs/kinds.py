"""The words that packs choose from, and what is said and cited in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """What a finding asks for, from the heaviest: it stops the step, it wants a reason, it informs."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Confidence(StrEnum):
    """How well the rule was verified: certain; long-standing but not re-read; recent, disputed or weakly sourced."""

    CERTAIN = "C"
    TO_CHECK = "K"
    UNSETTLED = "V"


class Clock(StrEnum):
    """From when a payment counts, the earliest first."""

    RECEIPT = "receipt"
    COMPLETION = "completion"
    INVOICE = "invoice"
    ACCEPTANCE = "acceptance"


class Disclosure(StrEnum):
    """Where an advertisement may say who is behind it, the strictest first."""

    IN_AD = "in_ad"
    INQUIRY_CHANNEL = "inquiry_channel"


class Effect(StrEnum):
    """What the program does about conduct that a regime restricts."""

    BLOCK = "block"
    WARN = "warn"
    EVIDENCE = "evidence"

    @property
    def severity(self) -> Severity:
        return {Effect.BLOCK: Severity.BLOCK, Effect.WARN: Severity.WARN}.get(self, Severity.NOTE)


class Answer(StrEnum):
    """Whether something is usual for a category of work. `ask`: nobody can say without looking at the work."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True)
class Said:
    """Words that belong to the facts of a pack: what something is called, in both languages."""

    ja: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language.startswith("en") else self.ja


@dataclass(frozen=True)
class Source:
    """Where a rule is written, and how well that was verified."""

    cite: Said
    confidence: Confidence
    checked_on: date
    url: str = ""
