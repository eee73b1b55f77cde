"""What time it is in this market."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from tachiai.clockwork.models import ClockShift


def now() -> datetime:
    """The market's present moment (aware, UTC). In a demo the time machine may have moved it ahead."""
    return datetime.now(UTC) + shift()


def shift() -> timedelta:
    """How far the demo's clock runs ahead; nought in a real market, without asking the database."""
    if not settings.DEMO:
        return timedelta(0)
    seconds = ClockShift.objects.values_list("seconds", flat=True).first() or 0
    return timedelta(seconds=seconds)
