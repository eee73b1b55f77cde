"""The only writes: telling people things, and sending the mail that carries it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from tachiai.clockwork.actions import ROUND, Swept
from tachiai.clockwork.quiet import is_quiet
from tachiai.clockwork.stalled import put_back, stalled_jobs
from tachiai.kernel.texts import CATALOGUE
from tachiai.notices.gateways import mail
from tachiai.notices.models import Dispatch, MailPreference, Notice
from tachiai.notices.queries import Wish, gathered_in, wishes_of
from tachiai.notices.rules import (
    AT_ONCE,
    DAILY,
    GROUPS,
    HOURLY,
    MOST_GATHERED,
    NEVER,
    PACES,
    Wording,
    as_data,
    gathered_until,
    group_of,
    missing,
    wait_before_retry,
    worded,
)

if TYPE_CHECKING:
    from tachiai.people.models import Person

log = logging.getLogger(__name__)

DELIVER_MAIL = "notices.deliver_mail"
MAIL_QUEUE = "mail"
# Whoever signs up or asks for a new password waits for the letter; notices and pictures can come after it.
LETTERS_FIRST = 1
NOTICES_PATH = "/notices/"
PREFERENCES_PATH = "/notices/preferences/"
_no_mail: ContextVar[bool] = ContextVar("nobody is mailed", default=False)


@dataclass(frozen=True)
class Telling:
    """What one person is told. `path` is the page it is about; `params` fill the gaps of the kind's texts. Not
    `by_mail`: it stands in the site only, because another notice of the same matter is mailed."""

    person_id: int
    kind: str
    path: str
    params: Mapping[str, object] = field(default_factory=dict)
    by_mail: bool = True


def tell(*, person_id: int, kind: str, params: Mapping[str, object], path: str, at: datetime) -> None:
    """Tell one person. See `tell_all`."""
    tell_all([Telling(person_id, kind, path, params)], at=at)


def tell_all(tellings: Iterable[Telling], *, at: datetime) -> list[int]:
    """Put notices in the site and queue their mails in the caller's transaction: rolled back, none is sent.

    Answers the ids of the notices, in that order. A handful of queries, however many are told. ValueError for an
    unknown kind or a parameter its texts lack.
    """
    told = list(tellings)
    for telling in told:
        _check(telling)
    rows = [_notice(telling, at) for telling in told]
    mailed = [t for t in told if _is_mailed(t)]
    wishes = wishes_of([t.person_id for t in mailed], [t.kind for t in mailed])
    with transaction.atomic(savepoint=False):
        notices = Notice.objects.bulk_create(rows)
        by_mail = [notice for notice, telling in zip(notices, told, strict=True) if _is_mailed(telling)]
        _dispatch(_mail_of(notice, wishes.get((notice.person_id, notice.kind)), at) for notice in by_mail)
    return [notice.id for notice in notices]


def post_letter(
    *, address: str, subject: str, body: str, at: datetime, headers: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Queue a mail that is no notice: sign-in matters, answers to inquiries. The text, and what `headers` it has beyond
    those of every mail, are kept only until it has been sent."""
    if _no_mail.get():
        return
    letter = Dispatch(address=address, subject=subject, body=body, headers=dict(headers), created_at=at)
    with transaction.atomic(savepoint=False):
        _dispatch([letter], priority=LETTERS_FIRST)


@contextmanager
def mailing_nobody() -> Iterator[None]:
    """Within this notices stand in the site only: a past that is told afterwards is no news to anybody."""
    token = _no_mail.set(True)
    try:
        yield
    finally:
        _no_mail.reset(token)


def mark_read(*, person_id: int, notice_id: int, at: datetime) -> str:
    """Mark one notice read; the page it is about, or the list of notices when it is not this person's."""
    notice = Notice.objects.filter(person_id=person_id, id=notice_id).first()
    if notice is None:
        return "/notices/"
    Notice.objects.filter(id=notice.id, read_at=None).update(read_at=at)
    return notice.path


def mark_all_read(*, person_id: int, at: datetime, about: Collection[str] | None = None) -> int:
    """Mark read what the person was told by then (only what is about these pages, if given); how much was unread."""
    unread = Notice.objects.filter(person_id=person_id, read_at=None, created_at__lte=at)
    return (unread if about is None else unread.filter(path__in=about)).update(read_at=at)


def choose_mail(*, person_id: int, paces: Mapping[str, str]) -> None:
    """How the person wants each group by mail, from now on; a group that is not named comes not at all. Required groups
    come at once anyway. What is being gathered already leaves when it was due to.

    ValueError for a pace that a group cannot have.
    """
    optional = {group.name: group for group in GROUPS if not group.required}
    chosen = {name: paces.get(name, NEVER) for name in sorted(optional)}
    for name, pace in chosen.items():
        if pace not in PACES or (pace in (HOURLY, DAILY) and not optional[name].may_wait):
            raise ValueError(f"mail about {name} cannot come {pace}")
    rows = [MailPreference(person_id=person_id, group=g, pace=pace) for g, pace in chosen.items() if pace != AT_ONCE]
    with transaction.atomic():
        MailPreference.objects.filter(person_id=person_id).exclude(group__in=[row.group for row in rows]).delete()
        MailPreference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["person", "group"], update_fields=["pace"]
        )


def deliver(*, dispatch_id: int, at: datetime) -> timedelta | None:
    """Send one mail unless it was sent. How long to wait before the next try; None: nothing is left to do.

    At least once: a worker killed after the server took the mail and before the commit sends it again, under
    the same Message-ID.
    """
    with transaction.atomic():
        rows = Dispatch.objects.select_for_update(of=("self",)).select_related("notice__person")
        dispatch = rows.filter(id=dispatch_id, state="queued").first()
        if dispatch is None:
            return None
        if dispatch.notice and not dispatch.notice.person.is_active:
            _finish(dispatch, "unwanted")
            return None
        gathered = gathered_in(dispatch) if dispatch.due_at else []
        if dispatch.due_at and not gathered:
            _finish(dispatch, "read")
            return None
        try:
            _send(dispatch, gathered, at)
        except Exception as error:  # whatever went wrong, the mail has not left and the log must say so
            return _put_off(dispatch, error)
        dispatch.sent_at, dispatch.subject, dispatch.body, dispatch.headers = at, "", "", {}
        _finish(dispatch, "sent")
        return None


def send_gathered(at: datetime) -> Swept:
    """Put the gathered mail on its way that is due, one for each person: a round of people.

    Any number of workers may do so.
    """
    swept = Swept()
    if is_quiet(Dispatch._meta.db_table, "due_at"):
        return swept
    while swept.fired < ROUND and _bundle_next(at):
        swept.fired += 1
    return swept


@transaction.atomic
def _bundle_next(at: datetime) -> bool:
    """Let the first due mail of somebody carry their others; False when none is due that nobody else is at."""
    due = Dispatch.objects.filter(state="gathering", due_at__lte=at)
    # Only somebody's first mail is taken, so that two workers never make two of one.
    is_later = Exists(due.filter(notice__person_id=OuterRef("notice__person_id"), pk__lt=OuterRef("pk")))
    first = due.filter(~is_later).select_related("notice").order_by("due_at")
    carrier = first.select_for_update(skip_locked=True, of=("self",)).first()
    if carrier is None or carrier.notice is None:
        return False
    others = due.filter(notice__person_id=carrier.notice.person_id).exclude(pk=carrier.pk)
    Dispatch.objects.filter(pk__in=others).update(state="bundled", carrier=carrier)
    _finish(carrier, "queued")
    _defer([carrier.pk])
    return True


def resume_stalled(at: datetime) -> Swept:
    """Put back the mails of workers that died while sending; another worker takes them at once."""
    stalled = stalled_jobs(queue=MAIL_QUEUE, task=DELIVER_MAIL)
    for job in stalled:
        put_back(job)
    return Swept(fired=len(stalled))


def retry_failed(*, dispatch_id: int) -> bool:
    """Staff: try a failed mail again from the start. False when it is not failed any more."""
    with transaction.atomic():
        revived = Dispatch.objects.filter(id=dispatch_id, state="failed").update(state="queued", attempts=0)
        if revived:
            _defer([dispatch_id])
        return bool(revived)


def _is_mailed(telling: Telling) -> bool:
    return telling.by_mail and not _no_mail.get()


def _check(telling: Telling) -> None:
    try:
        group_of(telling.kind)
        lacking = missing(telling.kind, telling.params)
    except LookupError as error:
        raise ValueError(f"no such kind of notice: {telling.kind}") from error
    if lacking:
        raise ValueError(f"the notice {telling.kind} needs {', '.join(sorted(lacking))}")


def _notice(telling: Telling, at: datetime) -> Notice:
    return Notice(
        person_id=telling.person_id,
        kind=telling.kind,
        params=as_data(telling.params),
        path=telling.path,
        created_at=at,
    )


def _mail_of(notice: Notice, wish: Wish | None, at: datetime) -> Dispatch:
    if wish is None:
        return Dispatch(notice=notice, created_at=at)
    due_at = gathered_until(wish.pace, zone=wish.zone, at=at)
    return Dispatch(notice=notice, created_at=at, due_at=due_at, state="gathering" if due_at else "unwanted")


def _dispatch(rows: Iterable[Dispatch], *, priority: int = 0) -> None:
    _defer([row.id for row in Dispatch.objects.bulk_create(rows) if row.state == "queued"], priority=priority)


def _defer(dispatch_ids: list[int], *, priority: int = 0) -> None:
    if dispatch_ids:
        arguments: list[JSONDict] = [{"dispatch_id": number} for number in dispatch_ids]
        app.configure_task(DELIVER_MAIL, queue=MAIL_QUEUE, priority=priority).batch_defer(*arguments)


def _send(dispatch: Dispatch, gathered: Sequence[Notice], at: datetime) -> None:
    if dispatch.notice is None:
        mail.send(
            address=dispatch.address,
            subject=dispatch.subject,
            body=dispatch.body,
            number=dispatch.id,
            at=at,
            headers=dispatch.headers,
        )
        return
    person, notice = dispatch.notice.person, gathered[0] if len(gathered) == 1 else dispatch.notice
    if len(gathered) > 1:
        words, path = _worded_together(gathered, person, at), NOTICES_PATH
    else:
        zone = ZoneInfo(person.time_zone)
        words, path = worded(notice.kind, notice.params, language=person.language, zone=zone, at=at), notice.path
    preferences = settings.ORIGIN + PREFERENCES_PATH
    required = group_of(notice.kind).required
    body = CATALOGUE.get(
        "notices.frame.required" if required else "notices.frame.optional",
        person.language,
        name=str(person),
        body=words.body.strip(),
        link=settings.ORIGIN + path,
        preferences=preferences,
    )
    headers = {} if required else {"List-Unsubscribe": f"<{preferences}>"}
    mail.send(address=person.email, subject=words.subject, body=body, number=dispatch.id, at=at, headers=headers)


def _worded_together(gathered: Sequence[Notice], person: Person, at: datetime) -> Wording:
    """Several notices in one mail: what each is about and where it leads."""
    language, zone = person.language, ZoneInfo(person.time_zone)
    lines = [
        f"{worded(each.kind, each.params, language=language, zone=zone, at=at).subject}\n{settings.ORIGIN}{each.path}"
        for each in gathered[:MOST_GATHERED]
    ]
    if left := len(gathered) - len(lines):
        lines.append(CATALOGUE.get("notices.frame.gathered.more", language, n=left))
    subject = CATALOGUE.get("notices.frame.gathered.subject", language, n=len(gathered))
    body = CATALOGUE.get("notices.frame.gathered.body", language, n=len(gathered), lines="\n\n".join(lines))
    return Wording(subject, body)


def _put_off(dispatch: Dispatch, error: Exception) -> timedelta | None:
    dispatch.attempts += 1
    dispatch.last_error = f"{type(error).__name__}: {error}"[:300]
    log.warning("mail %s not sent, attempt %s: %s", dispatch.id, dispatch.attempts, dispatch.last_error)
    wait = None if mail.is_final(error) else wait_before_retry(dispatch.attempts)
    _finish(dispatch, "failed" if wait is None else "queued")
    return wait


def _finish(dispatch: Dispatch, state: str) -> None:
    dispatch.state = state
    dispatch.save()
    if state in ("sent", "unwanted", "read"):
        dispatch.bundled.update(state=state, sent_at=dispatch.sent_at)
