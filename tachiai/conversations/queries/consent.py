"""What a person said to the screening of their messages, and what that allows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from tachiai.clockwork.asking import Asked, Given
from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.safety import FULL, SENDER_HINTS
from tachiai.conversations.safety_models import ScanConsent, ToneHintsOff


@dataclass(frozen=True)
class Consent:
    """`said` is the person's latest word, whatever it was about; None when they never were asked."""

    said: ScanConsent | None

    @property
    def is_given(self) -> bool:
        """Whether it is a yes to the text and the mode in force."""
        said = self.said
        return said is not None and said.is_given and (said.version, said.mode) == (CONSENT_VERSION, mode())

    @property
    def is_outdated(self) -> bool:
        """Whether it was a yes to another text or another mode."""
        return self.said is not None and self.said.is_given and not self.is_given


def mode() -> str:
    """How far this installation screens messages: `full`, or `sender_hints`."""
    return SENDER_HINTS if settings.MESSAGE_SCREENING == SENDER_HINTS else FULL


def is_needed() -> bool:
    """Whether nobody can send a message here without consent."""
    return mode() == FULL


def consent(person_id: int) -> Consent:
    """What this person said last."""
    return Consent(_SAID.first(person=person_id))


def wants_tone_hints(person_id: int) -> bool:
    """Whether the composer may say a word about the tone of what this person writes."""
    return not ToneHintsOff.objects.filter(person_id=person_id).exists()


_SAID = Asked(lambda: ScanConsent.objects.filter(person_id=Given("person")).order_by("-pk")[:1])
