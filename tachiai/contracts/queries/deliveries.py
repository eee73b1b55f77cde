"""Reads about deliveries: each with its files and what inspection found, all in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from tachiai.contracts.models import Delivery, ItemFinding


@dataclass(frozen=True)
class DeliveredFile:
    id: int
    name: str
    size: int


@dataclass(frozen=True)
class Finding:
    """How one acceptance item, as it was agreed then, stood; a failed one has its reason."""

    text: str
    passed: bool
    reason: str


@dataclass(frozen=True)
class DeliveryView:
    """One delivery of part `part`. `findings` is empty until it was inspected."""

    number: int
    part: int
    note: str
    delivered_at: datetime
    files: Sequence[DeliveredFile]
    findings: Sequence[Finding]


def deliveries_of(contract_id: int) -> list[DeliveryView]:
    """Every delivery, newest first; bounded by the agreed rounds."""
    handed_over = Delivery.files.through.objects.filter(delivery_id=OuterRef("pk")).order_by("storedfile_id")
    found = ItemFinding.objects.filter(delivery_id=OuterRef("pk")).order_by("item")
    file = JSONObject(id="storedfile_id", name="storedfile__name", size="storedfile__size")
    finding = JSONObject(text="text", passed="passed", reason="reason")
    rows = Delivery.objects.filter(contract_id=contract_id).order_by("-number")
    shown = rows.values_list(
        "number",
        "part",
        "note",
        "delivered_at",
        ArraySubquery(handed_over.values(json=file)),
        ArraySubquery(found.values(json=finding)),
    )
    return [
        DeliveryView(number, part, note, at, [DeliveredFile(**one) for one in files], [Finding(**one) for one in items])
        for number, part, note, at, files, items in shown
    ]
