"""Mail that comes in: read back into its inquiry, once; what belongs to none is kept for staff."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from tachiai.conversations.actions import store_file
from tachiai.inquiries import announcements
from tachiai.inquiries.actions.asking import system_says, write_more
from tachiai.inquiries.gateways import mailbox
from tachiai.inquiries.models import Inquiry, ReceivedMail
from tachiai.inquiries.rules import LONGEST, NUMBERS
from tachiai.inquiries.rules.incoming import Attachment, Incoming, digest_of, read_mail
from tachiai.kernel.refused import Refusal
from tachiai.people import queries as people

log = logging.getLogger(__name__)

TAKEN, IGNORED, UNKNOWN = "taken", "ignored", "unknown"
_MAIL = NUMBERS["mail"]
_WHOLE_TEXT = "mail.txt"
# The database or the disk is away, which is no fault of the mail.
_AWAY = (OperationalError, InterfaceError, OSError)


def receive_mail(*, raw: bytes, at: datetime) -> str:
    """Take one mail as it came: its outcome. The same mail again changes nothing and has the same outcome; both the
    mail and what it says are kept in one transaction, so that a process killed between has done neither."""
    mail = read_mail(raw, [settings.INQUIRIES_ADDRESS, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]])
    with transaction.atomic():
        # What was said of it when it could not be taken; without a Message-ID it would hold the mail's own place.
        ReceivedMail.objects.filter(message_id=digest_of(raw), why=ReceivedMail.NOT_TAKEN).delete()
        # Waits for another process that is at the same mail just now.
        row, is_new = ReceivedMail.objects.get_or_create(
            message_id=mail.id,
            defaults={"sender": mail.sender, "subject": mail.subject, "received_at": at, "outcome": IGNORED},
        )
        if not is_new:
            return row.outcome
        if mail.machine:
            row.why = mail.machine
        elif (found := _named(mail)) is None:
            _keep_for_staff(row, mail, "no_inquiry", at)
        else:
            _take(row, mail, found, at)
        row.save()
        return row.outcome


def read_mailbox(*, at: datetime) -> int:
    """Take what lies unread in the mailbox; how many were taken up. While the database is away a mail stays unread,
    for the next look. One that cannot be taken in itself stands in no other's way: it is listed for staff and flagged
    in the mailbox, and whoever marks it as unread there has it tried again."""
    done = 0
    with mailbox.opened(settings.INQUIRIES_IMAP) as box:
        for number in box.unread(_MAIL["most_at_once"]):
            raw = box.content(number, _MAIL["longest"])
            if raw is None:
                continue
            try:
                receive_mail(raw=raw, at=at)
                done += 1
            except _AWAY:
                log.exception("mail %s of the mailbox could not be taken now", number)
                continue
            except Exception:
                log.exception("mail %s of the mailbox could not be taken and is flagged there", number)
                _list_for_staff(raw, at)
                box.flag(number)
            box.mark_read(number)
    return done


def _list_for_staff(raw: bytes, at: datetime) -> None:
    """A line without words, for a mail of which nothing could be kept."""
    ReceivedMail.objects.get_or_create(
        message_id=digest_of(raw), defaults={"received_at": at, "outcome": UNKNOWN, "why": ReceivedMail.NOT_TAKEN}
    )


def _named(mail: Incoming) -> Inquiry | None:
    """The first inquiry whose token the mail names: what it was sent to comes before what it answers, as people go on
    in an old mail. Without one, the first whose number it names, if it comes from whoever asked."""
    known = {row.token: row for row in Inquiry.objects.filter(token__in=mail.tokens)} if mail.tokens else {}
    found = next((known[token] for token in mail.tokens if token in known), None)
    if found is not None or not mail.numbers:
        return found
    is_theirs = Q(address=mail.sender)
    if person_id := people.id_by_email(mail.sender):
        is_theirs |= Q(person_id=person_id)
    rows = {row.number: row for row in Inquiry.objects.filter(is_theirs, number__in=mail.numbers)}
    return next((rows[number] for number in mail.numbers if number in rows), None)


def _take(row: ReceivedMail, mail: Incoming, inquiry: Inquiry, at: datetime) -> None:
    row.inquiry = inquiry
    text = mail.text or mail.subject or "-"
    whole = [Attachment(_WHOLE_TEXT, text.encode())] if len(text) > LONGEST else []
    texts, lost = _store(whole, inquiry, at)
    files, left = _store(mail.attachments, inquiry, at)
    try:
        with transaction.atomic():
            taken_by = write_more(
                inquiry_id=inquiry.pk,
                person_id=inquiry.person_id,
                text=text[:LONGEST],
                file_ids=texts + files,
                at=at,
                is_by_mail=True,
            )
            into = Inquiry.objects.get(pk=taken_by)
            if whole:
                key = "inquiry.system.text_lost" if lost else "inquiry.system.text_attached"
                system_says(into, key, at, most=LONGEST, name=_WHOLE_TEXT)
            if names := [*left, *mail.left]:
                system_says(into, "inquiry.system.files_left", at, names=", ".join(names))
    except Refusal as refusal:
        # It has ended, or was said too often: a person has to look, nothing is dropped.
        _keep_for_staff(row, mail, refusal.reasons[0].key.rpartition(".")[2][:30], at)
        return
    row.outcome = TAKEN


def _store(attached: Sequence[Attachment], inquiry: Inquiry, at: datetime) -> tuple[list[int], list[str]]:
    """Attachments through the checks of every file; the names of those that were not kept."""
    kept, left = [], []
    for each in attached:
        try:
            stored = store_file(name=each.name, content=io.BytesIO(each.content), owner_id=inquiry.person_id, at=at)
            kept.append(stored.pk)
        except Refusal:
            left.append(each.name)
    return kept, left


def _keep_for_staff(row: ReceivedMail, mail: Incoming, why: str, at: datetime) -> None:
    """Staff find it in their list; who sent it hears so, once a day at most."""
    row.outcome, row.why, row.text = UNKNOWN, why, mail.text[: ReceivedMail.LONGEST]
    lately = ReceivedMail.objects.filter(
        sender=mail.sender, outcome__in=(UNKNOWN, "handled"), received_at__gt=at - timedelta(days=1)
    ).exclude(pk=row.pk)
    if mail.sender and lately.count() < _MAIL["receipts_daily"]:
        announcements.receipt_for_unknown(mail.sender, at)
