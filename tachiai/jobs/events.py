"""What this module tells those above it (wired in config/wiring.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class TermsAgreed:
    """Both sides agreed to the same version of the terms. A listener makes the contract and answers with its reference.

    `values` are the agreed terms as `terms.rules.Terms.as_data()`; published inside the transaction of the agreement.
    """

    proposal_id: int
    listing_id: int
    version_id: int
    thread_id: int
    client_id: int
    worker_id: int
    title: str
    values: Mapping[str, Any]
    at: datetime
