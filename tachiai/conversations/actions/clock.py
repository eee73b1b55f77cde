"""What the clock does to off-site requests and held texts: steps that nobody took in time, and reminders before."""

from __future__ import annotations

from datetime import datetime

from tachiai.clockwork.actions import BY_CLOCK, Swept, fire_due, fire_reminders, postpone
from tachiai.conversations import announcements
from tachiai.conversations.actions.holding import let_go
from tachiai.conversations.lifecycles import HELD, OFF_SITE
from tachiai.conversations.safety_models import HeldMessage, OffSiteRequest
from tachiai.conversations.walking import held_facts, off_site_facts, walk_off_site


def sweep_off_site(at: datetime) -> Swept:
    """End the off-site requests that staff left undecided."""
    return fire_due(OffSiteRequest.objects.all(), _lapse, at=at)


def remind_off_site(at: datetime) -> Swept:
    """Tell staff and the asker that a request will lapse soon."""
    return fire_reminders(OffSiteRequest.objects.all(), _remind_off_site, at=at)


def sweep_held(at: datetime) -> Swept:
    """Let go the texts that nobody decided about."""
    return fire_due(HeldMessage.objects.all(), let_go, at=at)


def remind_held(at: datetime) -> Swept:
    """Tell staff and the author that a held text will be let go soon."""
    return fire_reminders(HeldMessage.objects.all(), _remind_held, at=at)


def _lapse(row: OffSiteRequest, at: datetime) -> None:
    walk_off_site(row, "lapse", by=BY_CLOCK, at=at)


def _remind_off_site(row: OffSiteRequest, at: datetime) -> None:
    announcements.reminder(row, at)
    postpone(row, OFF_SITE, off_site_facts(row), at)
    row.save(update_fields=["due_at", "remind_at"])


def _remind_held(row: HeldMessage, at: datetime) -> None:
    announcements.reminder(row, at)
    postpone(row, HELD, held_facts(row, at), at)
    row.save(update_fields=["due_at", "remind_at"])
