"""Help outside this installation, for two who cannot settle something between them: facts by country."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_DESKS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@dataclass(frozen=True)
class Desk:
    """Somewhere to turn to. Texts `name` and `what` stand under `key`; `phone` is empty when there is no one number."""

    key: str
    phone: str


def outside_help() -> list[Desk]:
    """The desks of the installation's country (TACHIAI_COUNTRY); none for a country that nobody has described yet."""
    country = settings.COUNTRY
    return [Desk(f"outside_help.{country}.{desk['id']}", desk.get("phone", "")) for desk in _DESKS.get(country, ())]
