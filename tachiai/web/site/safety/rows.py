"""A thing that was reported, and a clause, as the pages of reports and decisions show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from tachiai.guidelines.rules import Clause
from tachiai.web import reading

SHORT = 600
"""A text of more characters is folded away."""


def exhibit(kind: str, snapshot: Mapping[str, Any], at: datetime | None) -> Mapping[str, Any]:
    """A thing as it was kept at `at`; None: as it stands, and no moment is told."""
    text = str(snapshot.get("text", ""))
    return {
        "kind_name": reading.plain(f"reports.subject.{kind}"),
        "title": snapshot.get("title", ""),
        "text": text,
        "is_long": len(text) > SHORT,
        "language": snapshot.get("language", ""),
        "at": at,
        "href": snapshot.get("path", ""),
    }


def clause_row(clause: Clause) -> Mapping[str, str]:
    """A clause with the way to its place in its document."""
    language = reading.language()
    return {
        "title": f"{clause.anchor} {clause.title[language]}",
        "text": clause.text[language],
        "href": f"{reverse('guidelines:document', args=[clause.document])}#{clause.anchor}",
    }
