"""What the clock does to inquiries: steps nobody took in time, reminders before, and the mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tachiai.clockwork.actions import BY_CLOCK, Swept, fire_due, fire_reminders
from tachiai.inquiries import announcements
from tachiai.inquiries.lifecycles import INQUIRY
from tachiai.inquiries.models import Inquiry, MailboxLook
from tachiai.inquiries.rules import NUMBERS
from tachiai.inquiries.walking import count_anew, walk

READ_MAILBOX = "inquiries.read_mailbox"
MAILBOX_QUEUE = "mailbox"
_EVERY = timedelta(seconds=NUMBERS["mail"]["poll_seconds"])


def sweep_inquiries(at: datetime) -> Swept:
    """Overdue, and at last unanswered; answered and silent; closed and settled."""
    return fire_due(Inquiry.objects.all(), _fire, at=at)


def remind_inquiries(at: datetime) -> Swept:
    return fire_reminders(Inquiry.objects.all(), _remind, at=at)


def look_into_mailbox(at: datetime) -> Swept:
    """Have a worker read the mailbox, once a minute however many clocks there are."""
    if not settings.INQUIRIES_IMAP:
        return Swept()
    with transaction.atomic():
        MailboxLook.objects.get_or_create(only=True, defaults={"next_at": at})
        due = MailboxLook.objects.filter(next_at__lte=at)
        if due.select_for_update(skip_locked=True).first() is None:
            return Swept()
        due.update(next_at=at + _EVERY)
        try:
            with transaction.atomic():
                app.configure_task(READ_MAILBOX, queue=MAILBOX_QUEUE, queueing_lock=READ_MAILBOX).defer()
        except AlreadyEnqueued:
            return Swept()
    return Swept(fired=1)


def _fire(row: Inquiry, at: datetime) -> None:
    step = INQUIRY.clock_step(row.state)
    assert step is not None  # noqa: S101 - only states with a deadline come here
    if step.name == "mark_overdue" and row.assignee_id:
        # Whoever has it did not get to it: anybody may take it now.
        row.assignee_id = row.assigned_at = None
    announcements.step(row, walk(row, step.name, by=BY_CLOCK, at=at), at)


def _remind(row: Inquiry, at: datetime) -> None:
    announcements.reminder(row, at)
    count_anew(row, at)
    row.save(update_fields=["due_at", "remind_at"])
