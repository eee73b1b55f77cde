"""Rows of other systems, kept as drafts: each once, and never over what people have written since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from tachiai.jobs.actions.listings import check_lengths, fill, new_draft
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.models import Listing
from tachiai.jobs.rules import Draft
from tachiai.jobs.walking import take_save
from tachiai.kernel.saves import new_save


class Stored(StrEnum):
    """What became of one row. TOUCHED: the row has changed, but so has the draft, or it was published: left alone."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TOUCHED = "touched"


@dataclass(frozen=True)
class Origin:
    """Where an imported draft comes from: the name of the other system and the row's id there."""

    source: str
    external_id: str


@transaction.atomic
def store_imported(*, client_id: int, draft: Draft, origin: Origin, at: datetime) -> tuple[int, Stored]:
    """Keep a row of another system as the client's draft. Answers the listing's id and what became of the row."""
    check_lengths(draft)
    fresh = new_draft(client_id, at)
    fresh.source, fresh.external_id = origin.source, origin.external_id
    fill(fresh, draft, at)
    fresh.imported_digest = _digest(fresh)
    same_row = Listing.objects.filter(client_id=client_id, source=origin.source, external_id=origin.external_id)
    known = same_row.values_list("pk", "imported_digest").first()
    if known is None:
        fresh.save()
        return fresh.pk, Stored.CREATED
    if known[1] == fresh.imported_digest:
        return known[0], Stored.UNCHANGED
    kept = same_row.select_for_update(no_key=True).defer("search").get()
    if kept.state != LISTING.first or _digest(kept) != kept.imported_digest:
        return kept.pk, Stored.TOUCHED
    take_save(kept, new_save())
    fill(kept, draft, at)
    kept.imported_digest = fresh.imported_digest
    kept.save()
    return kept.pk, Stored.UPDATED


def _digest(listing: Listing) -> str:
    """SHA-256 of what a listing says."""
    said = [
        listing.title,
        listing.category,
        listing.description,
        listing.values,
        listing.budget_min,
        listing.budget_max,
        listing.apply_by.timestamp() if listing.apply_by else None,
        listing.language,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
