"""Help outside this installation, for two who cannot settle something between them: what the country's packs name."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from tachiai.terms.packs import help_lines


@dataclass(frozen=True)
class Desk:
    """Somewhere to turn to. Texts `name` and `what` stand under `key`; `phone` is empty when there is no one number."""

    key: str
    phone: str


def outside_help() -> list[Desk]:
    """The desks of the installation's country (TACHIAI_COUNTRY); none for a country that nobody has described yet."""
    country = settings.COUNTRY
    return [Desk(f"outside_help.{country}.{desk}", line.phone) for desk, line in help_lines(country).items()]
