"""Consent to the screening of one's messages, and what one chooses about hints."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.queries.consent import consent, is_needed, mode
from tachiai.conversations.safety_models import ScanConsent, ToneHintsOff
from tachiai.kernel.refused import Refusal, Refused


@transaction.atomic
def give_consent(*, person_id: int, version: int, in_mode: str, at: datetime) -> None:
    """Consent to the text that was shown, for what it was shown about. Refusal when another one is in force by now.
    Consenting twice is logged once."""
    if (version, in_mode) != (CONSENT_VERSION, mode()):
        raise Refusal(Refused("conversations.refused.consent_outdated"))
    if not consent(person_id).is_given:
        ScanConsent.objects.create(person_id=person_id, version=version, mode=in_mode, is_given=True, at=at)


@transaction.atomic
def withdraw_consent(*, person_id: int, at: datetime) -> None:
    """Take consent back from now on. Without one there is nothing to take back."""
    said = consent(person_id).said
    if said is not None and said.is_given:
        taken = {"version": said.version, "mode": said.mode, "is_given": False}
        ScanConsent.objects.create(person_id=person_id, at=at, **taken)


def choose_tone_hints(*, person_id: int, wanted: bool) -> None:
    """Whether the composer says a word about the tone from now on."""
    if wanted:
        ToneHintsOff.objects.filter(person_id=person_id).delete()
    else:
        ToneHintsOff.objects.get_or_create(person_id=person_id)


def refuse_unasked(person_id: int) -> None:
    """Where messages are screened, nobody's message is without consent. Refusal says what to do."""
    if is_needed() and not consent(person_id).is_given:
        raise Refusal(Refused("conversations.refused.no_consent"))
