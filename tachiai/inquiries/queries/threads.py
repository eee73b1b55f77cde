"""One inquiry with what was said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tachiai.conversations.queries import FileAsked
from tachiai.conversations.queries.files import FileLine, file_lines
from tachiai.inquiries.models import Inquiry, InquiryMessage
from tachiai.inquiries.queries.conflicts import with_stake
from tachiai.inquiries.rules import NUMBERS
from tachiai.inquiries.rules.asking import NOTE
from tachiai.people import queries as people

if TYPE_CHECKING:
    from tachiai.conversations.models import StoredFile

_SHOWN: int = NUMBERS["inquiries"]["shown"]
SAY_HELPED = ("closed", "settled")


@dataclass(frozen=True)
class Line:
    """Something that was said. `kind`: person, staff, note or system; then `text` is the key of a text with `params`.
    `suggests`: a request of the contract that staff put before whoever asked."""

    kind: str
    author: str
    text: str
    params: Mapping[str, Any]
    suggests: str
    is_by_mail: bool
    at: datetime
    files: Sequence[FileLine]


@dataclass(frozen=True)
class InquiryView:
    """One inquiry as whoever asked meets it: `row` with its contract, and what was said, oldest first."""

    row: Inquiry
    lines: Sequence[Line]

    @property
    def may_say_whether_it_helped(self) -> bool:
        return self.row.state in SAY_HELPED

    @property
    def may_close(self) -> bool:
        return self.row.closed_at is None


def inquiry_of(number: str, person_id: int) -> InquiryView | None:
    """One inquiry of this person's own; None for anybody else."""
    return _view(Inquiry.objects.filter(number=number, person_id=person_id))


def inquiry_with(token: str) -> InquiryView | None:
    """The inquiry of the secret link of whoever has no account."""
    return _view(Inquiry.objects.filter(token=token, person__isnull=True))


def lines_of(row: Inquiry, *, with_notes: bool) -> list[Line]:
    """The latest that was said in it and in those that were merged into it, oldest first."""
    # A condition over both tables would read all that was ever said.
    together = Inquiry.objects.filter(Q(pk=row.pk) | Q(merged_into=row)).values("pk")
    said = InquiryMessage.objects.filter(inquiry__in=together)
    found = list(
        (said if with_notes else said.exclude(kind=NOTE))
        .select_related("author")
        .prefetch_related("files")
        .order_by("-pk")[:_SHOWN]
    )
    return [_line(each) for each in reversed(found)]


def file_with(token: str, file_id: int) -> StoredFile | None:
    """A file of the inquiry of the secret link; None for any other, and for what staff say among themselves."""
    own = Q(inquiry__token=token, inquiry__person__isnull=True)
    merged = Q(inquiry__merged_into__token=token, inquiry__person__isnull=True)
    said = InquiryMessage.objects.filter(own | merged, files=file_id).exclude(kind=NOTE).first()
    return said.files.get(pk=file_id) if said else None


def may_read_file(asked: FileAsked) -> bool:
    """What is attached to an inquiry is for staff without a stake in it; whoever asked owns it, or holds the secret
    link (`file_with`)."""
    attached = set(InquiryMessage.objects.filter(files=asked.file_id).values_list("inquiry_id", flat=True))
    return bool(attached) and people.is_staff(asked.person_id) and not with_stake(asked.person_id, attached)


def _view(found: Any) -> InquiryView | None:
    row = found.select_related("contract", "merged_into").first()
    return InquiryView(row, lines_of(row, with_notes=False)) if row else None


def _line(said: InquiryMessage) -> Line:
    return Line(
        kind=said.kind,
        author=str(said.author) if said.author else "",
        text=said.body,
        params=said.params,
        suggests=said.suggests,
        is_by_mail=said.is_by_mail,
        at=said.said_at,
        files=file_lines(said.files.all()),
    )
