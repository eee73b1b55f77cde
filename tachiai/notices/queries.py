"""Reads: what a person has been told, what they want by mail, how the mail went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from tachiai.clockwork.queries import Waiting, backlogs
from tachiai.notices.models import Dispatch, MailPreference, Notice
from tachiai.notices.rules import AT_ONCE, GROUPS, NEVER, group_of, is_confidential, worded

PAGE = 30
UNREAD_SHOWN = 99
# As the partial index of open dispatches says it, so that the index serves.
IS_OPEN = ~Q(state__in=["sent", "unwanted", "read"])


@dataclass(frozen=True)
class NoticeLine:
    """One notice as its reader sees it."""

    id: int
    subject: str
    body: str
    path: str
    created_at: datetime
    is_read: bool


@dataclass(frozen=True)
class Page:
    """A bounded piece of a list, newest first; `older` continues it (None at the end)."""

    lines: Sequence[NoticeLine]
    older: int | None


@dataclass(frozen=True)
class Choice:
    """A group of notices and how the person gets it by mail; a required one comes at once whatever was chosen."""

    group: str
    required: bool
    may_wait: bool
    pace: str

    @property
    def is_wanted(self) -> bool:
        return self.pace != NEVER


@dataclass(frozen=True)
class Wish:
    """How somebody wants notices of a kind by mail, and the zone in which their day begins."""

    pace: str
    zone: ZoneInfo


@dataclass(frozen=True)
class DispatchLine:
    """One mail in the delivery log. `kind` and `group` are empty for a letter (a sign-in matter). Of a confidential one
    the log says only how it went: not to whom, of which kind, nor in the words of a server, which name the address."""

    id: int
    is_confidential: bool
    kind: str
    group: str
    person_name: str
    address: str
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Log:
    lines: Sequence[DispatchLine]
    older: int | None
    failed: int


def unread_paths(person_id: int) -> list[str]:
    """The page of each notice that waits unread; of one more than UNREAD_SHOWN at most."""
    unread = Notice.objects.filter(person_id=person_id, read_at=None)
    return list(unread.values_list("path", flat=True)[: UNREAD_SHOWN + 1])


def notices(
    *, person_id: int, before: int | None, language: str, zone: ZoneInfo, at: datetime, limit: int = PAGE
) -> Page:
    """The person's notices, newest first, older than the notice numbered `before`."""
    found = Notice.objects.filter(person_id=person_id).order_by("-id")
    rows = list((found.filter(id__lt=before) if before else found)[: limit + 1])
    lines = [_line(row, language, zone, at) for row in rows[:limit]]
    return Page(lines, rows[limit - 1].id if len(rows) > limit else None)


def with_unread(*, person_ids: Sequence[int], kind: str, path: str) -> set[int]:
    """Those of the people for whom a notice of this kind about this page still waits unread."""
    waiting = Notice.objects.filter(person_id__in=person_ids, read_at=None, kind=kind, path=path)
    return set(waiting.values_list("person_id", flat=True))


def count_told(*, person_id: int, kinds: Sequence[str], path: str) -> int:
    """How many notices of these kinds this person got about the page `path`."""
    return Notice.objects.filter(person_id=person_id, kind__in=kinds, path=path).count()


def mail_choices(person_id: int) -> list[Choice]:
    """Every group of notices with the person's wish."""
    chosen = dict(MailPreference.objects.filter(person_id=person_id).values_list("group", "pace"))
    return [
        Choice(g.name, g.required, g.may_wait, AT_ONCE if g.required else chosen.get(g.name, AT_ONCE)) for g in GROUPS
    ]


def wishes_of(person_ids: Sequence[int], kinds: Sequence[str]) -> dict[tuple[int, str], Wish]:
    """How these people want these kinds by mail, by person and kind, where it is not at once. Asks nothing when all are
    required."""
    optional = {kind: group.name for kind in set(kinds) if not (group := group_of(kind)).required}
    if not optional:
        return {}
    rows = MailPreference.objects.filter(person_id__in=person_ids, group__in=set(optional.values()))
    chosen = {
        (person, group): Wish(pace, ZoneInfo(zone))
        for person, group, pace, zone in rows.values_list("person_id", "group", "pace", "person__time_zone")
    }
    pairs = ((person, kind, group) for person in set(person_ids) for kind, group in optional.items())
    return {(person, kind): chosen[person, group] for person, kind, group in pairs if (person, group) in chosen}


def gathered_in(dispatch: Dispatch) -> list[Notice]:
    """The notices that this mail carries and that nobody has read yet, oldest first."""
    carried = Q(dispatch=dispatch) | Q(dispatch__carrier=dispatch)
    return list(Notice.objects.filter(carried, read_at=None).order_by("id"))


@dataclass(frozen=True)
class MailStanding:
    """What became of a notice's mail: `sent` means that the mail server took it at `sent_at`; see `Dispatch`."""

    state: str
    sent_at: datetime | None


def mails_of(notice_ids: Iterable[int]) -> dict[int, MailStanding]:
    """The mail of each of these notices, by notice, in one query; those without one are left out."""
    rows = Dispatch.objects.filter(notice_id__in=set(notice_ids)).values_list("notice_id", "state", "sent_at")
    return {notice_id: MailStanding(state, sent_at) for notice_id, state, sent_at in rows}


def dispatches(*, state: str | None, before: int | None, limit: int = PAGE) -> Log:
    """The delivery log for staff, newest first: mails in that state, or all of them."""
    found = Dispatch.objects.select_related("notice__person").order_by("-id")
    if state in ("queued", "failed"):
        found = found.filter(IS_OPEN)
    found = found.filter(state=state) if state else found
    rows = list((found.filter(id__lt=before) if before else found)[: limit + 1])
    older = rows[limit - 1].id if len(rows) > limit else None
    return Log([_log_line(row) for row in rows[:limit]], older, backlogs([failed_backlog()])[0].count)


def mail_waits_since() -> datetime | None:
    """Since when the oldest mail that may still be sent waits; None when none does."""
    waiting = Dispatch.objects.filter(state="queued").order_by("id")
    return waiting.values_list("created_at", flat=True).first()


def failed_backlog() -> Waiting:
    """The mails that were given up and wait for staff."""
    return Waiting(Dispatch.objects.filter(IS_OPEN, state="failed"), "created_at")


def _line(row: Notice, language: str, zone: ZoneInfo, at: datetime) -> NoticeLine:
    words = worded(row.kind, row.params, language=language, zone=zone, at=at)
    return NoticeLine(row.id, words.subject, words.body, row.path, row.created_at, row.read_at is not None)


def _log_line(row: Dispatch) -> DispatchLine:
    notice = row.notice
    is_hidden = notice is not None and is_confidential(notice.kind)
    shown = None if is_hidden else notice
    return DispatchLine(
        id=row.id,
        is_confidential=is_hidden,
        kind=shown.kind if shown else "",
        group=group_of(shown.kind).name if shown else "",
        person_name=str(shown.person) if shown else "",
        address=shown.person.email if shown else row.address,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error.partition(":")[0] if is_hidden else row.last_error,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )
