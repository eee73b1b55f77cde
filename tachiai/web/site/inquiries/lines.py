"""What was said in an inquiry, as rows for the page of whoever asked and for the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.inquiries.queries import Line
from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.inquiries.models import Inquiry

_BADGES = {"waiting": "waiting", "overdue": "warn", "answered": "success"}


def badge_of(state: str) -> str:
    return _BADGES.get(state, "plain")


def line_rows(lines: Sequence[Line], row: Inquiry, *, for_staff: bool = False) -> list[Mapping[str, Any]]:
    """Staff go by their role, except among themselves."""
    return [_row(each, row, for_staff) for each in lines]


def _row(line: Line, row: Inquiry, for_staff: bool) -> Mapping[str, Any]:
    is_system = line.kind == "system"
    asker = line.author or row.address
    names = {
        "person": asker if for_staff else reading.plain("inquiries.detail.you"),
        "staff": line.author if for_staff else reading.plain("inquiries.detail.staff"),
        "note": line.author,
        "system": reading.plain("inquiries.detail.system"),
    }
    return {
        "kind": line.kind,
        "name": names[line.kind],
        "text": reading.plain(line.text, **line.params) if is_system else line.text,
        "asked": line.params.get("text", "") if is_system else "",
        "at": line.at,
        "is_by_mail": line.is_by_mail,
        "files": [
            {"href": _file_href(file.id, row, for_staff), "name": file.name, "size": file.size} for file in line.files
        ],
        "suggestion": _suggestion(line.suggests, row, for_staff),
    }


def _file_href(file_id: int, row: Inquiry, for_staff: bool) -> str:
    if for_staff or row.person_id:
        return reverse("threads:file", args=[file_id])
    return reverse("inquiries:file", args=[row.token, file_id])


def _suggestion(name: str, row: Inquiry, for_staff: bool) -> Mapping[str, str]:
    """The button that only a side of the contract can press: staff read what it says."""
    if not name or row.contract is None:
        return {}
    if for_staff:
        return {"label": reading.plain("desk.inquiries.suggested", what=reading.plain(f"inquiries.suggest.{name}"))}
    href = (
        reverse("safety:report", args=["contract", row.contract.pk])
        if name == "report"
        else reverse("contracts:ask", args=[row.contract.reference, name])
    )
    return {"href": href, "label": reading.plain(f"inquiries.suggest.{name}")}
