"""What this module tells those above it (wired in config/wiring.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class InspectionAsked:
    """Question: how many days after the due date is the inspection of a contract over at the latest? For a job of that
    `form`; by the hour a week is due on its Sunday."""

    form: str = "fixed_price"


@dataclass(frozen=True)
class TermsAgreed:
    """Both sides agreed to the same version of the terms. A listener makes the contract and answers with its reference.

    `values` are the agreed terms as `terms.rules.Terms.as_data()`, `packs` the pins of the jurisdiction packs of the
    order date; published inside the transaction of the agreement.
    """

    proposal_id: int
    listing_id: int
    version_id: int
    thread_id: int
    client_id: int
    worker_id: int
    title: str
    values: Mapping[str, Any]
    packs: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class ListingClosed:
    """A listing takes nothing new any more: its client or staff closed it, or its day has come."""

    listing_id: int
    at: datetime


@dataclass(frozen=True)
class ListingExtended:
    """The application deadline of an open listing moved to `apply_by`, which is later."""

    listing_id: int
    apply_by: datetime
    at: datetime
