"""The only write: somebody agrees."""

from __future__ import annotations

from datetime import datetime

from tachiai.guidelines.models import Consent
from tachiai.guidelines.queries import in_force
from tachiai.kernel.refused import Refusal, Refused


def consent(*, person_id: int, document: str, version: str, at: datetime) -> None:
    """The person agrees to this version. Once is enough. Refusal for one that is not in force."""
    for each in in_force(at):
        if (each.name, each.version) == (document, version):
            row = Consent(person_id=person_id, document=document, version=version, digest=each.digest, consented_at=at)
            Consent.objects.bulk_create([row], ignore_conflicts=True)
            return
    raise Refusal(Refused("guidelines.refused.not_in_force"))


def consent_to_all(*, person_id: int, at: datetime) -> None:
    """The person agrees to every document that is in force: what signing up says."""
    Consent.objects.bulk_create(
        (
            Consent(
                person_id=person_id,
                document=each.name,
                version=each.version,
                digest=each.digest,
                consented_at=at,
            )
            for each in in_force(at)
        ),
        ignore_conflicts=True,
    )
